"""Which process a worker's handle is for, and what becomes of a zygote that stands still or of a pool that closes."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.scanning.processes import Worker, Zygote
from relay.scanning.wire import CallJob, Setup, pack
from relay.scanning.workers import ScanFailedError, ScanPool
from tests.support import scan_jobs

PATIENCE = 60.0  # seconds; far above what is wanted, for busy machines
POLICIES = load_policy(resource_path("config", "policy.toml"))
PRELOAD = ("tests.support.scan_jobs",)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers need pidfds and prctl")


@pytest.fixture
async def zygote() -> AsyncIterator[Zygote]:
    zygote = await Zygote.start(Setup(POLICIES, "", 1 << 30, PRELOAD))
    yield zygote
    await zygote.close()


async def process_of(worker: Worker) -> int:
    answer = await worker.ask(pack(CallJob(scan_jobs.process_id, (0.0,), {})))
    assert isinstance(answer.result, int)
    return answer.result


def wait_for_end(pidfd: int) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(PATIENCE * 1000))


def children() -> set[str]:
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(own.read_text().split())


async def test_after_a_fork_that_was_given_up_each_worker_has_its_own_process(zygote: Zygote, tmp_path: Path) -> None:
    given_up = asyncio.create_task(zygote.fork())
    await asyncio.sleep(0)  # the order is on its way, its answer is not here
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    worker = await zygote.fork()
    pid = await process_of(worker)
    pidfd = os.pidfd_open(pid)
    fifo = tmp_path / "hangs"
    os.mkfifo(fifo)
    job = asyncio.create_task(worker.ask(pack(CallJob(scan_jobs.hang, (str(fifo),), {}))))
    assert await asyncio.to_thread(fifo.read_text) == f"{pid}\n"
    assert worker.is_alive
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job
    worker.kill()
    ended = await asyncio.to_thread(wait_for_end, pidfd)
    os.close(pidfd)
    assert ended


async def test_a_zygote_that_stands_still_is_ended_and_another_one_forks() -> None:
    pool = ScanPool(1, POLICIES, time_limit=5.0, preload=PRELOAD)
    await pool.start()
    still, worker = await pool.call(scan_jobs.parent_id), await pool.call(scan_jobs.process_id, 0.0)
    pidfd = os.pidfd_open(still)
    os.kill(still, signal.SIGSTOP)
    os.kill(worker, signal.SIGKILL)
    async with asyncio.timeout(PATIENCE):
        assert await pool.call(scan_jobs.parent_id) != still
    assert await asyncio.to_thread(wait_for_end, pidfd)
    os.close(pidfd)
    await pool.close()


async def test_a_pool_that_is_closed_while_it_starts_leaves_no_process() -> None:
    before = children()
    pool = ScanPool(1, POLICIES, preload=PRELOAD)
    starting = asyncio.create_task(pool.start())
    await asyncio.sleep(0)  # its process is there, and loads
    assert children() != before
    await pool.close()
    with pytest.raises(ScanFailedError):
        await starting
    assert children() == before


async def test_a_job_that_runs_fails_when_the_pool_is_closed(tmp_path: Path) -> None:
    pool = ScanPool(1, POLICIES, time_limit=2 * PATIENCE, preload=PRELOAD)
    await pool.start()
    fifo = tmp_path / "hangs"
    os.mkfifo(fifo)
    job = asyncio.create_task(pool.call(scan_jobs.hang, str(fifo)))
    await asyncio.to_thread(fifo.read_text)
    await pool.close()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ScanFailedError):
            await job
