"""Claims: which message a monitor has under review. Advisory, live for fifteen minutes, not audited."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from relay.model.queue import Claimed
from relay.store.schema import Message, MessageClaim
from relay.store.unit import Unit

CLAIM_LIFE = timedelta(minutes=15)


def live_claim(session: Session, message_id: str, now: datetime) -> MessageClaim | None:
    """Return the live claim of a message."""
    query = select(MessageClaim).where(MessageClaim.message_id == message_id, _is_live(now))
    return session.scalars(query).one_or_none()


def claimants(session: Session, message_ids: Sequence[str], now: datetime) -> dict[str, str]:
    """Return who has which of the messages under review: staff ids by message id."""
    query = select(MessageClaim.message_id, MessageClaim.staff_id)
    query = query.where(MessageClaim.message_id.in_(message_ids), _is_live(now))
    return {row.message_id: row.staff_id for row in session.execute(query)}


def put_claim(unit: Unit, message_id: str, staff_id: str) -> MessageClaim:
    """Give the claim of a message, which the caller has locked, to somebody from now on."""
    drop_claim(unit, message_id)
    claim = MessageClaim(message_id=message_id, staff_id=staff_id, claimed_at=unit.now)
    unit.add(claim)
    return claim


def drop_claim(unit: Unit, message_id: str) -> None:
    """End whatever claim a message has."""
    unit.session.execute(
        delete(MessageClaim).where(MessageClaim.message_id == message_id),
        execution_options={"synchronize_session": "fetch"},
    )


def claimed_by(claimed: Claimed, staff_id: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition for messages with a live claim: of ``staff_id``, of anybody, or with none."""
    live = select(MessageClaim.message_id).where(_is_live(now))
    match claimed:
        case Claimed.ME:
            return Message.id.in_(live.where(MessageClaim.staff_id == staff_id))
        case Claimed.ANY:
            return Message.id.in_(live)
        case Claimed.NONE:
            return Message.id.not_in(live)


def _is_live(now: datetime) -> ColumnElement[bool]:
    return MessageClaim.claimed_at > now - CLAIM_LIFE
