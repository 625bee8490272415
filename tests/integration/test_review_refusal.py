"""Rejecting and discarding: who is told, and the second person for a crisis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.errors import ClaimedError, ConflictError, ForbiddenError, InvalidInputError
from relay.model.message import MessageState
from relay.service.review.deciding import claim, discard, give_back, reject, release
from relay.service.review.reading import get_message
from relay.smtp.verdict import AuthVerdict
from relay.store.schema import Delivery
from relay.store.sealing import open_column
from tests.support.review_story import ADA, AUDREY, EVA, RUTH, SAM, Story, crisis, phone, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def notices(story: Story, message_id: str) -> dict[str, str]:
    """Return the texts of the notices about a message, by template."""
    with story.program.store.read() as session:
        rows = session.query(Delivery).filter_by(message_id=message_id).all()
        keyring = story.program.keyring
        return {row.template: open_column(keyring, row, "text") for row in rows if row.template}


def test_a_rejection_gives_the_writer_the_reason_and_their_own_text(story: Story) -> None:
    message_id = story.arrive(phone(), text="An hour of writing.\nCall 555 0100 200\n")
    done = reject(story.program, story.staff(RUTH), message_id, reason="Please leave out phone numbers.")
    assert done.state is MessageState.REJECTED
    notice = notices(story, message_id)["rejected"]
    assert "Please leave out phone numbers." in notice
    assert "> An hour of writing." in notice
    assert "ruth" not in notice.lower()


def test_a_rejection_needs_a_reason(story: Story) -> None:
    message_id = story.arrive(phone())
    with pytest.raises(InvalidInputError, match="reason"):
        reject(story.program, story.staff(RUTH), message_id, reason=" \n ")


def test_a_discard_tells_nobody(story: Story) -> None:
    message_id = story.arrive(phone())
    assert discard(story.program, story.staff(RUTH), message_id, note="spam").state is MessageState.DISCARDED
    assert set(notices(story, message_id)) == {"held"}


def test_nobody_is_told_about_mail_that_is_not_proven(story: Story) -> None:
    message_id = story.arrive(phone(), verdict=AuthVerdict.FAIL)
    reject(story.program, story.staff(RUTH), message_id, reason="not proven")
    assert notices(story, message_id) == {}


def test_a_crisis_message_is_refused_by_two_people(story: Story) -> None:
    message_id = story.arrive(crisis(), text="I can not go on\n")
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    first = reject(story.program, ruth, message_id, reason="I have phoned them")
    assert (first.state, first.awaiting) == (MessageState.HELD, "second_person")
    assert get_message(story.program, ruth, message_id).awaiting == "second_person"
    with pytest.raises(ConflictError, match="two people"):
        reject(story.program, ruth, message_id, reason="I have phoned them")
    assert "rejected" not in notices(story, message_id)
    second = reject(story.program, sam, message_id, reason="We have spoken to you")
    assert (second.state, second.awaiting) == (MessageState.REJECTED, None)
    notice = notices(story, message_id)["rejected"]
    assert "We have spoken to you" in notice
    assert "go on" not in notice


def test_another_refusal_by_the_second_person_is_a_new_proposal(story: Story) -> None:
    message_id = story.arrive(crisis())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    assert reject(story.program, ruth, message_id, reason="no").awaiting == "second_person"
    assert discard(story.program, sam, message_id).awaiting == "second_person"
    assert discard(story.program, ruth, message_id).state is MessageState.DISCARDED


def test_a_crisis_message_is_released_by_one(story: Story) -> None:
    message_id = story.arrive(crisis())
    assert reject(story.program, story.staff(RUTH), message_id, reason="no").awaiting == "second_person"
    assert release(story.program, story.staff(RUTH), message_id).state is MessageState.APPROVED
    assert get_message(story.program, story.staff(RUTH), message_id).awaiting is None


def test_anothers_live_claim_stops_a_decision_unless_overridden(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    claim(story.program, ruth, message_id)
    with pytest.raises(ClaimedError) as caught:
        discard(story.program, sam, message_id)
    assert caught.value.staff_id == ruth.id
    assert discard(story.program, sam, message_id, override=True).state is MessageState.DISCARDED


def test_a_claim_ends_by_itself_after_fifteen_minutes(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    claim(story.program, ruth, message_id)
    story.clock.advance(minutes=14)
    claim(story.program, ruth, message_id)
    story.clock.advance(minutes=14)
    with pytest.raises(ClaimedError):
        claim(story.program, sam, message_id)
    story.clock.advance(minutes=1)
    claim(story.program, sam, message_id)
    give_back(story.program, sam, message_id)
    give_back(story.program, sam, message_id)
    assert get_message(story.program, sam, message_id).item.claimed_by is None


def test_the_first_of_two_people_leaves_no_claim_in_the_seconds_way(story: Story) -> None:
    message_id = story.arrive(crisis())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    claim(story.program, ruth, message_id)
    discard(story.program, ruth, message_id)
    assert discard(story.program, sam, message_id).state is MessageState.DISCARDED


@pytest.mark.parametrize("email", [EVA, AUDREY])
def test_evaluators_and_auditors_decide_nothing(story: Story, email: str) -> None:
    message_id = story.arrive(phone())
    with pytest.raises(ForbiddenError):
        discard(story.program, story.staff(email), message_id)


def test_a_message_that_was_not_held_cannot_be_rejected(story: Story) -> None:
    message_id = story.arrive()
    with pytest.raises(ConflictError, match="approved"):
        reject(story.program, story.staff(ADA), message_id, reason="late")
