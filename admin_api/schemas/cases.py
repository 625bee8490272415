"""Cases: concerns with their notes, and alerts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from admin_api.schemas.fields import Given, Id, Reason, Shown, Text, Word, example
from admin_api.schemas.pages import PageQuery
from relay.model.category import Category, Severity

_NOTE: dict[str, JsonValue] = {
    "id": "n_01jd3x8a9v000000000000000a",
    "staff_id": "s_01jd3x8a9v0000000000000005",
    "written_at": "2026-11-23T11:00:00Z",
    "text": "Called the school counsellor.",
}


class ConcernNote(Shown):
    """A note on a concern; notes are added, never changed."""

    model_config = example(**_NOTE)

    id: str
    staff_id: str
    written_at: datetime
    text: Text | None


class Concern(Shown):
    """Something raised about a pair or the program; ``notes`` is empty in a list.

    ``holds_pair``: while it is open, all mail of its pair is held.
    """

    model_config = example(
        id="c_01jd3x8a9v000000000000000b",
        source="crisis",
        status="open",
        severity="critical",
        group="Riverside 7b",
        pair_id="pr_01jd3x8a9v0000000000000003",
        participant_id=None,
        message_id="m_01jd3x8a9v0000000000000001",
        holds_pair=True,
        summary=None,
        opened_at="2026-11-23T09:30:05Z",
        opened_by=None,
        closed_at=None,
        closed_by=None,
        close_reason=None,
        version=1,
        notes=[_NOTE],
    )

    id: str
    source: str
    status: str
    severity: Severity
    group: Text | None
    pair_id: str | None
    participant_id: str | None
    message_id: str | None
    holds_pair: bool
    summary: Text | None
    opened_at: datetime
    opened_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    close_reason: Text | None
    version: int
    notes: list[ConcernNote]


class ConcernQuery(PageQuery):
    """Filters of the list of concerns; ``group`` is a name or an id."""

    status: Literal["open", "closed"] | None = None
    group: Word | None = None
    pair: Id | None = None


class ConcernBody(Given):
    """A concern that staff raise, about a message, a pair, a group or the program."""

    model_config = example(
        summary="Greta asked twice for the name of the school.",
        severity="high",
        pair="pr_01jd3x8a9v0000000000000003",
    )

    summary: Reason
    severity: Annotated[Severity, Field(strict=False)] = Severity.HIGH
    group: Word | None = None
    pair: Id | None = None
    message: Id | None = None


class ConcernPatch(Given):
    """The one change that there is: a concern is closed, with the reason."""

    model_config = example(status="closed", reason="Talked to both families; no danger.")

    status: Literal["closed"]
    reason: Reason


class ConcernNoteBody(Given):
    """A note."""

    model_config = example(text="Called the school counsellor.")

    text: Reason


class Alert(Shown):
    """A message to staff that repeats until acknowledged; ``step`` counts how often it was sent."""

    model_config = example(
        id="al_01jd3x8a9v000000000000000c",
        message_id="m_01jd3x8a9v0000000000000001",
        concern_id="c_01jd3x8a9v000000000000000b",
        group="Riverside 7b",
        category="crisis.self_harm",
        severity="critical",
        created_at="2026-11-23T09:30:05Z",
        step=1,
        acknowledged_at=None,
        acknowledged_by=None,
    )

    id: str
    message_id: str | None
    concern_id: str | None
    group: Text | None
    category: Category | None
    severity: Severity
    created_at: datetime
    step: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class AlertQuery(PageQuery):
    """Filter of the list of alerts."""

    acknowledged: bool | None = None
