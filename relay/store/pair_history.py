"""What a pair's past says about its next message. Every count is bounded: no cost grows with the archive."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.model.review import Decided
from relay.store.schema import (
    Channel,
    Concern,
    ConcernStatus,
    DecisionRow,
    Delivery,
    DeliveryKind,
    DeliveryState,
    FindingRow,
    Message,
)

# As ix_messages_stopped says it: SQLite uses a partial index only for its very words.
_STOPPED = Message.state.in_([literal_column("'held'"), literal_column("'rejected'")])

GROOMING = (
    Category.CONDUCT_SECRECY,
    Category.CONDUCT_SEXUAL,
    Category.CONDUCT_ROMANTIC,
    Category.CONDUCT_OFF_PLATFORM,
    Category.CONDUCT_MEETING,
    Category.CONDUCT_PHOTO_REQUEST,
)


def earlier_messages(session: Session, message: Message, at_most: int) -> int:
    """Count the pair's messages that came before this one, up to ``at_most``."""
    before = select(Message.id).where(
        Message.pair_id == message.pair_id,
        Message.channel == Channel.MASK,
        or_(
            Message.received_at < message.received_at,
            and_(Message.received_at == message.received_at, Message.id < message.id),
        ),
    )
    return _count(session, before, at_most)


def messages_so_far(session: Session, pair_id: str, at_most: int) -> int:
    """Count the pair's messages, up to ``at_most``: those before the next one."""
    query = select(Message.id).where(Message.pair_id == pair_id, Message.channel == Channel.MASK)
    return _count(session, query, at_most)


def forwarded_messages(session: Session, pair_id: str, at_most: int) -> int:
    """Count the pair's messages that were approved or delivered, up to ``at_most``."""
    states = (MessageState.APPROVED, MessageState.DELIVERED)
    return _count(session, select(Message.id).where(Message.pair_id == pair_id, Message.state.in_(states)), at_most)


def has_open_crisis(session: Session, pair_id: str) -> bool:
    """Return whether a concern that holds all of the pair's mail is open."""
    query = exists().where(
        Concern.pair_id == pair_id, Concern.holds_pair.is_(True), Concern.status == ConcernStatus.OPEN
    )
    return bool(session.scalar(select(query)))


def lock_open_concern(session: Session, message_id: str) -> Concern | None:
    """Return the oldest open concern about this message, locked; None if there is none."""
    query = (
        select(Concern)
        .where(Concern.message_id == message_id, Concern.status == ConcernStatus.OPEN)
        .order_by(Concern.id)
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).first()


def mentor_under_rule(session: Session, mentor_id: str, rejected_since: datetime) -> bool:
    """Return whether a mentor's message with a grooming category is undecided or was lately rejected."""
    # A "so mature for your age" (romantic, low) passes by itself, and does not put a mentor under the rule.
    counts = or_(FindingRow.category != Category.CONDUCT_ROMANTIC, FindingRow.severity != Severity.LOW)
    graver: ColumnElement[bool] = exists().where(
        FindingRow.message_id == Message.id,
        FindingRow.category.in_(GROOMING),
        FindingRow.severity != Severity.INFO,
        counts,
    )
    lately: ColumnElement[bool] = exists().where(
        DecisionRow.message_id == Message.id,
        DecisionRow.action == Decided.REJECTED.value,
        DecisionRow.decided_at > rejected_since,
    )
    undecided = Message.state == MessageState.HELD
    query = exists().where(
        Message.author_id == mentor_id,
        _STOPPED,
        or_(undecided, and_(Message.state == MessageState.REJECTED, lately)),
        graver,
    )
    return bool(session.scalar(select(query)))


def delivered_lately(
    session: Session, pair_id: str, at_most: int, *, before: datetime | None = None
) -> Sequence[Delivery]:
    """Return the pair's newest delivered relays, of mail that came ``before``: what a reply may quote."""
    query = (
        select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.pair_id == pair_id,
            Message.state == MessageState.DELIVERED,
            Delivery.kind == DeliveryKind.RELAY,
            Delivery.state == DeliveryState.DELIVERED,
        )
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(at_most)
    )
    if before is not None:
        query = query.where(Message.received_at < before)
    return session.scalars(query).all()


def _count(session: Session, query: Select[str], at_most: int) -> int:
    return session.scalar(select(func.count()).select_from(query.limit(at_most).subquery())) or 0
