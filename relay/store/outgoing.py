"""The outgoing queue: one table for relayed mail, notices and mail to staff."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from relay.store.crypto import Sealed
from relay.store.leasing import left_by_another
from relay.store.schema import (
    Delivery,
    DeliveryAttempt,
    DeliveryKind,
    DeliveryState,
    Message,
)
from relay.store.sealing import seal
from relay.store.thread_map import header_token
from relay.store.unit import Unit

_TOKEN_BYTES = 15  # 120 bits: 24 letters, no padding


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice or alert ready to be queued.

    Exactly one of ``participant_id``, ``staff_id`` and ``address`` says who gets it. ``key_id`` is
    the key that its text is sealed under. ``answerable``: a reply comes back to ``help+TOKEN@``.
    """

    kind: DeliveryKind
    template: str
    subject: str
    text: str
    key_id: str
    participant_id: str | None = None
    staff_id: str | None = None
    address: str | None = None
    message_id: str | None = None
    concern_id: str | None = None
    alert_id: str | None = None
    help_token: str | None = None


def new_token(unit: Unit) -> str:
    """Return an unguessable token for an address or a Message-ID: letters and digits, one case."""
    return b32encode(unit.random_bytes(_TOKEN_BYTES)).decode().lower()


def queue_relay(unit: Unit, message: Message, not_before: datetime | None = None) -> Delivery:
    """Queue the relaying of an approved message; record the change afterwards.

    A message that is sent again keeps the Message-ID of its first delivery, so that a mail
    program can tell a duplicate.
    """
    earlier = unit.session.scalars(
        select(Delivery.message_header_id)
        .where(Delivery.message_id == message.id, Delivery.kind == DeliveryKind.RELAY)
        .order_by(Delivery.id)
        .limit(1)
    ).first()
    delivery = Delivery(
        id=unit.new_id("dl"),
        kind=DeliveryKind.RELAY,
        message_id=message.id,
        key_id=message.key_id,
        verp_token=new_token(unit),
        message_header_id=earlier or header_token(unit.keyring, message.id),
        state=DeliveryState.QUEUED,
        attempts=0,
        created_at=unit.now,
        next_attempt_at=max(unit.now, not_before or unit.now),
        lease_losses=0,
        fence=0,
    )
    unit.add(delivery)
    return delivery


def queue_letter(unit: Unit, letter: Letter) -> Delivery:
    """Queue a notice or a mail to staff; record the change afterwards."""
    delivery_id = unit.new_id("dl")

    def sealed(column: str, text: str) -> Sealed:
        return seal(unit.keyring, letter.key_id, Delivery, column, delivery_id, text)

    delivery = Delivery(
        id=delivery_id,
        kind=letter.kind,
        message_id=letter.message_id,
        concern_id=letter.concern_id,
        alert_id=letter.alert_id,
        participant_id=letter.participant_id,
        staff_id=letter.staff_id,
        recipient=sealed("recipient", letter.address) if letter.address else None,
        key_id=letter.key_id,
        template=letter.template,
        subject=sealed("subject", letter.subject),
        text=sealed("text", letter.text),
        verp_token=new_token(unit),
        help_token=letter.help_token,
        message_header_id=new_token(unit),
        state=DeliveryState.QUEUED,
        attempts=0,
        created_at=unit.now,
        next_attempt_at=unit.now,
        lease_losses=0,
        fence=0,
    )
    unit.add(delivery)
    return delivery


def open_relay(session: Session, message_id: str) -> Delivery | None:
    """Return the queued relay delivery of a message, locked against other deciders."""
    query = select(Delivery).where(
        Delivery.message_id == message_id,
        Delivery.kind == DeliveryKind.RELAY,
        Delivery.state == DeliveryState.QUEUED,
    )
    return session.scalars(query.with_for_update(key_share=True)).first()


def cancel(unit: Unit, delivery: Delivery) -> None:
    """Take a delivery out of the queue; record the change afterwards."""
    delivery.state = DeliveryState.CANCELLED
    delivery.finished_at = unit.now
    delivery.lease_owner = None
    delivery.lease_expires = None


def delivery_of_help_token(session: Session, token: str) -> Delivery | None:
    """Return the notice whose replies come to ``help+TOKEN@``."""
    return session.scalars(select(Delivery).where(Delivery.help_token == token)).one_or_none()


def delivery_of_verp_token(session: Session, token: str) -> Delivery | None:
    """Return the delivery whose bounces come back under this token."""
    return session.scalars(select(Delivery).where(Delivery.verp_token == token)).one_or_none()


