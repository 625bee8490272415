"""Concerns: what was raised about a pair or the program, handled as a case."""

from dataclasses import dataclass
from datetime import datetime

from relay.model.category import Severity
from relay.model.page import Page, PageRequest
from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note on a concern."""

    id: str
    staff_id: str
    written_at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern; ``group`` is the group's name, ``status`` is ``open`` or ``closed``.

    ``holds_pair``: while it is open, all mail of its pair is held. ``notes`` is empty in a list.
    """

    id: str
    source: str
    status: str
    severity: Severity
    group: str | None
    pair_id: str | None
    participant_id: str | None
    message_id: str | None
    holds_pair: bool
    summary: str | None
    opened_at: datetime
    opened_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str | None
    version: int
    notes: tuple[NoteView, ...] = ()


def authorise_concern(program: Program, actor: StaffMember, concern_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a concern that ``actor`` may not know of."""
    raise NotImplementedError


def list_concerns(
    program: Program,
    actor: StaffMember,
    page: PageRequest,
    *,
    status: str | None = None,
    group: str | None = None,
    pair: str | None = None,
) -> Page[ConcernView]:
    """Return a page of concerns, the newest first; ``status`` is ``open`` or ``closed``."""
    raise NotImplementedError


def get_concern(program: Program, actor: StaffMember, concern_id: str) -> ConcernView:
    """Return a concern with its notes, in order."""
    raise NotImplementedError


def open_concern_by_staff(
    program: Program,
    actor: StaffMember,
    *,
    summary: str,
    severity: Severity = Severity.HIGH,
    group: str | None = None,
    pair: str | None = None,
    message: str | None = None,
) -> ConcernView:
    """Open a concern about a message, a pair, a group or the program, and alert."""
    raise NotImplementedError


def add_note(program: Program, actor: StaffMember, concern_id: str, *, text: str) -> NoteView:
    """Add a note to a concern, open or closed; notes are never changed."""
    raise NotImplementedError


def close_concern(
    program: Program, actor: StaffMember, concern_id: str, *, reason: str, expected_version: int | None = None
) -> ConcernView:
    """Close a concern with a reason; one that held its pair's mail holds it no longer."""
    raise NotImplementedError
