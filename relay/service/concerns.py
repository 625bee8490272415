"""Concerns: what was raised about a pair or the program, handled as a case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relay.model.category import Severity
from relay.model.errors import AlreadyDecidedError, ConflictError, InvalidInputError
from relay.model.page import Page, PageRequest
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.raising import Occasion, open_concern, raise_alert
from relay.service.review.shaping import Reader
from relay.service.review.showing import record_shown
from relay.service.review.steps import cleaned_text
from relay.service.scope import require_version, visible_group, visible_pair
from relay.store.cases import concern_page, find_concern, lock_concern, notes_of, write_note
from relay.store.crypto import KeyKind
from relay.store.messages import find_message, group_names
from relay.store.schema import Concern, ConcernNote, ConcernSource, ConcernStatus
from relay.store.sealing import seal
from relay.store.store import ReadSession
from relay.store.unit import Unit


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
    require(actor, permission)
    with program.store.read() as session:
        find_concern(session, actor, concern_id)


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
    require(actor, Permission.HANDLE_CASES)
    with program.store.read() as session:
        found = concern_page(session, actor, page, status=_status(status), group=group, pair=pair)
        shown = Page(_views(program, session, actor, found.items), found.next_cursor)
    record_shown(program, actor, "concerns.listed", [concern.id for concern in shown.items])
    return shown


def get_concern(program: Program, actor: StaffMember, concern_id: str) -> ConcernView:
    """Return a concern with its notes, in order."""
    require(actor, Permission.HANDLE_CASES)
    with program.store.read() as session:
        concern = _detail(program, session, actor, find_concern(session, actor, concern_id))
    record_shown(program, actor, "concern.viewed", [note.id for note in concern.notes], about=concern_id)
    return concern


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
    """Open a concern about a message, a pair, a group or the program (the narrowest given), and alert.

    Raises NotFoundError for a record that ``actor`` may not know of, InvalidInputError where one who
    is limited to groups names none.
    """
    require(actor, Permission.HANDLE_CASES)
    summary = cleaned_text(summary, "summary")
    case_key = None if message or pair else program.keystore.create(KeyKind.CASE)
    with program.store.write() as unit:
        occasion = _occasion(unit, actor, case_key, group=group, pair=pair, message=message)
        concern = open_concern(
            unit, occasion, source=ConcernSource.STAFF, severity=severity, summary=summary, actor=actor.id
        )
        raise_alert(unit, occasion, severity=severity, concern_id=concern.id)
        return _detail(program, unit.session, actor, concern)


def add_note(program: Program, actor: StaffMember, concern_id: str, *, text: str) -> NoteView:
    """Add a note to a concern, open or closed; notes are never changed."""
    require(actor, Permission.HANDLE_CASES)
    text = cleaned_text(text, "text")
    with program.store.write() as unit:
        concern = lock_concern(unit, actor, concern_id)
        note = write_note(unit, concern, actor.id, text)
        concern.version += 1
        unit.record("concern.note_added", concern.id, actor=actor.id, note=note.id)
        return _note(Reader(program, actor), note)


def close_concern(
    program: Program, actor: StaffMember, concern_id: str, *, reason: str, expected_version: int | None = None
) -> ConcernView:
    """Close a concern with a reason; one that held its pair's mail holds it no longer.

    Raises AlreadyDecidedError where it is closed, PreconditionError for a stale version.
    """
    require(actor, Permission.HANDLE_CASES)
    reason = cleaned_text(reason, "reason")
    with program.store.write() as unit:
        concern = lock_concern(unit, actor, concern_id)
        require_version(concern.version, expected_version)
        _require_open(concern)
        concern.status, concern.closed_at, concern.closed_by = ConcernStatus.CLOSED, unit.now, actor.id
        concern.close_reason = seal(unit.keyring, concern.key_id, Concern, "close_reason", concern.id, reason)
        concern.version += 1
        unit.record("concern.closed", concern.id, actor=actor.id, held_pair=concern.holds_pair)
        return _detail(program, unit.session, actor, concern)


def _status(word: str | None) -> ConcernStatus | None:
    try:
        return ConcernStatus(word) if word is not None else None
    except ValueError:
        raise InvalidInputError("status: open or closed is wanted") from None


def _require_open(concern: Concern) -> None:
    if concern.status is ConcernStatus.OPEN:
        return
    if concern.closed_by and concern.closed_at:
        raise AlreadyDecidedError("closed", concern.closed_by, concern.closed_at)
    raise ConflictError("the concern is closed")


def _occasion(
    unit: Unit, actor: StaffMember, case_key: str | None, *, group: str | None, pair: str | None, message: str | None
) -> Occasion:
    if message is not None:
        about = find_message(unit.session, actor, message)
        return Occasion(about.key_id, about.group_id, about.pair_id, about.author_id, about.id)
    if pair is not None:
        view = visible_pair(unit.session, actor, pair)
        return Occasion(view.pair.key_id, view.group.id, view.pair.id)
    if group is not None:
        return Occasion(str(case_key), visible_group(unit.session, actor, group).id)
    if not actor.sees_all_groups:
        raise InvalidInputError("group: wanted, or a pair or message, from staff who are limited to groups")
    return Occasion(str(case_key))


def _detail(program: Program, session: ReadSession, actor: StaffMember, concern: Concern) -> ConcernView:
    (view,) = _views(program, session, actor, [concern])
    reader = Reader(program, actor)
    notes = tuple(_note(reader, row) for row in notes_of(session, concern.id))
    return replace(view, notes=notes)


def _note(reader: Reader, row: ConcernNote) -> NoteView:
    return NoteView(row.id, row.staff_id, row.written_at, reader.text(row, "text"))


def _views(
    program: Program, session: ReadSession, actor: StaffMember, concerns: Sequence[Concern]
) -> tuple[ConcernView, ...]:
    groups = group_names(session, {concern.group_id for concern in concerns})
    program.keystore.fetch({concern.key_id for concern in concerns})
    reader = Reader(program, actor)
    return tuple(
        ConcernView(
            id=row.id,
            source=row.source,
            status=row.status,
            severity=row.severity,
            group=groups.get(row.group_id),
            pair_id=row.pair_id,
            participant_id=row.participant_id,
            message_id=row.message_id,
            holds_pair=row.holds_pair,
            summary=reader.text(row, "summary"),
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            close_reason=reader.text(row, "close_reason"),
            version=row.version,
        )
        for row in concerns
    )
