"""A pool of worker processes that scan, forked from one process that has the model loaded.

A job that kills its worker, hangs, or takes too much memory costs that worker alone: it is
replaced, the job is tried once more, and then given up. A job whose worker went with the zygote
(ended by a person, or for want of memory) waits for the new one instead. Nobody else waits: a job that takes long
gives its place to another worker.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar, cast

from relay.config.policy import PolicySet
from relay.scanning import events
from relay.scanning.context import ScanContext
from relay.scanning.processes import FORK_LIMIT, ProcessLostError, Worker, Zygote, ZygoteLostError
from relay.scanning.report import ScanFailedError, ScanReport
from relay.scanning.wire import Answer, CallJob, ScanJob, Setup, pack

__all__ = ["ScanFailedError", "ScanPool", "ScanReport"]

P = ParamSpec("P")
R = TypeVar("R")
_TRIES = 2
_MOST_ZYGOTES_LOST = 2
_MOST_PROCESSES = 4
_JOBS_A_WORKER = 2000  # spaCy remembers every word it has seen: a worker is renewed after so many
_SLOW_AFTER = 1.0  # seconds after which a job no longer keeps others from being done


class ScanPool:
    """Worker processes for whatever must not block an event loop."""

    def __init__(
        self,
        processes: int,
        policies: PolicySet,
        *,
        spacy_model: str = "",
        time_limit: float = 90.0,
        memory_limit: int = 1 << 30,
        preload: Sequence[str] = (),
        clamd: str = "",
    ) -> None:
        """Prepare a pool of ``processes`` workers (0: one per core, at most 4).

        ``time_limit`` is in seconds a job; ``memory_limit`` in bytes of address space that a worker
        may take beyond what it is born with; ``preload`` names modules that are imported before
        forking, those of functions that `call` is given; ``clamd`` is where ClamAV answers, "" where nobody asks it.
        """
        self._processes = processes or min(os.cpu_count() or 1, _MOST_PROCESSES)
        self._setup = Setup(policies, spacy_model, memory_limit, tuple(preload), clamd)
        self._time_limit = time_limit
        self._fork_limit = min(FORK_LIMIT, time_limit)
        self._zygote: Zygote | None = None
        self._starting = asyncio.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._slots = asyncio.Semaphore(self._processes)
        self._slow = 0
        self._closed = False

    @property
    def processes(self) -> int:
        """How many workers there are."""
        return self._processes

    async def start(self) -> None:
        """Load the model and fork the workers.

        Raises ConfigurationError where the model is missing, ScanFailedError where they do not start or the pool is
        closed meanwhile.
        """
        zygote = await self._running_zygote()
        for _ in range(self._processes):
            self._idle.append(await self._forked())
        events.pool_started(self._processes, zygote.versions)

    async def close(self) -> None:
        """End all workers; jobs that run fail with ScanFailedError."""
        self._closed = True
        for worker in self._busy:
            worker.end()  # its job is told, and lets go of it
        for worker in self._idle:
            worker.kill()
        self._idle.clear()
        async with self._starting:  # one that is starting is ended as soon as it stands
            if self._zygote is not None:
                await self._forget(self._zygote)

    async def scan(self, raw: bytes, context: ScanContext, group: str | None = None) -> ScanReport:
        """Scan a raw message under the policy of ``group``. Raises ScanFailedError."""
        return cast("ScanReport", await self.run(ScanJob(raw, context, group)))

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a module-level function in a worker and return its result.

        A RelayError that it raises is raised here; any other trouble is a ScanFailedError.
        """
        return cast("R", await self.run(CallJob(function, args, kwargs)))

    async def run(self, job: ScanJob | CallJob) -> Any:  # noqa: ANN401 -- a call returns what it likes
        """Have a job done in a worker; what `scan` and `call` are made of."""
        packed = pack(job)
        async with self._slot():
            attempt, zygotes_lost = 1, 0
            while attempt <= _TRIES and zygotes_lost <= _MOST_ZYGOTES_LOST:
                try:
                    return _result(await self._ask_a_worker(packed))
                except ZygoteLostError:
                    zygotes_lost += 1
                    events.worker_lost("died with its zygote", attempt)
                    continue
                except ProcessLostError:
                    events.worker_lost("died", attempt)
                except TimeoutError:
                    events.worker_lost("took too long", attempt)
                attempt += 1
        raise ScanFailedError("the worker was lost twice")

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Wait for one's turn; a slow job hands its turn on before it has ended."""
        await self._slots.acquire()
        handed_on = False

        def hand_on() -> None:
            nonlocal handed_on
            if self._slow < self._processes:
                handed_on = True
                self._slow += 1
                self._slots.release()

        timer = asyncio.get_running_loop().call_later(_SLOW_AFTER, hand_on)
        try:
            yield
        finally:
            timer.cancel()
            if handed_on:
                self._slow -= 1
            else:
                self._slots.release()

    async def _ask_a_worker(self, packed: bytes) -> Answer:
        worker = await self._take()
        self._busy.add(worker)
        try:
            async with asyncio.timeout(self._time_limit):
                answer = await worker.ask(packed)
        except BaseException as error:
            self._busy.remove(worker)
            worker.kill()
            if isinstance(error, ProcessLostError) and not self._closed and await worker.zygote.has_ended():
                events.zygote_lost()
                await self._forget(worker.zygote)
                raise ZygoteLostError from None
            raise
        self._busy.discard(worker)
        self._put_back(worker)
        return answer

    async def _take(self) -> Worker:
        if self._closed:
            raise ScanFailedError("the pool is closed")
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.kill()  # it died while it had nothing to do, as all do when the zygote goes
        return await self._forked()

    async def _forked(self) -> Worker:
        """Return a new worker, from a new zygote where the one there is has gone or does not answer."""
        for _ in range(_TRIES):
            zygote = await self._running_zygote()
            try:
                worker = await zygote.fork(self._fork_limit)
            except ProcessLostError:
                if not self._closed:
                    events.zygote_lost()
                    await self._forget(zygote)
                continue
            if not self._closed:
                return worker
            worker.kill()
        raise ScanFailedError("no worker can be started")

    def _put_back(self, worker: Worker) -> None:
        full = len(self._idle) >= self._processes
        if self._closed or full or worker.jobs_done >= _JOBS_A_WORKER:
            worker.kill()
        else:
            self._idle.append(worker)

    async def _running_zygote(self) -> Zygote:
        async with self._starting:
            if self._zygote is None and not self._closed:
                try:
                    self._zygote = await Zygote.start(self._setup)
                except ProcessLostError:
                    raise ScanFailedError("the scanning process does not start") from None
            if self._zygote is None or self._closed:
                raise ScanFailedError("the pool is closed")
            return self._zygote

    async def _forget(self, zygote: Zygote) -> None:
        if self._zygote is zygote:
            self._zygote = None
            await zygote.close()


def _result(answer: Answer) -> Any:  # noqa: ANN401 -- as `run`
    if answer.failed:
        events.job_failed(answer.failed)
        raise ScanFailedError("the scanner raised an error")
    if answer.refused is not None:
        raise answer.refused
    return answer.result
