"""What the use cases of a monitor's work give back: plain values, ready to be shown."""

from dataclasses import dataclass
from datetime import datetime

from relay.model.category import Category, Severity
from relay.model.message import Direction, MessageState

SECOND_PERSON = "second_person"


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message in a list.

    ``group`` is the group's name. ``subject`` is None where the asker may not read text, or it was
    erased. ``claimed_by`` is the staff id of a live claim. ``reasons`` are those of the newest decision:
    categories, ``supervision``, ``pair.paused`` …
    """

    id: str
    thread_id: str | None
    pair_id: str | None
    group: str | None
    direction: Direction | None
    state: MessageState
    received_at: datetime
    subject: str | None
    severity: Severity | None
    categories: tuple[Category, ...]
    reasons: tuple[str, ...]
    claimed_by: str | None
    version: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding; ``part``, ``text`` and ``explanation`` are None where text may not be read."""

    id: str
    category: Category
    severity: Severity
    score: float
    part: str | None
    start: int
    end: int
    text: str | None
    explanation: str | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision by the policy (``staff_id`` None) or by a person, with what it rested on."""

    id: str
    action: str
    staff_id: str | None
    decided_at: datetime
    reasons: tuple[str, ...]
    redactions: tuple[str, ...]
    note: str | None
    policy_version: str
    scanner_version: str
    code_version: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try at a delivery: codes alone, since a remote server's text may hold addresses."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    code: int | None
    enhanced_code: str | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery that belongs to a message: the relayed mail, or a notice about it."""

    id: str
    kind: str
    template: str | None
    state: str
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """A mark on a message or a thread; ``label`` and ``note`` are None where text may not be read."""

    id: str
    label: str | None
    note: str | None
    severity: Severity | None
    staff_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """Everything about a message but its content.

    ``awaiting`` is ``second_person`` while a refusal of a crisis message waits for another person.
    """

    item: MessageItem
    channel: str
    automatic: bool
    review: str
    review_verdict: str | None
    not_before: datetime | None
    awaiting: str | None
    findings: tuple[FindingView, ...]
    decisions: tuple[DecisionView, ...]
    deliveries: tuple[DeliveryView, ...]
    flags: tuple[FlagView, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of the newest decision."""
        return self.item.reasons


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment by name, declared type and size in bytes."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class OriginalAttachmentView:
    """An attachment as it came in, and whether it can be looked at.

    ``n`` is its number in the message, from 1. ``problem`` says why it cannot be looked at, None where it can
    unless cleaning fails. ``width`` and ``height`` are a picture's pixels as its header claims, None if it does not.
    """

    n: int
    name: str
    type: str
    size: int
    viewable: bool
    problem: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attached file as it is delivered: its safe name and type, and its bytes."""

    n: int
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ContentView:
    """A mail as it came in, safe to show; ``html`` is "" where there is none."""

    subject: str
    text: str
    html: str
    attachments: tuple[OriginalAttachmentView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One thing that masking changed: its kind, the part of the mail, more about it, and a sentence that says why."""

    kind: str
    part: str
    detail: str
    explanation: str


@dataclass(frozen=True, slots=True)
class DeliveredView:
    """A mail as its reader gets it, safe to show.

    ``changes`` tells what differs from what came in; None where that was not kept (an earlier release sent it).
    """

    subject: str
    text: str
    html: str
    attachments: tuple[AttachmentView, ...]
    changes: tuple[ChangeView, ...] | None


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What came in, and what was delivered instead (None until something was built)."""

    original: ContentView
    delivered: DeliveredView | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be delivered if a message were released now; ``delivered`` is None where nothing can be built.

    ``problem`` is a sentence that says why it would not go out now; None where it would.
    """

    delivered: DeliveredView | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A block of lines that is remembered as a participant's signature, and in which message it was seen."""

    id: str
    participant_id: str
    message_id: str
    text: str
    remembered_by: str
    remembered_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A live claim."""

    message_id: str
    staff_id: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did.

    ``awaiting`` is ``second_person`` where nothing happened yet: another person has to make the
    same decision (then the API answers 202). ``not_before``: until then a release can be taken back.
    """

    id: str
    state: MessageState
    version: int
    awaiting: str | None = None
    not_before: datetime | None = None
    concern_id: str | None = None


@dataclass(frozen=True, slots=True)
class BulkItem:
    """What became of one of many.

    ``status``: ``released | rejected | discarded | awaiting | conflict | not_found | forbidden |
    invalid | unavailable``. ``detail`` says why not, ready to be shown.
    """

    id: str
    status: str
    state: MessageState | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """A thread in a list; counts are over all of its messages, ``subject`` is its first message's."""

    id: str
    pair_id: str
    group: str
    subject: str | None
    messages: int
    held: int
    last_received_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionView:
    """How a pair is supervised.

    ``own`` is the pair's own setting (None: the group's). The reasons for ``hold_all`` in force,
    whatever is set, stand in ``hold_all_because``: ``age``, ``crisis``, ``mentor``.
    """

    pair_id: str
    own: str | None
    own_n: int | None
    group_default: str
    group_n: int
    hold_all_because: tuple[str, ...]
    rationale: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ThreadDetail:
    """A thread with a page of its messages, oldest first."""

    item: ThreadItem
    messages: tuple[MessageItem, ...]
    next_cursor: str | None
    flags: tuple[FlagView, ...]
    supervision: SupervisionView
