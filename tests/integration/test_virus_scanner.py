"""The relay with ClamAV: what it names is held with an alert; where it does not answer staff hear of it once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanReport
from relay.scanning.workers import ScanPool
from relay.service.alarm import send_due_alerts
from relay.service.alerts import acknowledge_alert
from relay.service.configuration_check import check_configuration
from relay.service.health import check_readiness
from relay.service.leases import LEASE
from relay.service.scanning import ScanWorker
from relay.store.incoming import claim_received
from relay.store.schema import Alert, DecisionRow, Message
from tests.support.clamds import EICAR, FakeClamd, Fault, fake_clamd
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import ADA, GRETA

TROUBLE = "ClamAV does not answer in time"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[FakeClamd]:
    with fake_clamd(tmp_path) as daemon:
        yield daemon


class Pool:
    """Finds nothing; ClamAV gave no answer."""

    def __init__(self, trouble: str = TROUBLE) -> None:
        self.trouble = trouble

    async def scan(self, *_: object) -> ScanReport:
        return ScanReport((), "pool", clamd_trouble=self.trouble)


async def scanned(office: PostOffice, pool: Any, content: bytes = b"I built a bridge.") -> Message:
    to = office.story.greta_and_tim.student.masked_address
    mail = office.write(GRETA, to, f"Mail number {office.count}.\n")
    mail.add_attachment(content, maintype="text", subtype="plain", filename="notes.txt")
    reply = await office.hand_in(mail, to)
    with office.story.program.store.write() as unit:
        (lease,) = claim_received(unit, "w_test", LEASE, 100)
    approved = asyncio.Event()
    await ScanWorker(office.story.program, office.writer, pool, owner="w_test", at_once=4, approved=approved).work(
        lease
    )
    return office.message(reply)


async def test_workers_ask_and_the_decision_names_the_version(office: PostOffice, clamd: FakeClamd) -> None:
    pool = ScanPool(1, office.story.program.policies, clamd=clamd.address)
    await pool.start()
    try:
        clean = await scanned(office, pool)
        infected = await scanned(office, pool, b"see: " + EICAR)
    finally:
        await pool.close()
    assert Category.ATTACHMENT_MALWARE not in clean.reasons
    assert infected.state is MessageState.HELD
    assert Category.ATTACHMENT_MALWARE in infected.reasons
    assert {row.scanner_version.rpartition("; ")[2] for row in office.rows(DecisionRow)} == {"ClamAV 1.4.3/27000"}
    assert infected.id in {alert.message_id for alert in office.rows(Alert)}


async def test_a_daemon_that_hangs_keeps_no_other_mail_waiting(clamd: FakeClamd) -> None:
    clamd.fault = Fault.SILENT_AT_VERSION
    pool = ScanPool(1, load_policy(resource_path("config", "policy.toml")), clamd=clamd.address)
    await pool.start()
    raw = b"Subject: Hi\r\n\r\nI built a bridge.\r\n"
    try:
        waiting = asyncio.create_task(pool.scan(raw, ScanContext()))
        async with asyncio.timeout(20):
            while not clamd.versions_asked:  # noqa: ASYNC110 - the daemon is a thread
                await asyncio.sleep(0.02)
            clamd.fault = Fault.NONE
            report = await pool.scan(raw, ScanContext())
        assert report.clamd_trouble == ""
        assert not waiting.done()
        waiting.cancel()
    finally:
        await pool.close()


async def test_staff_hear_once_that_it_does_not_answer(office: PostOffice) -> None:
    program = office.story.program
    with capture_logs() as logs:
        for _ in range(3):
            await scanned(office, Pool())
    assert [log["trouble"] for log in logs if log["event"] == "virus_scanner_trouble"] == [TROUBLE] * 3
    alert = office.only(Alert)
    assert (alert.message_id, alert.group_id, alert.severity) == (None, None, Severity.HIGH)
    with program.store.write() as unit:
        assert send_due_alerts(program, unit) == 1
    assert any("ClamAV does not answer" in data.decode() for _, _, data in await office.deliver())


async def test_they_hear_again_after_an_hour_when_the_first_was_acknowledged(office: PostOffice) -> None:
    await scanned(office, Pool())
    acknowledge_alert(office.story.program, office.story.staff(ADA), office.only(Alert).id)
    await scanned(office, Pool())
    assert len(office.rows(Alert)) == 1
    office.story.clock.advance(hours=2)
    await scanned(office, Pool())
    assert len(office.rows(Alert)) == 2


def test_health_tells_of_it_and_the_relay_stays_ready(office: PostOffice, clamd: FakeClamd) -> None:
    def watched(address: str) -> list[tuple[bool, bool]]:
        settings = program.settings
        scanning = settings.scanning.model_copy(update={"clamd": address})
        changed = replace(program, settings=settings.model_copy(update={"scanning": scanning}))
        return [(check.passed, check.needed) for check in check_readiness(changed) if check.name == "clamd"]

    program = office.story.program
    assert watched("") == [(True, False)]
    assert watched(clamd.address) == [(True, False)]
    clamd.fault = Fault.GARBAGE_AT_VERSION
    assert watched(clamd.address) == [(False, False)]


def test_check_config_warns_of_a_socket_that_is_not_there_and_of_another_machine(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    for clamd, told in (("./clamd.ctl", f"no socket {tmp_path / 'clamd.ctl'} now"), ("10.1.2.3:3310", "in the clear")):
        file.write_text(f'[relay]\ndomain = "mail.example.org"\n[scanning]\nclamd = "{clamd}"\n')
        checked = check_configuration(file, {}, tmp_path)
        assert any("scanning.clamd" in warning and told in warning for warning in checked.warnings)
