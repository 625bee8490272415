"""Events of the audit log: ids, states and counts, never content."""

from datetime import datetime
from typing import Any

from admin_api.schemas.fields import Moment, Shown, Word, example
from admin_api.schemas.pages import PageQuery
from relay.model.errors import InvalidInputError
from relay.model.page import decode_cursor
from relay.service.audit_log import EventFilter

ORDER = "audit"
_MOST_EVENTS = 2**63 - 1


class EventQuery(PageQuery):
    """Filters of the log: by who acted, what was done (``message.released``), or to which record."""

    actor: Word | None = None
    action: Word | None = None
    subject: Word | None = None
    since: Moment | None = None
    until: Moment | None = None

    def wanted(self) -> EventFilter:
        """Return what the use case takes."""
        return EventFilter(self.actor, self.action, self.subject, self.since, self.until)

    def after(self) -> int:
        """Return the number behind which the page starts; raises InvalidInputError for a bad cursor."""
        after = int(decode_cursor(self.cursor, ORDER, [int])[0]) if self.cursor else 0
        if not 0 <= after <= _MOST_EVENTS:
            raise InvalidInputError("cursor: not a cursor of this list")
        return after


class Event(Shown):
    """One thing that happened; ``seq`` is its place in the log."""

    model_config = example(
        seq=4711,
        id="e_01jd3x8a9v000000000000000d",
        at="2026-11-23T10:00:00Z",
        actor="s_01jd3x8a9v0000000000000005",
        action="message.released",
        subject="m_01jd3x8a9v0000000000000001",
        details={"redactions": 0},
    )

    seq: int
    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
