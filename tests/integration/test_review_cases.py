"""Concerns and alerts: opened, noted, closed with a reason, acknowledged once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import (
    AlreadyDecidedError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionError,
)
from relay.model.message import MessageState
from relay.model.page import PageRequest
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service.alerts import acknowledge_alert, get_alert, list_alerts
from relay.service.concerns import (
    add_note,
    close_concern,
    get_concern,
    list_concerns,
    open_concern_by_staff,
)
from relay.service.review.deciding import escalate
from relay.service.review.reading import get_message
from relay.service.staff import add_staff
from relay.service.stats import get_statistics
from tests.support.review_story import (
    ADA,
    AUDREY,
    EVA,
    GRETA,
    OTTO,
    RUTH,
    SAM,
    Story,
    crisis,
    phone,
    tell_story,
)


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def test_closing_a_crisis_concern_with_a_reason_lifts_the_hold_on_its_pair(story: Story) -> None:
    story.arrive(crisis())
    ruth = story.staff(RUTH)
    (concern,) = list_concerns(story.program, ruth, PageRequest(), status="open").items
    assert (concern.source, concern.holds_pair, concern.pair_id) == ("crisis", True, story.greta_and_tim.id)
    held = story.arrive()
    assert get_message(story.program, ruth, held).reasons == ("supervision",)
    with pytest.raises(InvalidInputError, match="reason"):
        close_concern(story.program, ruth, concern.id, reason="")
    closed = close_concern(story.program, ruth, concern.id, reason="spoken to the family")
    assert (closed.status, closed.close_reason, closed.closed_by) == ("closed", "spoken to the family", ruth.id)
    passes = story.arrive()
    assert get_message(story.program, ruth, passes).item.state is MessageState.APPROVED
    assert get_message(story.program, ruth, held).item.state is MessageState.HELD  # nothing is freed by itself


def test_a_concern_is_closed_once(story: Story) -> None:
    story.arrive(crisis())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    (concern,) = list_concerns(story.program, ruth, PageRequest()).items
    add_note(story.program, ruth, concern.id, text="phoned")
    with pytest.raises(PreconditionError):
        close_concern(story.program, ruth, concern.id, reason="done", expected_version=concern.version)
    close_concern(story.program, ruth, concern.id, reason="done")
    with pytest.raises(AlreadyDecidedError, match=f"already closed by {ruth.id}"):
        close_concern(story.program, sam, concern.id, reason="done too")


def test_notes_are_added_in_order_also_after_closing(story: Story) -> None:
    story.arrive(crisis())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    (concern,) = list_concerns(story.program, ruth, PageRequest()).items
    add_note(story.program, ruth, concern.id, text="phoned the family")
    story.clock.advance(seconds=1)
    close_concern(story.program, ruth, concern.id, reason="done")
    add_note(story.program, sam, concern.id, text="read by me too")
    notes = get_concern(story.program, ruth, concern.id).notes
    assert [(note.staff_id, note.text) for note in notes] == [
        (ruth.id, "phoned the family"),
        (sam.id, "read by me too"),
    ]


def test_escalating_opens_a_concern_alerts_and_leaves_the_message_held(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    done = escalate(story.program, ruth, message_id, note="third time this week")
    assert done.state is MessageState.HELD
    concern = get_concern(story.program, sam, str(done.concern_id))
    assert (concern.source, concern.summary, concern.message_id) == ("staff", "third time this week", message_id)
    assert (concern.severity, concern.opened_by, concern.holds_pair) == (Severity.HIGH, ruth.id, False)
    (alert,) = list_alerts(story.program, sam, PageRequest(), acknowledged=False).items
    assert (alert.concern_id, alert.message_id, alert.severity) == (concern.id, message_id, Severity.HIGH)
    with pytest.raises(ConflictError, match=concern.id):
        escalate(story.program, sam, message_id)
    close_concern(story.program, sam, concern.id, reason="clear")
    assert escalate(story.program, sam, message_id).concern_id != concern.id


def test_an_alert_is_acknowledged_by_one(story: Story) -> None:
    story.arrive(crisis())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    (alert,) = list_alerts(story.program, ruth, PageRequest(), acknowledged=False).items
    assert (alert.category, alert.severity) == (Category.CRISIS_SELF_HARM, Severity.CRITICAL)
    done = acknowledge_alert(story.program, ruth, alert.id)
    assert done.acknowledged_by == ruth.id
    assert acknowledge_alert(story.program, ruth, alert.id) == done
    with pytest.raises(AlreadyDecidedError):
        acknowledge_alert(story.program, sam, alert.id)
    assert list_alerts(story.program, ruth, PageRequest(), acknowledged=False).items == ()
    assert list_alerts(story.program, ruth, PageRequest(), acknowledged=True).items == (done,)


def test_cases_of_other_groups_do_not_exist(story: Story) -> None:
    story.arrive(crisis())
    ruth, otto = story.staff(RUTH), story.staff(OTTO)
    (concern,) = list_concerns(story.program, ruth, PageRequest()).items
    (alert,) = list_alerts(story.program, ruth, PageRequest()).items
    assert list_concerns(story.program, otto, PageRequest()).items == ()
    assert list_alerts(story.program, otto, PageRequest()).items == ()
    for act in (
        lambda: get_concern(story.program, otto, concern.id),
        lambda: close_concern(story.program, otto, concern.id, reason="x"),
        lambda: add_note(story.program, otto, concern.id, text="x"),
        lambda: get_alert(story.program, otto, alert.id),
        lambda: acknowledge_alert(story.program, otto, alert.id),
        lambda: open_concern_by_staff(story.program, otto, summary="x", pair=story.greta_and_tim.id),
        lambda: open_concern_by_staff(story.program, otto, summary="x", group="spring"),
        lambda: open_concern_by_staff(story.program, otto, summary="x", message=str(alert.message_id)),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_a_mentor_among_the_staff_sees_no_case_about_their_own_pair(story: Story) -> None:
    story.arrive(crisis())
    told = story.arrive(to="concern@mail.relaytest.example", text="About Greta.\n")
    add_staff(story.program, OPERATOR, GRETA, StaffRole.SAFEGUARDING_LEAD)
    greta = story.staff(GRETA)
    assert list_concerns(story.program, greta, PageRequest()).items == ()
    assert list_alerts(story.program, greta, PageRequest()).items == ()
    with pytest.raises(NotFoundError):
        get_message(story.program, greta, told)


def test_staff_open_concerns_about_what_they_may_see(story: Story) -> None:
    ruth, ada = story.staff(RUTH), story.staff(ADA)
    about_pair = open_concern_by_staff(story.program, ruth, summary="a parent called", pair=story.greta_and_tim.id)
    about_group = open_concern_by_staff(story.program, ruth, summary="shared password", group="spring")
    about_all = open_concern_by_staff(story.program, ada, summary="the policy is out of date")
    assert (about_pair.pair_id, about_pair.group) == (story.greta_and_tim.id, "spring")
    assert (about_group.summary, about_all.group) == ("shared password", None)
    with pytest.raises(InvalidInputError, match="group"):
        open_concern_by_staff(story.program, ruth, summary="about everybody")
    mine = list_concerns(story.program, ruth, PageRequest(), pair=story.greta_and_tim.id).items
    assert [one.id for one in mine] == [about_pair.id]


@pytest.mark.parametrize("email", [EVA, AUDREY])
def test_evaluators_and_auditors_handle_no_cases(story: Story, email: str) -> None:
    with pytest.raises(ForbiddenError):
        list_concerns(story.program, story.staff(email), PageRequest())
    with pytest.raises(ForbiddenError):
        list_alerts(story.program, story.staff(email), PageRequest())


def test_numbers_are_over_what_the_asker_may_see(story: Story) -> None:
    story.arrive(phone())
    story.clock.advance(hours=1)
    story.arrive(phone())
    story.arrive(crisis())
    story.arrive(phone(), pair=story.omar_and_tim)
    story.clock.advance(hours=1)
    ruth, eva = story.staff(RUTH), story.staff(EVA)
    numbers = get_statistics(story.program, ruth)
    assert (numbers.by_state["held"], numbers.by_state["delivered"]) == (3, 0)
    assert numbers.by_category == {"crisis.self_harm": 1, "pii.phone": 2}
    assert numbers.held.oldest_seconds == pytest.approx(2 * 3600, abs=10)
    assert numbers.held.median_seconds == pytest.approx(3600, abs=10)
    assert (numbers.open_concerns, numbers.open_alerts) == (1, 1)
    assert get_statistics(story.program, eva).by_state["held"] == 4
    assert get_statistics(story.program, story.staff(OTTO)).open_concerns == 0


def test_decisions_are_counted_by_day_and_action(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    escalate(story.program, ruth, message_id)
    story.clock.advance(days=1)
    decisions = get_statistics(story.program, ruth).decisions
    assert [(str(day.day), day.actions) for day in decisions] == [("2026-11-23", {"escalated": 1})]
    assert get_statistics(story.program, ruth, days=1).decisions != ()
    story.clock.advance(days=2)
    assert get_statistics(story.program, ruth, days=1).decisions == ()
    for days in (0, 367):
        with pytest.raises(InvalidInputError, match="days"):
            get_statistics(story.program, ruth, days=days)


def test_a_program_without_mail_has_numbers_too(story: Story) -> None:
    numbers = get_statistics(story.program, story.staff(ADA))
    assert set(numbers.by_state.values()) == {0}
    assert (numbers.held.median_seconds, numbers.held.oldest_seconds) == (None, None)
