"""The pool of scanning workers: real processes, real model; they are killed, hang and take memory."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.category import Category
from relay.model.errors import ConfigurationError, InvalidInputError
from relay.scanning.context import ScanContext
from relay.scanning.workers import ScanFailedError, ScanPool
from tests.support import scan_jobs

MAIL = b"Subject: Hi\r\n\r\nCall me tonight at 515-555-0142 okay?\r\n"
FOUND = {Category.PII_PHONE, Category.CONDUCT_OFF_PLATFORM}
START_LIMIT = 30.0  # seconds; far above what is wanted, for busy machines

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="workers need pidfds and prctl"),
    pytest.mark.asyncio(loop_scope="module"),
]


def pool_of(processes: int, *, time_limit: float = 30.0, memory_limit: int = 1 << 30) -> ScanPool:
    return ScanPool(
        processes,
        load_policy(resource_path("config", "policy.toml")),
        time_limit=time_limit,
        memory_limit=memory_limit,
        preload=("tests.support.scan_jobs",),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ScanPool]:
    pool = pool_of(2)
    await pool.start()
    yield pool
    await pool.close()


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(START_LIMIT):
        while not holds():  # noqa: ASYNC110 -- processes end without telling an event
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_mail_is_scanned_in_a_worker(pool: ScanPool) -> None:
    report = await pool.scan(MAIL, ScanContext())
    assert {finding.category for finding in report.findings} >= FOUND
    assert "en_core_web_sm" in report.versions


async def test_functions_run_in_workers_with_the_model_shared(pool: ScanPool) -> None:
    pids = set(await asyncio.gather(*(pool.call(scan_jobs.process_id, 0.2) for _ in range(4))))
    assert os.getpid() not in pids
    assert len(pids) == 2
    assert await pool.call(scan_jobs.has_imported, "spacy")


async def test_a_refusal_of_a_function_comes_back_as_it_is(pool: ScanPool) -> None:
    with pytest.raises(InvalidInputError, match="not a plan"):
        await pool.call(scan_jobs.refuse, "not a plan")


async def test_an_error_in_a_worker_is_a_failed_scan_without_its_text(pool: ScanPool) -> None:
    with pytest.raises(ScanFailedError) as raised:
        await pool.call(scan_jobs.crash, "tim.k@students.example")
    assert "tim.k" not in str(raised.value)


async def test_a_job_that_kills_its_worker_once_is_done_by_another(pool: ScanPool, tmp_path: Path) -> None:
    assert await pool.call(scan_jobs.die_the_first_time, str(tmp_path / "seen")) == "done"


async def test_a_job_that_kills_every_worker_fails_and_costs_no_other(pool: ScanPool) -> None:
    doomed = asyncio.create_task(pool.call(scan_jobs.die))
    others = await asyncio.gather(*(pool.scan(MAIL, ScanContext()) for _ in range(8)))
    with pytest.raises(ScanFailedError):
        await doomed
    assert all(report.findings for report in others)


async def test_a_job_that_hangs_is_given_up_and_its_worker_ended(tmp_path: Path) -> None:
    pool = pool_of(1, time_limit=0.5)
    await pool.start()
    note = tmp_path / "pid"
    with pytest.raises(ScanFailedError):
        await pool.call(scan_jobs.hang, str(note))
    hung = [int(line) for line in note.read_text().split()]
    assert len(hung) == 2  # tried once more
    await eventually(lambda: not any(is_running(pid) for pid in hung))
    assert (await pool.scan(MAIL, ScanContext())).findings
    await pool.close()


async def test_a_job_that_takes_too_much_memory_fails_and_the_pool_goes_on() -> None:
    pool = pool_of(1, memory_limit=200 << 20)
    await pool.start()
    with pytest.raises(ScanFailedError):
        await pool.call(scan_jobs.take_memory, 400 << 20)
    assert (await pool.scan(MAIL, ScanContext())).findings
    await pool.close()


async def test_a_killed_zygote_is_replaced(pool: ScanPool) -> None:
    worker = await pool.call(scan_jobs.process_id, 0.0)
    zygote = await pool.call(scan_jobs.parent_id)
    os.kill(zygote, signal.SIGKILL)
    await eventually(lambda: not is_running(worker))
    await eventually(lambda: not is_running(zygote))
    reports = await asyncio.gather(*(pool.scan(MAIL, ScanContext()) for _ in range(4)))
    assert all(report.findings for report in reports)


def _all_exist(paths: list[Path]) -> bool:
    return all(path.exists() for path in paths)


async def test_jobs_in_flight_outlive_two_zygotes_that_are_killed(pool: ScanPool, tmp_path: Path) -> None:
    for number in range(2):
        zygote = await pool.call(scan_jobs.parent_id)
        notes = [tmp_path / f"{number}-{job}" for job in range(2)]
        jobs = [asyncio.create_task(pool.call(scan_jobs.wait_the_first_time, str(note))) for note in notes]
        await eventually(partial(_all_exist, notes))
        os.kill(zygote, signal.SIGKILL)
        async with asyncio.timeout(START_LIMIT):
            assert await asyncio.gather(*jobs) == ["done", "done"]


async def test_a_job_that_kills_its_zygotes_is_given_up() -> None:
    pool = pool_of(1)
    await pool.start()
    with pytest.raises(ScanFailedError):
        await pool.call(scan_jobs.kill_the_zygote)
    assert (await pool.scan(MAIL, ScanContext())).findings
    await pool.close()


async def test_signals_to_the_group_do_not_end_a_job(pool: ScanPool) -> None:
    assert await pool.call(scan_jobs.group_id) == os.getpgrp()
    job = asyncio.create_task(pool.call(scan_jobs.survive, [signal.SIGINT, signal.SIGTERM]))
    assert await job == "done"


async def test_closing_ends_every_process() -> None:
    pool = pool_of(2)
    await pool.start()
    zygote = await pool.call(scan_jobs.parent_id)
    workers = await asyncio.gather(*(pool.call(scan_jobs.process_id, 0.2) for _ in range(2)))
    await pool.close()
    await eventually(lambda: not any(is_running(pid) for pid in (zygote, *workers)))
    with pytest.raises(ScanFailedError):
        await pool.scan(MAIL, ScanContext())


async def test_processes_die_with_the_program_that_started_them(tmp_path: Path) -> None:
    script = (
        "import asyncio, os\n"
        "from tests.integration.test_scan_workers import pool_of\n"
        "from tests.support import scan_jobs\n"
        "async def main():\n"
        "    pool = pool_of(1)\n"
        "    await pool.start()\n"
        "    print(await pool.call(scan_jobs.parent_id), await pool.call(scan_jobs.process_id, 0.0), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    pids = [int(pid) for pid in output.decode().splitlines()[-1].split()]
    await eventually(lambda: not any(is_running(pid) for pid in pids))


async def test_a_missing_model_is_refused_with_the_package_that_is_wanted() -> None:
    pool = ScanPool(1, load_policy(resource_path("config", "policy.toml")), spacy_model="xx_no_such_model")
    with pytest.raises(ConfigurationError, match="install the package xx-no-such-model"):
        await pool.start()
    await pool.close()


async def test_workers_stand_ready_soon() -> None:
    pool = pool_of(2)
    began = time.monotonic()
    await pool.start()
    took = time.monotonic() - began
    await pool.close()
    assert took < START_LIMIT
