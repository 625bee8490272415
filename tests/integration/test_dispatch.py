"""Delivery: asked once more, recorded before it is tried, tried again, given up, and never lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from relay.masking.frame import IdentityLeftError
from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.model.staff import OPERATOR
from relay.service.addresses import AddressChanges
from relay.service.audit_log import verify_log
from relay.service.leases import LEASE
from relay.service.participants import ParticipantChanges, change_participant
from relay.service.review.deciding import release, take_back
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.outgoing import claim_due, release_all_leases
from relay.store.schema import Alert, Delivery, DeliveryAttempt, DeliveryState, FindingRow, Message
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import ADA, GRETA, LENA, RUTH, TIM, phone

REFUSED = SendOutcome(SendKind.PERMANENT, 550, "5.1.1", "no tim@school.example here")
LATER = SendOutcome(SendKind.TEMPORARY, 451, "4.2.0")
LOST = SendOutcome(SendKind.UNCERTAIN)


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def approved(office: PostOffice, **headers: str) -> Message:
    """Let a clean mail of Greta's arrive, and pass."""
    to = office.story.greta_and_tim.student.masked_address
    reply = await office.hand_in(office.write(GRETA, to, **headers), to)
    office.scan()
    return office.message(reply)


def again(office: PostOffice, message: Message) -> Message:
    with office.story.program.store.read() as session:
        return session.get_one(Message, message.id)


def header(data: bytes, name: str) -> str:
    return str(message_from_bytes(data)[name])


async def test_a_mail_that_was_taken_is_delivered_with_its_attempt_on_record(office: PostOffice) -> None:
    message = await approved(office)
    ((envelope, recipient, data),) = await office.deliver()
    assert recipient == TIM
    assert header(data, "To") == TIM
    assert envelope.startswith("b-")
    attempt = office.only(DeliveryAttempt)
    assert (attempt.number, attempt.outcome, attempt.code) == (1, "delivered", 250)
    assert again(office, message).state is MessageState.DELIVERED
    assert await office.deliver() == []
    assert verify_log(office.story.program).problems == []


async def test_a_refusal_for_good_tells_the_sender_and_staff_and_quotes_nobody(office: PostOffice) -> None:  # A32, A62
    message = await approved(office)
    office.outside.script = [REFUSED]
    await office.deliver()
    failed = again(office, message)
    assert (failed.state, failed.reasons) == (MessageState.FAILED, [Category.SYSTEM_NOT_DELIVERED])
    assert office.only(Alert).category is Category.SYSTEM_NOT_DELIVERED
    ((_, recipient, notice),) = await office.deliver()
    assert recipient == GRETA
    words = message_from_bytes(notice).get_payload(decode=True)
    assert isinstance(words, bytes)
    assert b"could not be delivered" in words
    assert b"school.example" not in notice + words
    assert b"Kowalczyk" not in words
    assert [attempt.code for attempt in office.rows(DeliveryAttempt) if attempt.reply is not None] == [550], "sealed"


async def test_a_cry_for_help_is_not_quoted_when_it_cannot_be_delivered(office: PostOffice) -> None:
    to = office.story.greta_and_tim.mentor.masked_address
    message = office.message(await office.hand_in(office.write(TIM, to, Subject="I want to die"), to))
    office.scan(*serious(Category.CRISIS_SELF_HARM))
    release(office.story.program, office.story.staff(RUTH), message.id)
    office.story.clock.advance(minutes=1)
    office.outside.script = [SendOutcome(SendKind.DELIVERED, 250), REFUSED]  # the kind notice first
    sent = await office.deliver()
    assert [recipient for _, recipient, _ in sent] == [TIM, GRETA]
    assert again(office, message).state is MessageState.FAILED
    ((_, recipient, notice),) = await office.deliver()
    assert recipient == TIM
    assert b"could not be delivered" in notice
    assert b"want to die" not in notice


