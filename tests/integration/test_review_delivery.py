"""Deciding while a message is being delivered: take-back, another try, and a worker that is at it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from relay.model.errors import AlreadyDecidedError, ClaimedError, ConflictError, InvalidTransitionError
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.service.leases import LEASE
from relay.service.outcomes import Attempted, apply_outcomes
from relay.service.review.deciding import claim, mark_reviewed, release, retry, take_back
from relay.service.review.reading import get_content, get_message
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.outgoing import DeliveryLease, begin_attempt, claim_due, leased_delivery
from relay.store.schema import Delivery
from tests.support.review_story import ADA, RUTH, SAM, Story, phone, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def lease_of(story: Story, message_id: str) -> DeliveryLease:
    """Let a worker lease the delivery of a message, once it is due."""
    with story.program.store.write() as unit:
        leases = claim_due(unit, "deliverer", LEASE, 50)
        (found,) = [
            lease
            for lease in leases
            if (row := unit.session.get_one(Delivery, lease.delivery_id)).message_id == message_id
            and row.kind == "relay"
        ]
    return found


def begin(story: Story, lease: DeliveryLease) -> str | None:
    """Let a worker record its attempt; None if the delivery is not its own any more."""
    with story.program.store.write() as unit:
        delivery = leased_delivery(unit.session, lease)
        if delivery is None:
            return None
        attempt = begin_attempt(unit, delivery)
        unit.record("delivery.attempted", delivery.id)
        return attempt.id


def fail(story: Story, message_id: str) -> None:
    """Let the reader's mail service refuse a message for good."""
    lease = lease_of(story, message_id)
    attempt = begin(story, lease)
    assert attempt is not None
    refused = SendOutcome(SendKind.PERMANENT, code=550, enhanced="5.1.1", text="tim@school.example unknown")
    with story.program.store.write() as unit:
        apply_outcomes(story.program, unit, [Attempted(lease, attempt, refused)])


def test_what_a_worker_has_begun_cannot_be_taken_back(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    release(story.program, ruth, message_id)
    story.clock.advance(seconds=11)
    begin(story, lease_of(story, message_id))
    with pytest.raises(ConflictError, match="has begun"):
        take_back(story.program, ruth, message_id)


def test_a_worker_that_only_planned_finds_nothing_to_send(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    release(story.program, ruth, message_id)
    story.clock.advance(seconds=11)
    lease = lease_of(story, message_id)
    take_back(story.program, ruth, message_id)
    assert begin(story, lease) is None


def test_what_the_policy_approved_can_be_taken_back_too(story: Story) -> None:
    message_id = story.arrive()
    assert take_back(story.program, story.staff(RUTH), message_id).state is MessageState.HELD


def test_a_failed_message_is_sent_once_more(story: Story) -> None:
    message_id = story.arrive()
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    fail(story, message_id)
    detail = get_message(story.program, ruth, message_id)
    assert detail.item.state is MessageState.FAILED
    (attempt,) = detail.deliveries[0].attempts
    assert (attempt.code, attempt.enhanced_code) == (550, "5.1.1")
    assert "school.example" not in repr(detail.deliveries)
    done = retry(story.program, ruth, message_id, note="mailbox is back")
    assert done.state is MessageState.APPROVED
    with pytest.raises(AlreadyDecidedError, match="already retried"):
        retry(story.program, sam, message_id)
    fail(story, message_id)
    assert retry(story.program, sam, message_id).state is MessageState.APPROVED


def test_what_somebody_else_is_reading_is_not_moved_unless_overridden(story: Story) -> None:
    failed, sampled, approved = story.arrive(), story.arrive(), story.arrive()
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    fail(story, failed)
    for message_id in (failed, sampled, approved):
        claim(story.program, sam, message_id)
    for decision in (
        partial(retry, story.program, ruth, failed),
        partial(mark_reviewed, story.program, ruth, sampled, verdict="fine"),
        partial(take_back, story.program, ruth, approved),
    ):
        with pytest.raises(ClaimedError):
            decision()
        decision(override=True)


def test_a_failed_message_of_a_closed_pair_is_not_tried_again(story: Story) -> None:
    message_id = story.arrive()
    fail(story, message_id)
    story.step(story.greta_and_tim, PairEvent.CLOSE)
    with pytest.raises(ConflictError, match=r"pair\.closed"):
        retry(story.program, story.staff(ADA), message_id)


def test_only_what_failed_is_tried_again(story: Story) -> None:
    with pytest.raises(InvalidTransitionError):
        retry(story.program, story.staff(RUTH), story.arrive(phone()))


def test_nothing_counts_as_delivered_before_the_first_try(story: Story) -> None:
    message_id = story.arrive()
    assert get_content(story.program, story.staff(RUTH), message_id).delivered is None
