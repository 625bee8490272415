"""Records of pairs and masks: finding, listing, locking, adding."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.model.message import MessageState
from relay.model.people import PairStatus
from relay.model.staff import StaffMember
from relay.store.records import batches
from relay.store.schema import Delivery, DeliveryKind, DeliveryState, MaskedAddress, Message, Pair
from relay.store.scope import visible_pairs
from relay.store.unit import Unit


def pair_ids(
    session: Session,
    actor: StaffMember,
    *,
    group_id: str | None = None,
    status: PairStatus | None = None,
    participant_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> list[str]:
    """Return the ids of pairs that ``actor`` may know of, oldest first, from behind ``after``."""
    query = select(Pair.id).where(visible_pairs(actor)).order_by(Pair.id).limit(limit)
    if group_id is not None:
        query = query.where(Pair.group_id == group_id)
    if status is not None:
        query = query.where(Pair.status == status)
    if participant_id is not None:
        query = query.where(or_(Pair.mentor_id == participant_id, Pair.student_id == participant_id))
    if after is not None:
        query = query.where(Pair.id > after)
    return list(session.scalars(query))


def pairs_of(session: Session, participant_ids: Sequence[str]) -> list[Pair]:
    """Return all pairs in which one of the participants is a member, oldest first."""
    found: dict[str, Pair] = {}
    for some in batches(list(participant_ids)):
        member = or_(Pair.mentor_id.in_(some), Pair.student_id.in_(some))
        found |= {pair.id: pair for pair in session.scalars(select(Pair).where(member))}
    return [found[pair_id] for pair_id in sorted(found)]


class Members(NamedTuple):
    """The ids of the two members of a pair."""

    mentor_id: str
    student_id: str


def insert_pair(unit: Unit, pair_id: str, key_id: str, group_id: str, members: Members) -> None:
    """Add a pending pair under a key of its own; record it afterwards."""
    row = {
        "id": pair_id,
        "key_id": key_id,
        "group_id": group_id,
        "mentor_id": members.mentor_id,
        "student_id": members.student_id,
        "status": PairStatus.PENDING,
        "status_reason": None,
        "paused_when_frozen": False,
        "supervision": None,
        "supervision_n": None,
        "supervision_rationale": None,
        "age_rule_lifted": False,
        "created_at": unit.now,
        "activated_at": None,
        "closed_at": None,
        "version": 1,
    }
    unit.insert(Pair, [row])


def insert_mask(unit: Unit, local_part: str, pair_id: str, participant_id: str) -> None:
    """Give a member of a pair the address under which the other sees them; record it afterwards."""
    row = {
        "local_part": local_part,
        "pair_id": pair_id,
        "participant_id": participant_id,
        "created_at": unit.now,
        "retired_at": None,
    }
    unit.insert(MaskedAddress, [row])


def locked_pair(unit: Unit, pair_id: str) -> Pair:
    """Return a pair for changing it; raises NotFoundError."""
    pair = unit.session.get(Pair, pair_id, with_for_update={"key_share": True})
    if pair is None:
        raise NotFoundError("there is no such pair")
    return pair


def deliveries_in_flight(unit: Unit, pair_id: str) -> int:
    """Count the pair's mails that a delivery worker holds at this moment."""
    query = (
        select(func.count())
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.pair_id == pair_id,
            Delivery.kind == DeliveryKind.RELAY,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.lease_expires > unit.lease_clock(),
        )
    )
    return unit.session.scalar(query) or 0


def lock_held_of_pairs(unit: Unit, some_pairs: Sequence[str]) -> list[Message]:
    """Return the held messages of pairs, oldest first; nobody else decides on them meanwhile."""
    query = select(Message).where(Message.pair_id.in_(some_pairs), Message.state == MessageState.HELD)
    return list(unit.session.scalars(query.order_by(Message.received_at, Message.id).with_for_update(key_share=True)))