async def test_trouble_is_tried_again_by_the_schedule_under_the_same_message_id(office: PostOffice) -> None:  # B16, B21
    message = await approved(office)
    office.outside.script = [LATER, LOST, OSError("a library's own words"), LATER]
    for wait in (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)):
        assert len(await office.deliver()) == 1
        assert again(office, message).state is MessageState.APPROVED
        office.story.clock.now += wait - timedelta(seconds=1)
        assert await office.deliver() == []
        office.story.clock.now += timedelta(seconds=1)
    await office.deliver()
    assert again(office, message).state is MessageState.DELIVERED
    sent = office.outside.sent
    assert len({header(data, "Message-ID") for _, _, data in sent}) == 1
    assert len({envelope for envelope, _, _ in sent}) == 1, "one VERP address for all tries"
    assert len({data for _, _, data in sent}) == 1, "byte for byte the same"
    assert [attempt.number for attempt in office.rows(DeliveryAttempt)] == [1, 2, 3, 4, 5]


async def test_after_five_days_a_mail_is_given_up_and_the_sender_told(office: PostOffice) -> None:
    message = await approved(office)
    office.outside.script = [LATER, LATER]
    await office.deliver()
    office.story.clock.advance(days=5)
    await office.deliver()
    assert again(office, message).state is MessageState.FAILED
    assert office.notices() == [("not_delivered", office.story.greta_and_tim.mentor.id)]


async def test_a_worker_that_dies_in_the_middle_costs_no_mail(office: PostOffice) -> None:  # B21
    message = await approved(office)
    office.outside.script = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        await office.deliver()
    assert office.only(DeliveryAttempt).outcome is None, "nobody knows whether it arrived"
    with office.story.program.store.write() as unit:
        assert claim_due(unit, "another", LEASE, 10) == [], "the lease still runs"
        assert release_all_leases(unit) == 1  # as a server that starts alone does
    await office.deliver()
    assert again(office, message).state is MessageState.DELIVERED
    assert {attempt.number: attempt.outcome for attempt in office.rows(DeliveryAttempt)} == {1: None, 2: "delivered"}
    first, second = (header(data, "Message-ID") for _, _, data in office.outside.sent)
    assert first == second


async def test_a_lease_that_ran_out_is_taken_over_and_its_first_holder_begins_nothing(office: PostOffice) -> None:
    await approved(office)
    with office.story.program.store.write() as unit:
        (stale,) = claim_due(unit, "slow", -timedelta(seconds=1), 10)
        (fresh,) = claim_due(unit, "quick", LEASE, 10)
    assert fresh.fence > stale.fence
    worker = office.worker()
    await worker.work(stale)
    assert office.outside.sent == []
    await worker.work(fresh)
    assert len(office.outside.sent) == 1


