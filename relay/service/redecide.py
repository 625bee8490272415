"""Deciding again, without a person, on mail that was held for gates alone and whose gates are met again."""

from relay.model.category import GATE_CATEGORIES
from relay.model.identity import Role
from relay.model.message import MessageEvent, next_state
from relay.model.people import Admission, HoldReason, admit
from relay.service.circumstances import is_supervised, pair_standing
from relay.service.program import CODE_VERSION, Program
from relay.store.outgoing import queue_relay
from relay.store.pair_records import lock_held_of_pairs, pairs_of
from relay.store.people import PairView, load_pairs
from relay.store.schema import DecisionRow, Message
from relay.store.unit import Unit

GATE_RENEWED = "gate_renewed"  # the action of the decision


def after_gate_change(program: Program, unit: Unit, participant_id: str) -> int:
    """Free the mail of a participant's pairs that gates alone hold and that nothing holds now.

    Return how many messages were approved. What supervision holds meanwhile stays, with that
    reason; a person's release is not asked about again.
    """
    views = load_pairs(unit.session, [pair.id for pair in pairs_of(unit.session, [participant_id])])
    waiting = [message for message in lock_held_of_pairs(unit, list(views)) if _for_gates_alone(message)]
    return sum(_decide(program, unit, views[str(message.pair_id)], message) for message in waiting)


def _for_gates_alone(message: Message) -> bool:
    return bool(message.reasons) and all(reason in GATE_CATEGORIES for reason in message.reasons)


def _decide(program: Program, unit: Unit, view: PairView, message: Message) -> bool:
    policy = program.policy_for(view.group.name)
    standing = pair_standing(unit, view, policy)
    author = Role.MENTOR if message.author_id == view.mentor.id else Role.STUDENT
    admission, _ = admit(standing, author, unit.now)
    if standing.lapsed_gates or admission is not Admission.TAKE:
        return False
    supervised = message.released_by is None and is_supervised(unit, program, view, message, policy)
    message.reasons = [HoldReason.SUPERVISION.value] if supervised else []
    message.version += 1
    _add_decision(unit, message, policy.version)
    if supervised:
        unit.record("message.held", message.id, reasons=message.reasons)
        return False
    message.state = next_state(message.state, MessageEvent.GATE_RENEWED)
    delivery = queue_relay(unit, message)
    unit.record("message.approved", message.id, why=GATE_RENEWED, delivery=delivery.id)
    return True


def _add_decision(unit: Unit, message: Message, policy_version: str) -> None:
    decision = DecisionRow(
        id=unit.new_id("d"),
        message_id=message.id,
        action=GATE_RENEWED,
        staff_id=None,
        decided_at=unit.now,
        reasons=message.reasons,
        redactions=[],
        note=None,
        policy_version=policy_version,
        scanner_version="",
        code_version=CODE_VERSION,
    )
    unit.add(decision)
