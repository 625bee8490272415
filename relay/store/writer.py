"""Writers of the hot path: many small jobs share one commit.

A thread takes the first waiting job and all that came meanwhile, runs them in one transaction and
commits; while the disk syncs, the next batch gathers. A lone job waits for no timer. Jobs of one
kind are handed together to their batch function; if it fails, each is tried alone under a
savepoint, so that a row that fails never fails its neighbours. Where the commit itself fails, every
job of the batch fails: nothing of it is stored.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from relay.model.errors import TemporaryError
from relay.store.store import Store, translated
from relay.store.unit import Unit

_Batch = Callable[[Unit, Sequence[Any]], Sequence[Any]]

T = TypeVar("T")
R = TypeVar("R")

MAX_BATCH = 200


@dataclass(eq=False)
class _Job:
    apply: _Batch
    item: Any
    future: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None


class Writer:
    """One writing thread on SQLite, several on PostgreSQL."""

    def __init__(self, store: Store, *, threads: int = 1, max_batch: int = MAX_BATCH) -> None:
        """Start the writing threads."""
        self._store = store
        self._max_batch = max_batch
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._closing = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, name=f"writer-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, apply: Callable[[Unit, Sequence[T]], Sequence[R]], item: T) -> Future[R]:
        """Queue ``item`` for ``apply``; the future is done after the commit that holds it.

        ``apply(unit, items)`` returns one result an item, in order. It may be called again with
        single items, so it must not act outside of the unit. Raises TemporaryError once the
        writer is closed.
        """
        job = _Job(apply, item)
        with self._closing:
            if self._closed:
                raise TemporaryError("the relay is shutting down")
            self._queue.put(job)
        return job.future

    def close(self) -> None:
        """Finish what was submitted, then stop; may be called again."""
        with self._closing:
            if not self._closed:
                self._closed = True
                for _ in self._threads:
                    self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (jobs := self._gather()) is not None:
            # From here on nobody can cancel them: a job whose waiter has gone before is not done.
            wanted = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)

    def _gather(self) -> list[_Job] | None:
        first = self._queue.get()
        if first is None:
            return None
        jobs = [first]
        while len(jobs) < self._max_batch:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            with self._store.write() as unit:
                for apply, group in _by_kind(jobs):
                    _apply_group(unit, apply, group)
        except BaseException as error:  # noqa: BLE001 - every waiting caller must hear of it
            for job in jobs:
                job.error = job.error or error
        for job in jobs:
            if job.error is None:
                job.future.set_result(job.result)
            else:
                job.future.set_exception(job.error)


def _by_kind(jobs: list[_Job]) -> Iterator[tuple[_Batch, list[_Job]]]:
    for _, group in groupby(jobs, key=lambda job: id(job.apply)):
        members = list(group)
        yield members[0].apply, members


def _results(unit: Unit, apply: _Batch, jobs: list[_Job]) -> list[Any]:
    results = list(apply(unit, [job.item for job in jobs]))
    if len(results) != len(jobs):
        raise RuntimeError("a batch function must give one result an item")
    return results


def _apply_group(unit: Unit, apply: _Batch, jobs: list[_Job]) -> None:
    try:
        with translated(), unit.savepoint():
            results = _results(unit, apply, jobs)
    except Exception as error:
        if not unit.is_open:  # the whole transaction is gone: whatever followed would stand alone
            raise
        if len(jobs) == 1:
            jobs[0].error = error
            return
        for job in jobs:
            _apply_group(unit, apply, [job])
        return
    for job, result in zip(jobs, results, strict=True):
        job.result = result