async def test_the_outcome_of_a_stale_lease_counts_only_if_it_was_delivered(office: PostOffice) -> None:
    message = await approved(office)
    worker, taken_over = office.worker(), []

    async def steal(envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        with office.story.program.store.write() as unit:
            release_all_leases(unit)
            taken_over.extend(claim_due(unit, "thief", LEASE, 10))
        return REFUSED

    office.outside.send, send = steal, office.outside.send  # type: ignore[method-assign]
    with office.story.program.store.write() as unit:
        (lease,) = claim_due(unit, worker.owner, LEASE, 10)
    await worker.work(lease)
    assert again(office, message).state is MessageState.APPROVED, "the thief will tell how it ends"
    office.outside.send = send  # type: ignore[method-assign]
    await worker.work(taken_over[0])
    assert again(office, message).state is MessageState.DELIVERED


@pytest.mark.parametrize(
    ("event", "reason"),
    [(PairEvent.PAUSE, "pair.paused"), (PairEvent.FREEZE, "pair.frozen"), (PairEvent.CLOSE, "pair.closed")],
)
async def test_the_pair_is_asked_about_just_before_delivery(office: PostOffice, event: PairEvent, reason: str) -> None:
    message = await approved(office)  # E12, I3
    office.story.step(office.story.greta_and_tim, event)
    assert await office.deliver() == []
    held = again(office, message)
    assert (held.state, held.reasons) == (MessageState.HELD, [reason])
    assert office.notices() == [("held", office.story.greta_and_tim.mentor.id)]
    assert office.rows(DeliveryAttempt) == []


async def test_a_release_that_cannot_go_out_is_told_to_monitors(office: PostOffice) -> None:
    to = office.story.greta_and_tim.student.masked_address
    message = office.message(await office.hand_in(office.write(GRETA, to), to))
    office.scan(phone())
    release(office.story.program, office.story.staff(RUTH), message.id)
    office.story.step(office.story.greta_and_tim, PairEvent.PAUSE)
    office.story.clock.advance(minutes=1)
    await office.deliver()
    assert again(office, message).reasons == ["pair.paused"]
    assert office.only(Alert).message_id == message.id


@pytest.mark.parametrize("email", [LENA, ADA])
async def test_a_leads_release_during_a_freeze_is_delivered(office: PostOffice, email: str) -> None:
    office.story.step(office.story.greta_and_tim, PairEvent.FREEZE)
    to = office.story.greta_and_tim.student.masked_address
    message = office.message(await office.hand_in(office.write(GRETA, to), to))
    office.scan()
    release(office.story.program, office.story.staff(email), message.id)
    office.story.clock.advance(minutes=1)
    assert TIM in [recipient for _, recipient, _ in await office.deliver()]
    assert again(office, message).state is MessageState.DELIVERED


async def test_the_current_address_is_written_to(office: PostOffice) -> None:  # I4
    await approved(office)
    moved = AddressChanges(add=("tim@new.example",), remove=(TIM,), primary="tim@new.example")
    change_participant(
        office.story.program, OPERATOR, office.story.greta_and_tim.student.id, ParticipantChanges(addresses=moved)
    )
    ((_, recipient, data),) = await office.deliver()
    assert recipient == header(data, "To") == "tim@new.example"
    to = office.story.greta_and_tim.mentor.masked_address
    assert (await office.hand_in(office.write(TIM, to), to)).enhanced == "5.7.1", "the old one no longer sends"


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (IdentityLeftError(("body",)), Category.SYSTEM_IDENTITY_LEFT),
        (ValueError("a library's own words"), Category.SYSTEM_UNPARSEABLE),
    ],
)
async def test_what_cannot_be_made_safe_is_held_again_with_a_finding(
    office: PostOffice, error: Exception, category: Category
) -> None:
    message = await approved(office)

    async def fail(function: Any, *arguments: Any) -> Any:
        raise error

    office.outside.call = fail  # type: ignore[method-assign]
    assert await office.deliver() == []
    held = again(office, message)
    assert (held.state, held.reasons, held.severity) == (MessageState.HELD, [category], Severity.HIGH)
    assert office.only(FindingRow).category is category
    assert [row.state for row in office.rows(Delivery) if row.message_header_id and row.template is None] == [
        DeliveryState.CANCELLED
    ]
    assert ("held", office.story.greta_and_tim.mentor.id) in office.notices()
    assert verify_log(office.story.program).problems == []


async def test_a_mail_taken_back_meanwhile_is_not_sent(office: PostOffice) -> None:
    message = await approved(office)
    with office.story.program.store.write() as unit:
        (lease,) = claim_due(unit, "w_test", LEASE, 10)
    take_back(office.story.program, office.story.staff(RUTH), message.id)
    await office.worker().work(lease)
    assert office.outside.sent == []
    assert again(office, message).state is MessageState.HELD


async def test_the_writers_time_zone_is_not_told(office: PostOffice) -> None:
    await approved(office, Date="Mon, 23 Nov 2026 17:28:00 +0530")
    ((_, _, data),) = await office.deliver()
    assert header(data, "Date") == "Mon, 23 Nov 2026 11:58:00 +0000"
