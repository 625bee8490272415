"""A mail at whose scan workers die or memory runs out is held, and the mails beside it are not (CASES F1)."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.model.message import MessageState
from relay.scanning.workers import ScanPool
from relay.service.leases import LEASE
from relay.service.scanning import ScanWorker
from relay.smtp.protocol import Reply
from relay.store.incoming import ScanLease, claim_received
from tests.support import scan_jobs
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers need pidfds and prctl")
PATIENCE = 60.0


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
async def pool(office: PostOffice) -> AsyncIterator[ScanPool]:
    pool = ScanPool(2, office.story.program.policies, preload=("tests.support.scan_jobs",), memory_limit=400 << 20)
    await pool.start()
    yield pool
    await pool.close()


def worker(office: PostOffice, pool: ScanPool) -> ScanWorker:
    program, approved = office.story.program, asyncio.Event()
    return ScanWorker(program, office.writer, pool, owner="w_test", at_once=8, approved=approved)


async def arrive(office: PostOffice, text: str) -> Reply:
    to = office.story.greta_and_tim.student.masked_address
    return await office.hand_in(office.write(GRETA, to, text, Subject="bridges"), to)


def claimed(office: PostOffice) -> list[ScanLease]:
    with office.story.program.store.write() as unit:
        return claim_received(unit, "w_test", LEASE, 100)


async def test_a_mail_that_takes_all_memory_is_held_and_those_beside_it_are_scanned(
    office: PostOffice, pool: ScanPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = await arrive(office, "GREEDY: I built a bridge.\n")
    others = [await arrive(office, f"I built bridge number {number}.\n") for number in range(4)]
    scan = pool.scan

    async def scan_or_take(raw: bytes, *rest: object) -> object:
        if b"GREEDY" in raw:
            return await pool.call(scan_jobs.take_memory, 800 << 20)
        return await scan(raw, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "scan", scan_or_take)
    at_work = worker(office, pool)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(at_work.work(lease) for lease in claimed(office)))
    message = office.message(greedy)
    assert (message.state, message.reasons) == (MessageState.HELD, [Category.SYSTEM_SCAN_FAILED])
    assert {office.message(reply).state for reply in others} == {MessageState.APPROVED}


async def test_a_mail_whose_worker_is_killed_once_is_scanned_by_another(office: PostOffice, pool: ScanPool) -> None:
    replies = [await arrive(office, f"I built bridge number {number}. " * 2000) for number in range(6)]
    at_work = worker(office, pool)
    scans = [asyncio.create_task(at_work.work(lease)) for lease in claimed(office)]
    pids = {await pool.call(scan_jobs.process_id, 0.0) for _ in range(4)}
    os.kill(pids.pop(), signal.SIGKILL)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*scans)
    assert all(Category.SYSTEM_SCAN_FAILED not in office.message(reply).reasons for reply in replies)
    assert all(office.message(reply).state is not MessageState.RECEIVED for reply in replies)
