"""Holding a message where nothing else works: no key is used, and nothing but its row is read."""

from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.model.message import MessageEvent, next_state
from relay.service.program import Program
from relay.service.raising import raise_alert
from relay.service.verdicts import add_decision, occasion_of
from relay.store.incoming import ScanLease, leased_message
from relay.store.schema import Message
from relay.store.unit import Unit


def hold_unscanned(program: Program, unit: Unit, lease: ScanLease) -> bool:
    """Hold a received message that nobody scanned; return whether it was still ours."""
    message = leased_message(unit.session, lease)
    if message is None:
        return False
    message.lease_owner = message.lease_expires = None
    hold_bare(program, unit, message, MessageEvent.SCAN_HELD, Category.SYSTEM_SCAN_FAILED)
    return True


def hold_bare(program: Program, unit: Unit, message: Message, event: MessageEvent, reason: Category) -> None:
    """Hold a message for ``reason``, record it and alert: no finding, for that would be sealed, and no notice."""
    message.state = next_state(message.state, event)
    message.reasons = [*dict.fromkeys([*message.reasons, reason.value])]
    crisis = any(category.value in message.reasons for category in Category if category.is_crisis)
    severity = Severity.CRITICAL if crisis else Severity.HIGH
    if message.severity_rank < severity.rank:
        message.severity, message.severity_rank = severity, severity.rank
    message.not_before = None
    message.released_by = None
    message.release_overrides_freeze = False
    message.version += 1
    add_decision(unit, message, Outcome.HOLD, policy_version=program.policy_for(None).version)
    unit.record("message.held", message.id, reasons=message.reasons, severity=message.severity)
    raise_alert(unit, occasion_of(message), severity=severity, category=reason)
