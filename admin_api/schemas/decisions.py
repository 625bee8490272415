"""Decisions: what a person may decide about messages, and what came of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from admin_api.schemas.fields import MAX_IDS, Given, Id, IdList, Note, Reason, Shown, Text, Word, example
from relay.model.category import Severity
from relay.model.message import MessageState
from relay.service.review.bulk import BulkAction

Override = Annotated[bool, Field(description="Decide although somebody else has claimed the message.")]
Grade = Annotated[Severity, Field(strict=False)]


class ClaimBody(Given):
    """``override`` takes over another's live claim."""

    model_config = example(override=False)

    override: Override = False


class ReleaseBody(Given):
    """``redact`` are the ids of findings whose text is replaced by ``[removed]``."""

    model_config = example(note="Parent agreed on the phone.", redact=[])

    note: Note = ""
    redact: IdList = Field(default_factory=list)
    override: Override = False


class ThreadReleaseBody(Given):
    """For every held message of a thread."""

    model_config = example(note="Talked to both.")

    note: Note = ""
    override: Override = False


class RejectBody(Given):
    """``reason`` is told to the writer, in these words."""

    model_config = example(reason="Please leave out phone numbers.")

    reason: Reason
    override: Override = False


class DiscardBody(Given):
    """Nobody is told; the message stays archived."""

    model_config = example(note="Sent twice.")

    note: Note = ""
    override: Override = False


class NoteBody(Given):
    """A note that stays with the decision."""

    model_config = example(note="Asked the safeguarding lead.")

    note: Note = ""


class MovingBody(Given):
    """A note that stays with a decision that moves the message."""

    model_config = example(note="The mailbox is back.")

    note: Note = ""
    override: Override = False


class ReviewedBody(Given):
    """``verdict`` is a word or two, such as ``fine`` or ``missed``."""

    model_config = example(verdict="fine")

    verdict: Annotated[Word, Field(max_length=40)]
    note: Note = ""
    override: Override = False


class FlagBody(Given):
    """A mark for a message or a thread."""

    model_config = example(label="watch", severity="low", note="Second time this month.")

    label: Word
    severity: Grade | None = None
    note: Note = ""


class DecisionsBody(Given):
    """One decision for many messages; ``reason`` is needed to reject."""

    model_config = example(
        action="reject", message_ids=["m_01jd3x8a9v0000000000000001"], reason="Please leave out phone numbers."
    )

    action: Annotated[BulkAction, Field(strict=False)]
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_IDS)]
    reason: Note = ""
    note: Note = ""
    override: Override = False


class Decided(Shown):
    """What a decision did; ``awaiting`` is ``second_person`` where nothing happened yet (202)."""

    model_config = example(
        id="m_01jd3x8a9v0000000000000001",
        state="approved",
        version=3,
        awaiting=None,
        not_before="2026-11-23T10:00:10Z",
        concern_id=None,
    )

    id: str
    state: MessageState
    version: int
    awaiting: Literal["second_person"] | None
    not_before: datetime | None
    concern_id: str | None


class DecidedItem(Shown):
    """What became of one of many; ``detail`` says why not."""

    id: str
    status: str
    state: MessageState | None
    detail: Text | None


class DecidedItems(Shown):
    """An item for each id asked for, in order."""

    model_config = example(
        items=[{"id": "m_01jd3x8a9v0000000000000001", "status": "rejected", "state": "rejected", "detail": None}]
    )

    items: list[DecidedItem]
