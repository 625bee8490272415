"""The audit log as staff see it: its events page by page, and its verification."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relay.model.errors import ForbiddenError
from relay.model.people import StaffRole
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store.audit_events import EventFilter, find_events
from relay.store.verification import Verification, count_to_check, verify

__all__ = ["EventFilter", "EventPage", "EventView", "list_events", "verify_log"]

_READERS = frozenset({StaffRole.ADMINISTRATOR, StaffRole.AUDITOR, StaffRole.SAFEGUARDING_LEAD})


@dataclass(frozen=True, slots=True)
class EventView:
    """One event; ids, states and counts alone."""

    seq: int | None
    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in the order of the log; ``next_after`` is the last number, None at the end."""

    items: tuple[EventView, ...]
    next_after: int | None


def list_events(
    program: Program, reader: StaffMember | None, *, wanted: EventFilter, after: int = 0, limit: int = 50
) -> EventPage:
    """Return events numbered above ``after``.

    ``reader`` is None for the command line, whose user holds the keys anyway. Raises
    ForbiddenError for a role that may not read the log, or a reader who is limited to groups.
    """
    if reader is not None and (reader.role not in _READERS or not reader.sees_all_groups):
        raise ForbiddenError("the audit log is for administrators, safeguarding leads and auditors of all groups")
    while program.store.number_events():
        pass
    with program.store.read() as session:
        rows = find_events(session, wanted, after=after, limit=limit + 1)
        items = tuple(
            EventView(row.seq, row.id, row.at, row.actor, row.action, row.subject, row.details) for row in rows
        )
    more = len(items) > limit
    items = items[:limit]
    return EventPage(items, items[-1].seq if more else None)


def count_events(program: Program) -> int:
    """Return how many events there are to check."""
    with program.store.read() as session:
        return count_to_check(session)


def verify_log(program: Program, progress: Callable[[int], None] = lambda _: None) -> Verification:
    """Check the log and every audited row against it."""
    while program.store.number_events():
        pass
    with program.store.read() as session:
        return verify(session, program.keyring.row_digest_key(), progress)
