"""Counts for statistics, over what a member of staff may see."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import Session

from relay.model.message import MessageState
from relay.model.staff import StaffMember
from relay.store.schema import (
    Alert,
    Concern,
    ConcernStatus,
    DecisionRow,
    FindingRow,
    Message,
    Review,
)
from relay.store.scope import visible_alerts, visible_concerns, visible_messages


def messages_by_state(session: Session, actor: StaffMember) -> dict[str, int]:
    """Count messages in each state; every state is there, also with 0."""
    query = select(Message.state, func.count()).where(visible_messages(actor)).group_by(Message.state)
    counted = {state.value: number for state, number in session.execute(query)}
    return {state.value: counted.get(state.value, 0) for state in MessageState}


def messages_by_category(session: Session, actor: StaffMember, since: datetime) -> dict[str, int]:
    """Count the messages received since a time in which each category was found."""
    query = (
        select(FindingRow.category, func.count(Message.id.distinct()))
        .join(Message, Message.id == FindingRow.message_id)
        .where(Message.received_at >= since, visible_messages(actor))
        .group_by(FindingRow.category)
        .order_by(FindingRow.category)
    )
    return {category.value: number for category, number in session.execute(query)}


def held_since(session: Session, actor: StaffMember) -> tuple[datetime | None, datetime | None]:
    """Return when the median and the oldest of the held messages came; None where nothing is held."""
    where = (Message.state == MessageState.HELD, visible_messages(actor))
    held = session.scalar(select(func.count()).select_from(Message).where(*where)) or 0
    if not held:
        return None, None
    query = select(Message.received_at).where(*where).order_by(Message.received_at).limit(1)
    return session.scalar(query.offset(held // 2)), session.scalar(query)


def review_pending(session: Session, actor: StaffMember) -> int:
    """Count the sampled messages that wait for a look."""
    return _count(session, Message.review == Review.PENDING, visible_messages(actor), Message)


def open_concerns(session: Session, actor: StaffMember) -> int:
    """Count the concerns that are open."""
    return _count(session, Concern.status == ConcernStatus.OPEN, visible_concerns(actor), Concern)


def open_alerts(session: Session, actor: StaffMember) -> int:
    """Count the alerts that nobody has acknowledged."""
    return _count(session, Alert.acknowledged_at.is_(None), visible_alerts(actor), Alert)


def decisions_by_day(session: Session, actor: StaffMember, since: datetime) -> list[tuple[date, str, int]]:
    """Count people's decisions since a time, by day (UTC) and action, in order."""
    day = _utc_day(session)
    query = (
        select(day, DecisionRow.action, func.count())
        .join(Message, Message.id == DecisionRow.message_id)
        .where(
            DecisionRow.decided_at >= since,
            DecisionRow.staff_id.is_not(None),
            visible_messages(actor),
        )
        .group_by(day, DecisionRow.action)
        .order_by(day, DecisionRow.action)
    )
    return [(_as_date(at), action, number) for at, action, number in session.execute(query)]


def _utc_day(session: Session) -> ColumnElement[date]:
    if session.get_bind().dialect.name == "sqlite":
        return func.date(DecisionRow.decided_at)  # stored in UTC, as text
    return cast(func.timezone("UTC", DecisionRow.decided_at), Date)


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _count(
    session: Session,
    wanted: ColumnElement[bool],
    visible: ColumnElement[bool],
    table: type[Message | Concern | Alert],
) -> int:
    return session.scalar(select(func.count()).select_from(table).where(wanted, visible)) or 0
