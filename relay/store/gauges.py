"""Numbers for operators, over everything: what waits now, and how much there is in all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from relay.model.message import MessageState
from relay.store.schema import Alert, Concern, ConcernStatus, Delivery, DeliveryState, Message, Review


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits now; each number comes from an index of what waits, however large the archive is.

    ``deliveries`` are queued mails by kind.
    """

    oldest_received: datetime | None
    oldest_held: datetime | None
    deliveries: dict[str, int]
    review_pending: int
    alerts_open: int
    concerns_open: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is in all; these counts read whole indexes, so they are not asked for every second.

    ``deliveries`` are counted by kind and state.
    """

    messages: dict[str, int]
    deliveries: dict[tuple[str, str], int]


def count_waiting(session: Session) -> Waiting:
    """Count what waits."""
    queued = select(Delivery.kind, func.count()).where(Delivery.state == DeliveryState.QUEUED).group_by(Delivery.kind)
    return Waiting(
        oldest_received=_oldest(session, MessageState.RECEIVED),
        oldest_held=_oldest(session, MessageState.HELD),
        deliveries={str(kind): number for kind, number in session.execute(queued)},
        review_pending=_count(session, Message.review == Review.PENDING),
        alerts_open=_count(session, Alert.acknowledged_at.is_(None)),
        concerns_open=_count(session, Concern.status == ConcernStatus.OPEN),
    )


def count_totals(session: Session) -> Totals:
    """Count messages by state and deliveries by kind and state."""
    messages = select(Message.state, func.count()).group_by(Message.state)
    deliveries = select(Delivery.kind, Delivery.state, func.count()).group_by(Delivery.kind, Delivery.state)
    return Totals(
        messages={str(state): number for state, number in session.execute(messages)},
        deliveries={(str(kind), str(state)): number for kind, state, number in session.execute(deliveries)},
    )


def _oldest(session: Session, state: MessageState) -> datetime | None:
    query = select(Message.received_at).where(Message.state == state).order_by(Message.received_at, Message.id).limit(1)
    return session.scalars(query).first()


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).where(condition)).scalar_one()
