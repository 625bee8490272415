"""What cannot be sent is held or told to staff, and nothing is tried for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import TemporaryError
from relay.model.message import MessageState
from relay.service.audit_log import verify_log
from relay.service.leases import LEASE
from relay.service.letters import build_letter
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.outgoing import DeliveryLease, claim_due, release_all_leases
from relay.store.schema import Alert, Delivery, DeliveryAttempt, DeliveryBody, DeliveryKind, DeliveryState, Message
from tests.support.attaching import attach
from tests.support.pdfs import plain
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import GRETA, TIM

PATIENCE = 60.0


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def approved(office: PostOffice) -> str:
    to = office.story.greta_and_tim.student.masked_address
    reply = await office.hand_in(office.write(GRETA, to), to)
    office.scan()
    return office.message(reply).id


async def cry_for_help(office: PostOffice) -> None:
    to = office.story.greta_and_tim.mentor.masked_address
    await office.hand_in(office.write(TIM, to), to)
    office.scan(*serious(Category.CRISIS_SELF_HARM))


def state_of(office: PostOffice, message_id: str) -> tuple[MessageState, list[str]]:
    with office.story.program.store.read() as session:
        message = session.get_one(Message, message_id)
        return message.state, message.reasons


def claimed(office: PostOffice, owner: str = "w_test", lease: timedelta = LEASE) -> list[DeliveryLease]:
    with office.story.program.store.write() as unit:
        return claim_due(unit, owner, lease, 10)


async def test_a_stored_body_that_was_damaged_between_attempts_holds_the_message(office: PostOffice) -> None:
    message_id = await approved(office)
    office.outside.script = [SendOutcome(SendKind.UNCERTAIN)]
    await office.deliver()
    with office.story.program.store.write() as unit:
        unit.session.query(DeliveryBody).one().data = b"\0" * 64
        unit.record("test.damage", message_id)
    office.story.clock.advance(minutes=1)
    assert await office.deliver() == []
    assert state_of(office, message_id) == (MessageState.HELD, [Category.SYSTEM_UNPARSEABLE])
    assert verify_log(office.story.program).problems == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (plain(["Name: Greta Oldfield", "Bridges"]), Category.SYSTEM_IDENTITY_LEFT),
        (b"%PDF-1.7\nbroken", Category.SYSTEM_UNPARSEABLE),
    ],
)
async def test_a_file_that_cannot_go_along_is_never_left_out_unseen(
    office: PostOffice, content: bytes, reason: Category
) -> None:
    to = office.story.greta_and_tim.student.masked_address
    mail = office.write(GRETA, to)
    attach(mail, "essay.pdf", "application/pdf", content)
    reply = await office.hand_in(mail, to)
    office.scan()
    assert await office.deliver() == []
    assert state_of(office, office.message(reply).id) == (MessageState.HELD, [reason])


async def test_a_message_whose_key_is_gone_is_held_without_it_and_staff_hear(office: PostOffice) -> None:
    message_id = await approved(office)
    office.story.program.keystore.destroy(office.only(Message).key_id)
    assert await office.deliver() == []
    assert state_of(office, message_id) == (MessageState.HELD, [Category.SYSTEM_UNPARSEABLE])
    assert (office.only(Alert).severity, office.only(Alert).message_id) == (Severity.HIGH, message_id)
    assert office.only(Delivery).state is DeliveryState.CANCELLED
    assert verify_log(office.story.program).problems == []


async def test_a_delivery_at_which_every_holder_died_is_held_in_the_end(office: PostOffice) -> None:
    message_id = await approved(office)
    for number in range(21):
        claimed(office, f"dying {number}", -timedelta(seconds=1))
    assert await office.deliver() == []
    assert state_of(office, message_id) == (MessageState.HELD, [Category.SYSTEM_UNPARSEABLE])


async def test_an_outcome_that_cannot_be_written_is_not_sent_for_ever(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = await approved(office)
    worker = office.worker()

    def fail(*_: object) -> list[DeliveryState]:
        raise ValueError("a bug")

    monkeypatch.setattr("relay.service.dispatch.apply_outcomes", fail)
    for _ in range(25):
        for lease in claimed(office):
            await worker.attend(lease)
        with office.story.program.store.write() as unit:
            unit.session.query(Delivery).update({"lease_expires": unit.now - timedelta(hours=1)})
    assert state_of(office, message_id)[0] is MessageState.HELD
    relayed = [row.id for row in office.rows(Delivery) if row.kind is DeliveryKind.RELAY]
    assert len([row for row in office.rows(DeliveryAttempt) if row.delivery_id in relayed]) == 20


async def test_trouble_that_passes_gives_a_delivery_back_and_counts_for_nothing(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = await approved(office)

    async def rests(*_: object) -> None:
        raise TemporaryError("no process is free")

    monkeypatch.setattr("relay.service.leases._AFTER_TROUBLE_SECONDS", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(office.outside, "call", rests)
        for _ in range(25):
            (lease,) = claimed(office)
            assert lease.losses == 0
            await office.worker().attend(lease)
    assert office.only(Delivery).lease_owner is None
    assert len(await office.deliver()) == 1
    assert state_of(office, message_id)[0] is MessageState.DELIVERED


async def test_what_is_unfinished_at_the_end_of_a_worker_is_free_for_the_next(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await approved(office)
    monkeypatch.setattr("relay.service.leases._DRAIN_SECONDS", 0.01)
    sending, stop = asyncio.Event(), asyncio.Event()

    async def hang(*_: object) -> SendOutcome:
        sending.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(office.outside, "send", hang)
    running = asyncio.create_task(office.worker().run(stop))
    async with asyncio.timeout(PATIENCE):
        await sending.wait()
        stop.set()
        await running
    with office.story.program.store.write() as unit:
        assert release_all_leases(unit) == 0
    (lease,) = claimed(office, "another")
    assert lease.losses == 0


async def test_a_kind_notice_that_cannot_be_built_goes_out_in_fixed_words(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cry_for_help(office)
    _break_letters(monkeypatch, lambda text: "Please answer this mail" not in text)
    ((_, recipient, data),) = await office.deliver()
    assert recipient == TIM
    assert b"Please answer this mail" in data


async def test_a_kind_notice_whose_key_is_gone_goes_out_in_fixed_words_or_staff_hear(office: PostOffice) -> None:
    await cry_for_help(office)
    with office.story.program.store.write() as unit:
        notice = unit.session.query(Delivery).filter_by(template="care").one()
        notice.text = unit.session.query(Message).one().subject  # sealed for another place: it does not open
        unit.record("test.damage", notice.id)
    ((_, recipient, data),) = await office.deliver()
    assert recipient == TIM
    assert b"Please answer this mail" in data


async def test_a_kind_notice_that_cannot_be_built_at_all_is_told_to_staff(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cry_for_help(office)
    before = {alert.id for alert in office.rows(Alert)}
    _break_letters(monkeypatch, lambda _: True)
    assert await office.deliver() == []
    (notice,) = [row for row in office.rows(Delivery) if row.kind is DeliveryKind.NOTICE]
    assert notice.state is DeliveryState.FAILED
    (alert,) = [alert for alert in office.rows(Alert) if alert.id not in before]
    assert (alert.severity, alert.category) == (Severity.HIGH, Category.SYSTEM_NOT_DELIVERED)
    assert verify_log(office.story.program).problems == []


async def test_a_kind_notice_that_is_refused_for_good_is_told_to_staff(office: PostOffice) -> None:
    await cry_for_help(office)
    office.outside.script = [SendOutcome(SendKind.PERMANENT, 550, "5.1.1", "nobody here")]
    await office.deliver()
    assert Category.SYSTEM_NOT_DELIVERED in {alert.category for alert in office.rows(Alert)}


def _break_letters(monkeypatch: pytest.MonkeyPatch, breaks: Callable[[str], bool]) -> None:
    def failing(**parts: Any) -> bytes:
        if breaks(parts["text"]):
            raise ValueError("a header that cannot be")
        return build_letter(**parts)

    monkeypatch.setattr("relay.service.building.build_letter", failing)
