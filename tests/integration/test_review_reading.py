"""Reading a message: its record, its content, its bytes; every look is in the audit log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import ForbiddenError, NotFoundError
from relay.model.message import MessageState
from relay.model.page import PageRequest
from relay.model.queue import MessageFilter
from relay.model.staff import OPERATOR
from relay.service.audit_log import verify_log
from relay.service.concerns import get_concern, list_concerns, open_concern_by_staff
from relay.service.review.deciding import mark_reviewed, release, take_back
from relay.service.review.flags import flag_message, unflag_message
from relay.service.review.listing import list_messages
from relay.service.review.reading import get_content, get_message, get_raw
from relay.service.review.threads import get_thread, list_threads
from relay.store.schema import AuditEvent
from tests.support.review_story import (
    ADA,
    AUDREY,
    EVA,
    LENA,
    OTTO,
    RUTH,
    SAM,
    Story,
    of_category,
    phone,
    tell_story,
)


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def views(story: Story, message_id: str) -> list[tuple[str, str]]:
    """Return who looked at what of a message."""
    with story.program.store.read() as session:
        events = session.query(AuditEvent).filter_by(subject=message_id, action="message.viewed").order_by("id")
        return [(event.actor, event.details["what"]) for event in events]


def test_a_record_has_findings_decisions_deliveries_and_flags(story: Story) -> None:
    message_id = story.arrive(phone(), text="Hi! Call me: 555 0100 200\n")
    ruth = story.staff(RUTH)
    flag = flag_message(story.program, ruth, message_id, label="watch", severity=Severity.LOW, note="second time")
    detail = get_message(story.program, ruth, message_id)
    (finding,) = detail.findings
    assert (finding.category, finding.part, finding.text) == (Category.PII_PHONE, "body", "555 0100 200")
    (decision,) = detail.decisions
    assert (decision.action, decision.staff_id, decision.reasons) == ("hold", None, ("pii.phone",))
    assert (decision.policy_version, decision.scanner_version) == ("test", "scanner 1; test")
    assert [one.template for one in detail.deliveries] == ["held"]
    assert detail.flags == (flag,)
    assert detail.reasons == ("pii.phone",)


def test_content_is_what_came_in_made_safe_to_show(story: Story) -> None:
    message_id = story.arrive(phone(), subject="My number", text="Hi! Call me: 555 0100 200\n")
    content = get_content(story.program, story.staff(RUTH), message_id)
    assert content.original.subject == "My number"
    assert content.original.text.strip() == "Hi! Call me: 555 0100 200"
    assert content.delivered is None


def test_every_look_is_recorded_with_who_and_what(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, ada = story.staff(RUTH), story.staff(ADA)
    get_message(story.program, ruth, message_id)
    get_content(story.program, ruth, message_id)
    get_raw(story.program, ada, message_id)
    assert sorted(views(story, message_id)) == sorted([(ruth.id, "record"), (ruth.id, "content"), (ada.id, "raw")])


def pages_shown(story: Story) -> list[tuple[str, str, str, list[str]]]:
    """Return which lists and records were shown: what, to whom, about what, the ids of which texts."""
    kinds = ("messages.listed", "threads.listed", "thread.viewed", "concerns.listed", "concern.viewed")
    with story.program.store.read() as session:
        events = session.query(AuditEvent).filter(AuditEvent.action.in_(kinds))
        return sorted((event.action, event.actor, event.subject, event.details["ids"]) for event in events)


def test_every_page_of_subjects_is_recorded_once_with_what_was_on_it(story: Story) -> None:
    messages = [story.arrive(phone()), story.arrive(phone())]
    ruth = story.staff(RUTH)
    page = list_messages(story.program, ruth, MessageFilter(), PageRequest())
    threads = list_threads(story.program, ruth, PageRequest()).items
    get_thread(story.program, ruth, threads[0].id, PageRequest())
    list_messages(story.program, OPERATOR, MessageFilter(), PageRequest(1))
    by_operator, listed, thread, of_threads = pages_shown(story)
    assert listed == ("messages.listed", ruth.id, ruth.id, [item.id for item in page.items])
    assert sorted(listed[3]) == sorted(messages)
    assert of_threads == ("threads.listed", ruth.id, ruth.id, [one.id for one in threads])
    assert thread[:3] == ("thread.viewed", ruth.id, threads[0].id)
    assert set(thread[3]) <= set(messages)
    assert by_operator[:2] == ("messages.listed", OPERATOR.id)
    assert not verify_log(story.program).problems


def test_every_look_at_a_concern_is_recorded(story: Story) -> None:
    ruth = story.staff(RUTH)
    concern = open_concern_by_staff(story.program, ruth, summary="He seems afraid", pair=story.greta_and_tim.id)
    list_concerns(story.program, ruth, PageRequest())
    get_concern(story.program, ruth, concern.id)
    assert pages_shown(story) == [
        ("concern.viewed", ruth.id, concern.id, []),
        ("concerns.listed", ruth.id, ruth.id, [concern.id]),
    ]


def test_who_is_shown_no_text_and_a_page_with_nothing_on_it_leave_no_trace(story: Story) -> None:
    list_messages(story.program, story.staff(RUTH), MessageFilter(), PageRequest())
    story.arrive(phone())
    audrey = story.staff(AUDREY)
    (thread,) = list_threads(story.program, audrey, PageRequest()).items
    list_messages(story.program, audrey, MessageFilter(), PageRequest())
    get_thread(story.program, audrey, thread.id, PageRequest())
    assert pages_shown(story) == []


def test_raw_bytes_are_for_administrators_alone(story: Story) -> None:
    message_id = story.arrive(phone())
    assert b"From: tim@school.example" in get_raw(story.program, story.staff(ADA), message_id)
    for email in (RUTH, LENA, EVA, AUDREY):
        with pytest.raises(ForbiddenError):
            get_raw(story.program, story.staff(email), message_id)


def test_an_auditor_reads_the_record_without_a_word_of_text(story: Story) -> None:
    message_id = story.arrive(phone(), subject="My number")
    flag_message(story.program, story.staff(RUTH), message_id, label="watch", note="his number")
    audrey = story.staff(AUDREY)
    detail = get_message(story.program, audrey, message_id)
    assert detail.item.subject is None
    assert [(f.category, f.text, f.part, f.explanation) for f in detail.findings] == [
        (Category.PII_PHONE, None, None, None)
    ]
    assert [(f.label, f.note) for f in detail.flags] == [(None, None)]
    with pytest.raises(ForbiddenError):
        get_content(story.program, audrey, message_id)
    assert views(story, message_id) == []


def test_another_groups_message_cannot_be_read_in_any_way(story: Story) -> None:
    message_id = story.arrive(phone())
    flag = flag_message(story.program, story.staff(RUTH), message_id, label="watch")
    otto = story.staff(OTTO)
    for read in (get_message, get_content):
        with pytest.raises(NotFoundError):
            read(story.program, otto, message_id)
    with pytest.raises(NotFoundError):
        unflag_message(story.program, otto, message_id, flag.id)
    assert views(story, message_id) == []


def test_a_flag_goes_with_a_new_version_and_comes_off_once(story: Story) -> None:
    message_id, other = story.arrive(phone()), story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    before = get_message(story.program, ruth, message_id).item.version
    flag = flag_message(story.program, ruth, message_id, label=" watch ")
    assert flag.label == "watch"
    assert get_message(story.program, ruth, message_id).item.version > before
    with pytest.raises(NotFoundError):
        unflag_message(story.program, sam, other, flag.id)
    unflag_message(story.program, sam, message_id, flag.id)
    with pytest.raises(NotFoundError):
        unflag_message(story.program, sam, message_id, flag.id)
    assert get_message(story.program, ruth, message_id).flags == ()


def test_the_look_at_a_sampled_message_is_recorded_once(story: Story) -> None:
    message_id = story.arrive()
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    assert get_message(story.program, ruth, message_id).review == "pending"
    done = mark_reviewed(story.program, ruth, message_id, verdict="Fine", note="nothing in it")
    assert done.state is MessageState.APPROVED
    detail = get_message(story.program, ruth, message_id)
    assert (detail.review, detail.review_verdict) == ("done", "fine")
    with pytest.raises(Exception, match="already reviewed by"):
        mark_reviewed(story.program, sam, message_id, verdict="missed")


def test_the_log_verifies_after_every_kind_of_decision(story: Story) -> None:
    message_id = story.arrive(phone(), of_category(Category.CONDUCT_HATE, Severity.HIGH))
    ruth = story.staff(RUTH)
    (finding, _) = get_message(story.program, ruth, message_id).findings
    flag = flag_message(story.program, ruth, message_id, label="watch")
    unflag_message(story.program, ruth, message_id, flag.id)
    release(story.program, ruth, message_id, redact=[finding.id], note="fine else")
    take_back(story.program, ruth, message_id)
    release(story.program, ruth, message_id)
    assert not verify_log(story.program).problems
