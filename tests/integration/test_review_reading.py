"""Reading a message: its record, its content, its bytes; every look is in the audit log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import ForbiddenError, NotFoundError
from relay.model.message import MessageState
from relay.service.audit_log import verify_log
from relay.service.review.deciding import mark_reviewed, release, take_back
from relay.service.review.flags import flag_message, unflag_message
from relay.service.review.reading import get_content, get_message, get_raw
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
