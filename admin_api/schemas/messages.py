"""Messages: what may be asked of the list, and the records of a message."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from admin_api.schemas.fields import Asked, Id, IdList, Moment, Shown, Text, Word, example
from admin_api.schemas.pages import PageQuery
from relay.model.category import Category, Severity
from relay.model.message import Direction, MessageState
from relay.model.queue import Claimed, MessageFilter, Sort
from relay.service.review.views import MessageDetail

MESSAGE_EXAMPLE: Mapping[str, JsonValue] = {
    "id": "m_01jd3x8a9v0000000000000001",
    "thread_id": "th_01jd3x8a9v0000000000000002",
    "pair_id": "pr_01jd3x8a9v0000000000000003",
    "group": "Riverside 7b",
    "direction": "mentor_to_student",
    "state": "held",
    "received_at": "2026-11-23T09:30:00Z",
    "subject": "Your science project",
    "severity": "medium",
    "categories": ["pii.phone"],
    "claimed_by": None,
    "version": 2,
}


class MessageQuery(PageQuery):
    """Filters and order of the list of messages; ``group`` is a name or an id."""

    state: MessageState | None = None
    group: Word | None = None
    pair: Id | None = None
    category: Category | None = None
    min_severity: Severity | None = None
    claimed: Claimed | None = None
    review: Literal["pending"] | None = None
    since: Moment | None = None
    until: Moment | None = None
    sort: Sort | None = None

    def wanted(self) -> MessageFilter:
        """Return what the use case takes."""
        return MessageFilter(
            state=self.state,
            group=self.group,
            pair=self.pair,
            category=self.category,
            min_severity=self.min_severity,
            claimed=self.claimed,
            review_pending=self.review is not None,
            since=self.since,
            until=self.until,
            sort=self.sort,
        )


class Message(Shown):
    """A message in a list. ``subject`` is null where the asker may not read text, or it was erased."""

    model_config = example(**MESSAGE_EXAMPLE)

    id: str
    thread_id: str | None
    pair_id: str | None
    group: Text | None
    direction: Direction | None
    state: MessageState
    received_at: datetime
    subject: Text | None
    severity: Severity | None
    categories: list[Category]
    claimed_by: str | None
    version: int


_DELIVERED_EXAMPLE: JsonValue = {
    "subject": "Your science project",
    "text": "Call me: [removed]\n\n[An attachment was left out: volcano.key, a file of another kind]\n",
    "html": "",
    "attachments": [{"name": "volcano.jpg", "type": "image/jpeg", "size": 640218}],
    "changes": [
        {
            "kind": "redacted",
            "part": "body",
            "detail": "",
            "explanation": "A monitor had something removed here.",
        },
        {
            "kind": "left_out",
            "part": "attachment 2",
            "detail": "a file of another kind",
            "explanation": "This was not delivered: it cannot be made safe.",
        },
    ],
}


class Finding(Shown):
    """One thing that a scan found; offsets are into the part as the sender wrote it."""

    id: str
    category: Category
    severity: Severity
    score: float
    part: Text | None
    start: int
    end: int
    text: Text | None
    explanation: Text | None


class Decision(Shown):
    """A decision, by the policy (``staff_id`` null) or by a person, and what it rested on."""

    id: str
    action: str
    staff_id: str | None
    decided_at: datetime
    reasons: list[str]
    redactions: list[str]
    note: Text | None
    policy_version: str
    scanner_version: str
    code_version: str


class Attempt(Shown):
    """One try at a delivery: codes alone, since a remote server's text may hold addresses."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    code: int | None
    enhanced_code: str | None


class Delivery(Shown):
    """A mail that belongs to the message: the relayed one, or a notice about it."""

    id: str
    kind: str
    template: str | None
    state: str
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    attempts: list[Attempt]


class Flag(Shown):
    """A mark on a message or a thread."""

    model_config = example(
        id="fl_01jd3x8a9v0000000000000004",
        label="watch",
        note="Second time this month.",
        severity="low",
        staff_id="s_01jd3x8a9v0000000000000005",
        created_at="2026-11-23T10:00:00Z",
    )

    id: str
    label: Text | None
    note: Text | None
    severity: Severity | None
    staff_id: str
    created_at: datetime


