"""Releasing a message: one effect, at the time and in the state it should."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from relay.model.errors import (
    AlreadyDecidedError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionError,
)
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service.review.deciding import escalate, release, take_back
from relay.service.review.reading import get_message
from relay.service.staff import add_staff
from relay.smtp.verdict import AuthVerdict
from relay.store.outgoing import claim_due
from relay.store.schema import Delivery
from tests.support.review_story import ADA, GRETA, LENA, OTTO, RUTH, SAM, Story, phone, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def test_a_release_queues_one_delivery_after_the_undo_window(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    done = release(story.program, ruth, message_id, note="parent agreed")
    assert done.state is MessageState.APPROVED
    assert done.not_before == story.clock.now + timedelta(seconds=10)
    detail = get_message(story.program, ruth, message_id)
    (delivery,) = [one for one in detail.deliveries if one.kind == "relay"]
    assert delivery.state == "queued"
    assert delivery.next_attempt_at == done.not_before
    assert [(one.action, one.staff_id, one.note) for one in detail.decisions][-1] == (
        "released", ruth.id, "parent agreed"
    )  # fmt: skip
    assert detail.item.version == done.version


def test_a_second_release_conflicts_and_says_who_decided_what_and_when(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    release(story.program, ruth, message_id)
    at = story.clock.now
    story.clock.advance(minutes=1)
    with pytest.raises(AlreadyDecidedError) as caught:
        release(story.program, sam, message_id)
    assert (caught.value.action, caught.value.staff_id, caught.value.at - at < timedelta(seconds=1)) == (
        "released",
        ruth.id,
        True,
    )
    assert len(get_message(story.program, sam, message_id).deliveries) == 2  # the held notice and the relay


def test_a_note_or_an_escalation_after_it_does_not_hide_who_released(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    release(story.program, ruth, message_id)
    escalate(story.program, sam, message_id, note="for the record")
    with pytest.raises(AlreadyDecidedError, match=f"already released by {ruth.id}"):
        release(story.program, sam, message_id)


def test_a_stale_version_is_refused_before_the_state_is_looked_at(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    version = get_message(story.program, ruth, message_id).item.version
    release(story.program, ruth, message_id, expected_version=version)
    with pytest.raises(PreconditionError):
        release(story.program, ruth, message_id, expected_version=version)


def test_redactions_are_findings_of_the_message_with_a_place_in_its_text(story: Story) -> None:
    message_id, other = story.arrive(phone()), story.arrive(phone())
    ruth = story.staff(RUTH)
    (finding,) = get_message(story.program, ruth, message_id).findings
    (foreign,) = get_message(story.program, ruth, other).findings
    with pytest.raises(InvalidInputError) as refused:
        release(story.program, ruth, message_id, redact=[finding.id, foreign.id, "f_x"])
    assert refused.value.problems == (
        "redact: number 2 is no finding of this message",
        "redact: number 3 is no finding of this message",
    )
    release(story.program, ruth, message_id, redact=[finding.id, finding.id])
    assert get_message(story.program, ruth, message_id).decisions[-1].redactions == (finding.id,)


@pytest.mark.parametrize(
    ("part", "length", "says"),
    [
        ("attachment:essay.docx", 12, "reject the message"),
        ("attachment:essay.docx", 12, "redact the same words where they stand in its subject or text"),
        ("body", 0, "about the whole message"),
    ],
)
def test_whoever_redacts_what_cannot_be_is_told_what_to_do_instead(
    story: Story, part: str, length: int, says: str
) -> None:
    message_id = story.arrive(replace(phone(), part=part, end=phone().start + length))
    ruth = story.staff(RUTH)
    (finding,) = get_message(story.program, ruth, message_id).findings
    with pytest.raises(InvalidInputError) as refused:
        release(story.program, ruth, message_id, redact=[finding.id])
    (problem,) = refused.value.problems
    assert problem.startswith("redact: number 1 is ")
    assert says in problem


@pytest.mark.parametrize("email", [RUTH, LENA, ADA])
def test_a_message_nobody_proved_cannot_be_released_by_anybody(story: Story, email: str) -> None:
    message_id = story.arrive(phone(), verdict=AuthVerdict.FAIL)
    with pytest.raises(ConflictError, match=r"system\.unauthenticated"):
        release(story.program, story.staff(email), message_id, override=True)


def test_a_held_message_waits_however_long_nobody_decides(story: Story) -> None:
    message_id = story.arrive(phone())
    story.clock.advance(days=400)
    with story.program.store.write() as unit:
        leases = claim_due(unit, "deliverer", timedelta(seconds=25), 50)
        kinds = {unit.session.get_one(Delivery, lease.delivery_id).kind for lease in leases}
    assert kinds <= {"notice"}
    assert get_message(story.program, story.staff(RUTH), message_id).item.state is MessageState.HELD


def test_mail_to_concern_has_no_reader_to_be_released_to(story: Story) -> None:
    message_id = story.arrive(to="concern@mail.relaytest.example")
    assert get_message(story.program, story.staff(ADA), message_id).item.state is MessageState.KEPT
    with pytest.raises(ConflictError, match="no reader"):
        release(story.program, story.staff(ADA), message_id)


def test_a_kept_out_of_office_reply_may_be_released(story: Story) -> None:
    message_id = story.arrive(headers=[("Auto-Submitted", "auto-replied")])
    assert get_message(story.program, story.staff(RUTH), message_id).item.state is MessageState.KEPT
    assert release(story.program, story.staff(RUTH), message_id).state is MessageState.APPROVED


def test_the_pair_is_asked_about_when_it_is_released_not_when_it_was_held(story: Story) -> None:
    message_id = story.arrive(phone())
    story.step(story.greta_and_tim, PairEvent.CLOSE)
    with pytest.raises(ConflictError, match=r"pair\.closed"):
        release(story.program, story.staff(ADA), message_id)


def test_a_release_in_a_frozen_pair_is_for_the_safeguarding_lead(story: Story) -> None:
    message_id = story.arrive(phone())
    story.step(story.greta_and_tim, PairEvent.FREEZE)
    with pytest.raises(ForbiddenError, match="frozen"):
        release(story.program, story.staff(RUTH), message_id)
    assert release(story.program, story.staff(LENA), message_id).state is MessageState.APPROVED


def test_a_release_can_be_taken_back_until_the_first_attempt(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    release(story.program, ruth, message_id)
    done = take_back(story.program, ruth, message_id, note="one more look")
    assert done.state is MessageState.HELD
    detail = get_message(story.program, ruth, message_id)
    assert [one.state for one in detail.deliveries if one.kind == "relay"] == ["cancelled"]
    assert detail.reasons == ("supervision",)
    assert release(story.program, ruth, message_id).state is MessageState.APPROVED


def test_another_groups_message_does_not_exist(story: Story) -> None:
    message_id = story.arrive(phone())
    with pytest.raises(NotFoundError):
        release(story.program, story.staff(OTTO), message_id)


def test_a_monitor_who_is_the_mentor_neither_sees_nor_decides(story: Story) -> None:
    add_staff(story.program, OPERATOR, GRETA, StaffRole.ADMINISTRATOR)
    greta = story.staff(GRETA)
    own = story.arrive(phone())
    about_her_student = story.arrive(phone(), pair=story.omar_and_tim)
    for message_id in (own, about_her_student):
        with pytest.raises(NotFoundError):
            get_message(story.program, greta, message_id)
        with pytest.raises(NotFoundError):
            release(story.program, greta, message_id)
