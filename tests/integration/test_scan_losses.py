"""What a scan worker does when not even its own hold can be written, and which lost leases count."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import TemporaryError
from relay.model.message import MessageState
from relay.scanning.report import ScanReport
from relay.service.audit_log import verify_log
from relay.service.leases import LEASE
from relay.service.scanning import ScanWorker
from relay.store.incoming import ScanLease, claim_received
from relay.store.schema import Alert, Message
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


@dataclass
class Pool:
    """Finds nothing, or meets trouble."""

    trouble: Exception | None = None

    async def scan(self, *_: object) -> ScanReport:
        if self.trouble is not None:
            raise self.trouble
        return ScanReport((), "pool")


def worker(office: PostOffice, pool: Any) -> ScanWorker:
    return ScanWorker(office.story.program, office.writer, pool, owner="w_test", at_once=4, approved=asyncio.Event())


async def leased(office: PostOffice) -> ScanLease:
    to = office.story.greta_and_tim.student.masked_address
    await office.hand_in(office.write(GRETA, to), to)
    return claim(office)


def claim(office: PostOffice) -> ScanLease:
    with office.story.program.store.write() as unit:
        (lease,) = claim_received(unit, "w_test", LEASE, 100)
    return lease


async def test_a_mail_whose_key_is_gone_is_held_without_it_and_staff_hear(office: PostOffice) -> None:
    lease = await leased(office)
    office.story.program.keystore.destroy(office.only(Message).key_id)
    await worker(office, Pool()).work(lease)
    message = office.only(Message)
    assert (message.state, message.reasons) == (MessageState.HELD, [Category.SYSTEM_SCAN_FAILED])
    assert (message.severity, message.lease_owner) == (Severity.HIGH, None)
    assert office.only(Alert).message_id == message.id
    assert verify_log(office.story.program).problems == []


async def test_trouble_that_passes_gives_a_mail_back_however_often(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.service.leases._AFTER_TROUBLE_SECONDS", 0.0)
    lease = await leased(office)
    for _ in range(10):
        await worker(office, Pool(trouble=TemporaryError("the database rests"))).attend(lease)
        assert office.only(Message).lease_owner is None
        lease = claim(office)
    assert lease.losses == 0
    await worker(office, Pool()).attend(lease)
    assert office.only(Message).state is MessageState.APPROVED