class MessageRecord(Message):
    """Everything about a message but its content.

    ``reasons`` are those of the newest decision; ``awaiting`` is ``second_person`` while a refusal
    of a crisis message waits for somebody else to make the same one.
    """

    model_config = example(
        **MESSAGE_EXAMPLE,
        channel="mask",
        automatic=False,
        reasons=["pii.phone"],
        review="none",
        review_verdict=None,
        not_before=None,
        awaiting=None,
        findings=[
            {
                "id": "f_01jd3x8a9v0000000000000006",
                "category": "pii.phone",
                "severity": "medium",
                "score": 0.9,
                "part": "body",
                "start": 12,
                "end": 24,
                "text": "555 0100 200",
                "explanation": "A phone number.",
            }
        ],
        decisions=[],
        deliveries=[],
        flags=[],
    )

    channel: str
    automatic: bool
    reasons: list[str]
    review: str
    review_verdict: str | None
    not_before: datetime | None
    awaiting: str | None
    findings: list[Finding]
    decisions: list[Decision]
    deliveries: list[Delivery]
    flags: list[Flag]

    @classmethod
    def of(cls, detail: MessageDetail) -> "MessageRecord":
        """Return the record of a view."""
        fields = asdict(detail)
        return cls.model_validate(fields.pop("item") | fields)


class Attachment(Shown):
    """An attachment by name, declared type and size in bytes."""

    name: Text
    type: Text
    size: int


class OriginalAttachment(Attachment):
    """An attachment as it came in; ``n`` is its number in the path under which it is looked at.

    ``problem`` says why it cannot be looked at; null where it can, unless cleaning it fails. ``width`` and ``height``
    are a picture's pixels as it is stored and its header claims; null where it does not tell.
    """

    n: int
    viewable: bool
    problem: Text | None
    width: int | None
    height: int | None


class Mail(Shown):
    """A mail, safe to show: ``html`` is cleaned and loads nothing; "" where there is none."""

    subject: Text
    text: Text
    html: Text


class Original(Mail):
    """A mail as it came in."""

    attachments: list[OriginalAttachment]


class Change(Shown):
    """One thing that masking changed: its kind, where, more about it, and why in a sentence; never who it hides."""

    kind: str
    part: Text
    detail: Text
    explanation: str


class Delivered(Mail):
    """A mail as its reader gets it; ``changes`` is null where an earlier release sent it and kept none."""

    attachments: list[Attachment]
    changes: list[Change] | None


class Content(Shown):
    """What came in, and what was delivered instead (null until something was built)."""

    model_config = example(
        original={
            "subject": "Your science project",
            "text": "Call me: 555 0100 200",
            "html": "",
            "attachments": [
                {
                    "name": "volcano.jpg",
                    "type": "image/jpeg",
                    "size": 912044,
                    "n": 1,
                    "viewable": True,
                    "problem": None,
                    "width": 3024,
                    "height": 4032,
                },
                {
                    "name": "volcano.key",
                    "type": "application/octet-stream",
                    "size": 48211,
                    "n": 2,
                    "viewable": False,
                    "problem": "The file cannot be looked at, and is left out of a release: a file of another kind.",
                    "width": None,
                    "height": None,
                },
            ],
        },
        delivered=_DELIVERED_EXAMPLE,
    )

    original: Original
    delivered: Delivered | None


class PreviewQuery(Asked):
    """``redact``, as often as wanted: the id of a finding whose text is to be taken out."""

    redact: IdList = Field(default_factory=list)


class Preview(Shown):
    """What a release would deliver now; ``problem`` says why it would not go out, null where it would.

    ``delivered`` is null where nothing can be built.
    """

    model_config = example(delivered=_DELIVERED_EXAMPLE, problem=None)

    delivered: Delivered | None
    problem: Text | None


class Claim(Shown):
    """A live claim: it is advice to others, and ends by itself."""

    model_config = example(
        message_id="m_01jd3x8a9v0000000000000001",
        staff_id="s_01jd3x8a9v0000000000000005",
        claimed_at="2026-11-23T10:00:00Z",
        expires_at="2026-11-23T10:15:00Z",
    )

    message_id: str
    staff_id: str
    claimed_at: datetime
    expires_at: datetime
