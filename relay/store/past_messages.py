"""Mail of the past that was scanned, in the order in which it came, for seeing what another policy makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.staff import StaffMember
from relay.store.keyset import behind, in_order
from relay.store.messages import group_names
from relay.store.schema import Channel, DecisionRow, FindingRow, Message, Participant
from relay.store.scope import visible_messages


@dataclass(frozen=True, slots=True)
class Period:
    """Which mail is meant: what ``actor`` may see of ``[since, until)``, of one group or all."""

    actor: StaffMember
    since: datetime
    until: datetime
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message with what its scan came to: findings (category and severity), and the reasons of that decision."""

    id: str
    group: str | None
    received_at: datetime
    state: MessageState
    author: Role | None
    automatic: bool
    findings: tuple[tuple[Category, Severity], ...]
    reasons: tuple[str, ...]


def count_past(session: Session, period: Period) -> int:
    """Return how many messages the period has."""
    return session.scalar(select(func.count()).select_from(Message).where(_of(period))) or 0


def past_messages(session: Session, period: Period, after: PastMessage | None, limit: int) -> tuple[PastMessage, ...]:
    """Return the next messages of a period, oldest first, by a fixed number of queries."""
    query = select(Message).where(_of(period))
    if after is not None:
        query = query.where(behind(Message.received_at, Message.id, (after.received_at, after.id), newest=False))
    rows = session.scalars(in_order(query, Message.received_at, Message.id, newest=False).limit(limit)).all()
    ids = [row.id for row in rows]
    groups = group_names(session, {row.group_id for row in rows})
    roles = _roles(session, rows)
    findings, reasons = _findings(session, ids), _reasons(session, ids)
    return tuple(
        PastMessage(
            id=row.id,
            group=groups.get(row.group_id),
            received_at=row.received_at,
            state=row.state,
            author=roles.get(row.author_id or ""),
            automatic=row.automatic,
            findings=tuple(findings.get(row.id, ())),
            reasons=reasons.get(row.id, ()),
        )
        for row in rows
    )


def _of(period: Period) -> ColumnElement[bool]:
    conditions = [
        visible_messages(period.actor),
        Message.channel == Channel.MASK,
        Message.state != MessageState.RECEIVED,  # nobody has decided on it yet
        Message.received_at >= period.since,
        Message.received_at < period.until,
    ]
    if period.group_id is not None:
        conditions.append(Message.group_id == period.group_id)
    return and_(*conditions)


def _roles(session: Session, rows: Sequence[Message]) -> dict[str, Role]:
    query = select(Participant.id, Participant.role).where(Participant.id.in_({row.author_id for row in rows}))
    return {row.id: row.role for row in session.execute(query)}


def _findings(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[Category, Severity]]]:
    query = select(FindingRow.message_id, FindingRow.category, FindingRow.severity)
    found: dict[str, list[tuple[Category, Severity]]] = {}
    for message_id, category, severity in session.execute(query.where(FindingRow.message_id.in_(ids))):
        found.setdefault(message_id, []).append((category, severity))
    return found


def _reasons(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the reasons of each message's first decision, which is that of its scan."""
    query = select(DecisionRow.message_id, DecisionRow.reasons).where(
        DecisionRow.message_id.in_(ids), DecisionRow.staff_id.is_(None)
    )
    found: dict[str, tuple[str, ...]] = {}
    for message_id, reasons in session.execute(query.order_by(DecisionRow.decided_at, DecisionRow.id)):
        found.setdefault(message_id, tuple(reasons))
    return found
