"""Committing what became of an attempt to deliver: delivered, tried again later, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relay.model.category import Category, Severity
from relay.model.finding import finding_about_message
from relay.model.message import MessageEvent, MessageState, next_state
from relay.service import events
from relay.service.circumstances import is_proven
from relay.service.notices import addressee, queue_not_delivered
from relay.service.program import Program
from relay.service.raising import Occasion, raise_alert
from relay.service.verdicts import note_findings, occasion_of
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.crypto import Sealed
from relay.store.messages import findings_of
from relay.store.outgoing import DeliveryLease
from relay.store.people import load_pair
from relay.store.schema import Delivery, DeliveryAttempt, DeliveryKind, DeliveryState, Message
from relay.store.sealing import open_column, seal
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt that has ended."""

    lease: DeliveryLease
    attempt_id: str
    outcome: SendOutcome


def apply_outcomes(program: Program, unit: Unit, items: Sequence[Attempted]) -> list[DeliveryState]:
    """Commit outcomes; a delivery that is already decided keeps its state."""
    return [_apply(program, unit, item) for item in items]


def _apply(program: Program, unit: Unit, item: Attempted) -> DeliveryState:
    delivery = unit.session.get_one(Delivery, item.lease.delivery_id, with_for_update={"key_share": True})
    _close_attempt(unit, delivery, unit.session.get_one(DeliveryAttempt, item.attempt_id), item.outcome)
    before = delivery.state
    if before is DeliveryState.QUEUED:
        if item.outcome.kind is SendKind.DELIVERED:
            _finish(delivery, DeliveryState.DELIVERED, unit.now)
        elif delivery.fence != item.lease.fence:
            pass  # somebody else tries it now, and will tell how it ends
        elif item.outcome.kind is SendKind.PERMANENT or _is_given_up(program, delivery, unit.now):
            _finish(delivery, DeliveryState.FAILED, unit.now)
        else:
            _try_again(program, delivery, unit.now)
    message = _followed_message(unit, delivery)
    unit.record(
        "delivery.deferred" if delivery.state is DeliveryState.QUEUED else f"delivery.{delivery.state}",
        delivery.id,
        outcome=item.outcome.kind.value,
        code=item.outcome.code,
        message=delivery.message_id,
    )
    if message is not None and message.state is MessageState.FAILED:
        _tell_of_failure(program, unit, message)
    if delivery.state is DeliveryState.FAILED and before is DeliveryState.QUEUED and delivery.template == "care":
        _tell_staff_of_letter(unit, delivery)
    return delivery.state


def give_up_letter(unit: Unit, delivery: Delivery) -> None:
    """Fail a notice or alert that cannot be built, and record it; staff hear of it."""
    _finish(delivery, DeliveryState.FAILED, unit.now)
    unit.record("delivery.failed", delivery.id, reason="not_built", message=delivery.message_id)
    _tell_staff_of_letter(unit, delivery)


def _tell_staff_of_letter(unit: Unit, delivery: Delivery) -> None:
    if delivery.alert_id is not None:  # it goes on by itself, to more people, until somebody acknowledges it
        events.alert_mail_failed(delivery.alert_id, delivery.id)
        return
    message = unit.session.get_one(Message, delivery.message_id) if delivery.message_id else None
    occasion = occasion_of(message) if message else Occasion(unit.keyring.program_key_id)
    raise_alert(
        unit,
        occasion,
        severity=Severity.HIGH,
        category=Category.SYSTEM_NOT_DELIVERED,
        concern_id=delivery.concern_id,
    )


def _close_attempt(unit: Unit, delivery: Delivery, attempt: DeliveryAttempt, outcome: SendOutcome) -> None:
    attempt.finished_at = unit.now
    attempt.outcome = outcome.kind.value
    attempt.code = outcome.code or None
    attempt.enhanced_code = outcome.enhanced or None
    attempt.reply = _sealed_reply(unit, delivery, attempt, outcome.text)


def _sealed_reply(unit: Unit, delivery: Delivery, attempt: DeliveryAttempt, text: str) -> Sealed | None:
    # The remote text may name addresses: it is kept for staff, sealed, and shown to no participant.
    return seal(unit.keyring, delivery.key_id, DeliveryAttempt, "reply", attempt.id, text) if text else None


def _finish(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state = state
    delivery.finished_at = now
    delivery.lease_owner = delivery.lease_expires = None


def _try_again(program: Program, delivery: Delivery, now: datetime) -> None:
    schedule = program.settings.delivery.retry_schedule
    delivery.next_attempt_at = now + schedule[min(delivery.attempts, len(schedule)) - 1]
    delivery.lease_owner = delivery.lease_expires = None
    delivery.lease_losses = 0


def _is_given_up(program: Program, delivery: Delivery, now: datetime) -> bool:
    return now - delivery.created_at >= program.settings.delivery.give_up_after


def _followed_message(unit: Unit, delivery: Delivery) -> Message | None:
    """Move the message of a relay delivery along with it; return it if it moved."""
    if delivery.kind is not DeliveryKind.RELAY or delivery.state is DeliveryState.QUEUED:
        return None
    message = unit.session.get_one(Message, delivery.message_id, with_for_update={"key_share": True})
    if message.state is not MessageState.APPROVED:
        return None
    delivered = delivery.state is DeliveryState.DELIVERED
    message.state = next_state(message.state, MessageEvent.DELIVERED if delivered else MessageEvent.NOT_DELIVERED)
    message.version += 1
    if not delivered:
        message.reasons = [Category.SYSTEM_NOT_DELIVERED]
        finding = finding_about_message(
            Category.SYSTEM_NOT_DELIVERED, Severity.HIGH, "The reader's mail service refused this message for good."
        )
        note_findings(unit, message, [finding])
    return message


def _tell_of_failure(program: Program, unit: Unit, message: Message) -> None:
    raise_alert(unit, occasion_of(message), severity=Severity.HIGH, category=Category.SYSTEM_NOT_DELIVERED)
    if message.pair_id is None or message.author_id is None or not is_proven(message):
        return
    to = addressee(load_pair(unit.session, message.pair_id), message.author_id, message.id)
    crisis = any(row.category.is_crisis for row in findings_of(unit.session, message.id))
    subject = "" if crisis else open_column(unit.keyring, message, "subject")  # a cry for help is not quoted
    queue_not_delivered(unit, program, to, subject)
