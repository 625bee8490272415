"""The scan worker: what it makes of a mail, and what becomes of a mail that cannot be scanned."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.errors import TemporaryError
from relay.model.finding import Finding
from relay.model.message import MessageState
from relay.model.people import PairStatus
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanFailedError, ScanReport
from relay.scanning.stop import asks_to_stop
from relay.scanning.workers import ScanPool
from relay.service.scanning import ScanWorker
from relay.smtp.protocol import Reply
from relay.store.incoming import ScanLease, claim_received, release_scan_leases
from relay.store.schema import Delivery, FindingRow, Message, Pair, Review
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA, TIM

LEASE = timedelta(seconds=25)
PATIENCE = 60.0


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


@dataclass
class Pool:
    """Finds what it is told to find, and remembers what it was told about the people."""

    finds: tuple[Finding, ...] = ()
    trouble: Exception | None = None
    contexts: list[ScanContext] = field(default_factory=list)

    async def scan(self, raw: bytes, context: ScanContext, group: str | None) -> ScanReport:
        self.contexts.append(context)
        if self.trouble is not None:
            raise self.trouble
        return ScanReport(self.finds, "pool", asks_to_stop(read_message(raw)))


def worker(office: PostOffice, pool: Any, approved: asyncio.Event | None = None) -> ScanWorker:
    wake = approved or asyncio.Event()
    return ScanWorker(office.story.program, office.writer, pool, owner="w_test", at_once=4, approved=wake)


def lease(office: PostOffice) -> list[ScanLease]:
    with office.story.program.store.write() as unit:
        return claim_received(unit, "w_test", LEASE, 100)


async def scanned(office: PostOffice, reply: Reply, pool: Any = None) -> Message:
    """Scan everything that waits; return the message of a reply as it then is."""
    at_work = worker(office, pool or Pool())
    for one in lease(office):
        await at_work.work(one)
    return office.message(reply)


def masks(office: PostOffice) -> tuple[str, str]:
    pair = office.story.greta_and_tim
    return pair.student.masked_address, pair.mentor.masked_address


def categories(office: PostOffice) -> list[Category]:
    return [row.category for row in office.rows(FindingRow)]


async def test_a_clean_mail_is_approved_queued_and_the_first_ones_wait_for_a_look(office: PostOffice) -> None:
    tim, _ = masks(office)
    message = await scanned(office, await office.hand_in(office.write(GRETA, tim), tim))
    assert (message.state, message.review) == (MessageState.APPROVED, Review.PENDING)
    assert office.only(Delivery).message_id == message.id
    for _ in range(5):
        await scanned(office, await office.hand_in(office.write(GRETA, tim), tim))
    draws = iter([b"\xff\xff\xff\xff"])
    store = office.story.program.store
    random = store.random_bytes
    store.random_bytes = lambda length: next(draws, random(length)) if length == 4 else random(length)
    assert (await scanned(office, await office.hand_in(office.write(GRETA, tim), tim))).review is Review.NONE


@pytest.mark.parametrize("trouble", [ScanFailedError("lost twice"), ValueError("a library's own words")])
async def test_what_cannot_be_scanned_is_held(office: PostOffice, trouble: Exception) -> None:
    tim, _ = masks(office)
    message = await scanned(office, await office.hand_in(office.write(GRETA, tim), tim), Pool(trouble=trouble))
    assert (message.state, message.reasons) == (MessageState.HELD, [Category.SYSTEM_SCAN_FAILED])
    assert office.notices() == [("held", office.story.greta_and_tim.mentor.id)]


async def test_trouble_that_passes_leaves_a_mail_to_the_next_lease(office: PostOffice) -> None:
    tim, _ = masks(office)
    reply = await office.hand_in(office.write(GRETA, tim), tim)
    with pytest.raises(TemporaryError):
        await scanned(office, reply, Pool(trouble=TemporaryError("the database rests")))
    assert office.message(reply).state is MessageState.RECEIVED
    assert lease(office) == [], "the lease still runs"
    with office.story.program.store.write() as unit:
        assert release_scan_leases(unit) == 1
    assert (await scanned(office, reply)).state is MessageState.APPROVED


async def test_a_lease_that_ran_out_is_taken_over_and_its_first_holder_decides_nothing(office: PostOffice) -> None:
    tim, _ = masks(office)
    reply = await office.hand_in(office.write(GRETA, tim), tim)
    with office.story.program.store.write() as unit:
        (stale,) = claim_received(unit, "slow", -timedelta(seconds=1), 10)
        (fresh,) = claim_received(unit, "quick", LEASE, 10)
    await worker(office, Pool()).work(stale)
    assert office.message(reply).state is MessageState.RECEIVED
    await worker(office, Pool()).work(fresh)
    assert office.message(reply).state is MessageState.APPROVED
    assert len(office.rows(Delivery)) == 1


async def test_a_mail_at_which_the_server_died_again_and_again_is_held_unscanned(office: PostOffice) -> None:
    tim, _ = masks(office)
    reply = await office.hand_in(office.write(GRETA, tim), tim)
    for number in range(5):
        with office.story.program.store.write() as unit:
            claim_received(unit, f"dying {number}", -timedelta(seconds=1), 10)
    pool = Pool()
    message = await scanned(office, reply, pool)
    assert message.reasons == [Category.SYSTEM_SCAN_FAILED]
    assert pool.contexts == []


@pytest.mark.parametrize(
    ("headers", "held"),
    [
        ({}, False),
        ({"Cc": f"{GRETA}, Greta <GRETA@mentors.example>"}, False),
        ({"Cc": "concern@mail.relaytest.example"}, False),
        ({"Cc": "Bridges <help+abcdefgh23456789@mail.relaytest.example>, postmaster@mail.relaytest.example"}, False),
        ({"Cc": "abcdefghjkmnpq@mail.relaytest.example"}, True),
        ({"Cc": "Friends: outsider@else.example, second@else.example;"}, True),
        ({"Cc": "=?utf-8?q?outsider=40else=2Eexample?="}, True),
        ({"Cc": '"out sider"@else.example'}, True),
        ({"Cc": "outsider@else.example"}, True),
        ({"Cc": TIM}, True),
        ({"To": "undisclosed-recipients:;"}, True),
    ],
)
async def test_the_mask_alone_stands_among_the_recipients(
    office: PostOffice,
    headers: dict[str, str],
    held: bool,  # noqa: FBT001
) -> None:  # A9, A10, A11, D23
    tim, _ = masks(office)
    message = await scanned(office, await office.hand_in(office.write(GRETA, tim, **headers), tim))
    assert (message.state is MessageState.HELD) is held
    assert (Category.SYSTEM_RECIPIENTS in message.reasons) is held


@pytest.mark.parametrize(
    ("subject", "text", "stops"),
    [
        ("Hello", "STOP\n", True),
        ("Hello", "\nstop.\n\n> earlier\n", True),
        ("Stop", "\n", True),
        ("Hello", "STOP\n\u2028\n\n\u00e9", True),  # what a phone sends as base64 or quoted-printable
        ("Hello", "Please stop by the library\n", False),
        ("Hello", "Hi\n> STOP\n", False),
    ],
)
async def test_stop_freezes_the_pair(office: PostOffice, subject: str, text: str, stops: bool) -> None:  # noqa: FBT001
    _, greta = masks(office)
    reply = await office.hand_in(office.write(TIM, greta, text, Subject=subject), greta)
    message = await scanned(office, reply)
    statuses = {pair.id: pair.status for pair in office.rows(Pair)}
    assert (statuses[office.story.greta_and_tim.id] is PairStatus.FROZEN) is stops
    assert (message.state is MessageState.HELD) is stops


async def test_a_reply_that_quotes_the_footer_passes_the_real_scanner_and_does_not_repeat_it(
    tmp_path: Path, database_url: str
) -> None:  # A57, A58
    async with open_post_office(tmp_path, database_url) as office:
        program = office.story.program
        pool = ScanPool(1, program.policies)
        await pool.start()
        try:
            tim, greta = masks(office)
            text = "The bridge holds forty cars.\n"
            first = await scanned(office, await office.hand_in(office.write(GRETA, tim, text), tim), pool)
            assert first.state is MessageState.APPROVED, categories(office)
            ((_, _, delivered),) = await office.deliver()
            quoted = _text(delivered)
            assert "988" in quoted
            assert "concern@mail.relaytest.example" in quoted
            body = "Wow!\n\nOn Mon, 23 Nov 2026, Greta wrote:\n" + "".join(
                f"> {line}\n" for line in quoted.splitlines()
            )
            reply = await office.hand_in(office.write(TIM, greta, body, Subject="Re: Hello"), greta)
            answer = await scanned(office, reply, pool)
            assert answer.state is MessageState.APPROVED, categories(office)
            ((_, _, back),) = await office.deliver()
            assert _text(back).count("This mail came through") == 1
            assert "988" not in _text(back)

            violating = office.write(TIM, greta, "My number is 515 555 0143, call me\n")
            held = await scanned(office, await office.hand_in(violating, greta), pool)
            assert held.state is MessageState.HELD
            assert Category.PII_PHONE in held.reasons
            assert held.severity in {Severity.HIGH, Severity.CRITICAL}
        finally:
            await pool.close()


def _text(data: bytes) -> str:
    body = message_from_bytes(data, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_a_worker_goes_on_after_trouble_and_stops_when_told(office: PostOffice) -> None:
    tim, _ = masks(office)
    reply = await office.hand_in(office.write(GRETA, tim), tim)
    approved, stop = asyncio.Event(), asyncio.Event()
    at_work = worker(office, Pool(), approved)
    claim, calls = at_work.claim, 0

    def failing(unit: Any, limit: int) -> list[ScanLease]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ValueError("a bug")
        return claim(unit, limit)

    at_work.claim = failing  # type: ignore[method-assign]
    running = asyncio.create_task(at_work.run(stop))
    async with asyncio.timeout(PATIENCE):
        await approved.wait()
        stop.set()
        await running
    assert office.message(reply).state is MessageState.APPROVED
