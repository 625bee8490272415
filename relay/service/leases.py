"""The frame of a worker: claims rows under leases, works on several at once, keeps the leases alive.

Nothing is lost when it dies: leases run out and another worker, or the next start, takes over.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Generic, TypeVar

from relay.model.errors import TemporaryError
from relay.service import events
from relay.store.unit import Unit
from relay.store.writer import Writer

LEASE = timedelta(seconds=25)  # taken over within 30 s of a worker's death
_POLL_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 1.0

_DRAIN_SECONDS = 8.0

Item = TypeVar("Item")
In = TypeVar("In")
Out = TypeVar("Out")


class Worker(ABC, Generic[Item]):
    """Claims items in batches and works on up to ``at_once`` of them at the same time."""

    def __init__(self, writer: Writer, *, owner: str, at_once: int) -> None:
        """``owner`` is the id under which leases are taken."""
        self.owner = owner
        self.wake = asyncio.Event()
        self._writer = writer
        self._at_once = at_once
        self._running: dict[asyncio.Task[None], Item] = {}

    @abstractmethod
    def claim(self, unit: Unit, limit: int) -> list[Item]:
        """Lease up to ``limit`` items."""

    @abstractmethod
    def extend(self, unit: Unit, items: Sequence[Item]) -> None:
        """Renew the leases of items that are still being worked on."""

    @abstractmethod
    def give_back(self, unit: Unit, items: Sequence[Item]) -> None:
        """Free items that are left as they were."""

    @abstractmethod
    def count_failure(self, unit: Unit, items: Sequence[Item]) -> None:
        """Note that work on items failed, so that none is tried for ever."""

    @abstractmethod
    async def work(self, item: Item) -> None:
        """Do one item to its end; an exception leaves it to the next lease."""

    async def write(self, apply: Callable[[Unit, Sequence[In]], Sequence[Out]], item: In) -> Out:
        """Have the writer commit something; returns its result after the commit."""
        return await asyncio.wrap_future(self._writer.submit(apply, item))

    def _claim_batch(self, unit: Unit, limits: Sequence[int]) -> list[list[Item]]:
        return [self.claim(unit, limit) for limit in limits]

    def _extend_batch(self, unit: Unit, batches: Sequence[list[Item]]) -> list[bool]:
        for items in batches:
            self.extend(unit, items)
        return [True] * len(batches)

    def _give_back_batch(self, unit: Unit, items: Sequence[Item]) -> list[bool]:
        self.give_back(unit, items)
        return [True] * len(items)

    def _count_batch(self, unit: Unit, items: Sequence[Item]) -> list[bool]:
        self.count_failure(unit, items)
        return [True] * len(items)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish what was begun."""
        heartbeat = asyncio.create_task(self._keep_leases())
        try:
            while not stop.is_set():
                self.wake.clear()
                claimed = await self._claim()
                for item in claimed:
                    task = asyncio.create_task(self.attend(item))
                    self._running[task] = item
                    task.add_done_callback(self._done)
                if len(self._running) >= self._at_once or not claimed:
                    await self._wait(stop)
            if self._running:
                await asyncio.wait(list(self._running), timeout=_DRAIN_SECONDS)
            left = dict(self._running)
            for task in left:  # what is sent then is uncertain, and is tried again at the next start
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            for item in left.values():
                await self._try_write(self._give_back_batch, item)
        finally:
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self.wake.set()

    async def _claim(self) -> list[Item]:
        free = self._at_once - len(self._running)
        if free <= 0:
            return []
        try:
            return await self.write(self._claim_batch, free)
        except Exception as error:  # noqa: BLE001 - a worker that ends would leave all mail waiting
            events.worker_trouble(type(self).__name__, error)
            await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
            return []

    async def attend(self, item: Item) -> None:
        """Do one item; on trouble that passes give it back, on a failure count it and let the lease run out."""
        try:
            await self.work(item)
        except TemporaryError as error:  # nothing is wrong with the item
            events.worker_trouble(type(self).__name__, error)
            await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
            await self._try_write(self._give_back_batch, item)
        except Exception as error:  # noqa: BLE001 - the lease runs out and the item is taken up again
            events.worker_trouble(type(self).__name__, error)
            await self._try_write(self._count_batch, item)

    async def _try_write(self, apply: Callable[[Unit, Sequence[Item]], Sequence[bool]], item: Item) -> None:
        try:
            await self.write(apply, item)
        except Exception as error:  # noqa: BLE001 - then the lease runs out, which does as well
            events.worker_trouble(type(self).__name__, error)

    async def _wait(self, stop: asyncio.Event) -> None:
        waiting = [asyncio.create_task(self.wake.wait()), asyncio.create_task(stop.wait())]
        try:
            await asyncio.wait(waiting, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            if items := list(self._running.values()):
                try:
                    await self.write(self._extend_batch, items)
                except Exception as error:  # noqa: BLE001 - without it, two would work on one item
                    events.worker_trouble(type(self).__name__, error)