def last_told(session: Session, participant_id: str, template: str) -> datetime | None:
    """Return when a participant was last sent a notice of a kind."""
    return session.scalar(
        select(func.max(Delivery.created_at)).where(
            Delivery.participant_id == participant_id, Delivery.template == template
        )
    )


@dataclass(frozen=True, slots=True)
class DeliveryLease:
    """A delivery that a worker may try now; ``fence`` tells its lease from later ones.

    ``losses`` counts the holders that died with it, or failed and came to no end.
    """

    delivery_id: str
    fence: int
    losses: int = 0


def claim_due(unit: Unit, owner: str, lease: timedelta, limit: int) -> list[DeliveryLease]:
    """Lease up to ``limit`` deliveries that are due and that nobody works on."""
    clock = unit.lease_clock()
    free = or_(Delivery.lease_expires.is_(None), Delivery.lease_expires < clock)
    due = (
        select(Delivery.id)
        .where(Delivery.state == DeliveryState.QUEUED, Delivery.next_attempt_at <= unit.now, free)
        .order_by(Delivery.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    ids = list(unit.session.scalars(due))
    if not ids:
        return []
    leased = unit.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(
            lease_owner=owner,
            lease_expires=clock + lease,
            lease_losses=Delivery.lease_losses + left_by_another(Delivery.lease_owner, owner),
            fence=Delivery.fence + 1,
        )
        .returning(Delivery.id, Delivery.fence, Delivery.lease_losses)
        .execution_options(synchronize_session=False)
    )
    return [DeliveryLease(*row) for row in leased]


def extend_leases(unit: Unit, owner: str, delivery_ids: Sequence[str], lease: timedelta) -> None:
    """Keep the leases of deliveries that are still being worked on."""
    unit.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.lease_owner == owner)
        .values(lease_expires=unit.lease_clock() + lease)
        .execution_options(synchronize_session=False)
    )


def give_back_deliveries(unit: Unit, owner: str, leases: Sequence[DeliveryLease]) -> None:
    """Free deliveries that their holder leaves as they were: another one may begin at once."""
    _change_leases(unit, owner, leases, lease_owner=None, lease_expires=None)


def count_failed_deliveries(unit: Unit, owner: str, leases: Sequence[DeliveryLease]) -> None:
    """Note that work on deliveries failed and came to no end; their leases run out."""
    _change_leases(unit, owner, leases, lease_losses=Delivery.lease_losses + 1)


def _change_leases(unit: Unit, owner: str, leases: Sequence[DeliveryLease], **values: object) -> None:
    held = [and_(Delivery.id == lease.delivery_id, Delivery.fence == lease.fence) for lease in leases]
    unit.session.execute(
        update(Delivery)
        .where(or_(*held), Delivery.lease_owner == owner)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def find_leased(session: Session, lease: DeliveryLease) -> Delivery | None:
    """Return a leased delivery for reading; None where the lease has gone to somebody else."""
    return session.scalars(_leased(lease)).first()


def leased_delivery(session: Session, lease: DeliveryLease) -> Delivery | None:
    """Return a leased delivery, locked; None where the lease has gone to somebody else."""
    return session.scalars(
        _leased(lease).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).first()


def _leased(lease: DeliveryLease) -> Select[Delivery]:
    return select(Delivery).where(
        Delivery.id == lease.delivery_id, Delivery.fence == lease.fence, Delivery.state == DeliveryState.QUEUED
    )


def begin_attempt(unit: Unit, delivery: Delivery) -> DeliveryAttempt:
    """Record an attempt before the connection is made."""
    delivery.attempts += 1
    attempt = DeliveryAttempt(
        id=unit.new_id("at"), delivery_id=delivery.id, number=delivery.attempts, started_at=unit.now
    )
    unit.add(attempt)
    return attempt


def attempts_of(session: Session, delivery_ids: Sequence[str]) -> dict[str, list[DeliveryAttempt]]:
    """Return the attempts of deliveries, in order, by delivery id."""
    query = (
        select(DeliveryAttempt)
        .where(DeliveryAttempt.delivery_id.in_(delivery_ids))
        .order_by(DeliveryAttempt.delivery_id, DeliveryAttempt.number)
    )
    found: dict[str, list[DeliveryAttempt]] = {}
    for attempt in session.scalars(query):
        found.setdefault(attempt.delivery_id, []).append(attempt)
    return found


def release_all_leases(unit: Unit) -> int:
    """Free every delivery: only for a server that knows it is the only one. Return how many."""
    freed = unit.session.scalars(
        update(Delivery)
        .where(Delivery.state == DeliveryState.QUEUED, Delivery.lease_owner.is_not(None))
        .values(lease_owner=None, lease_expires=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(freed.all())
