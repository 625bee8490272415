"""Deciding again, without a person, on mail that was held for gates alone and whose gates are met again."""

from relay.model.decision import Outcome, for_gates_alone
from relay.model.identity import Role
from relay.model.message import MessageEvent, next_state
from relay.model.people import Admission, HoldReason, admit
from relay.model.review import Decided
from relay.service.circumstances import is_sampled, is_supervised, pair_standing
from relay.service.program import Program
from relay.service.verdicts import add_decision
from relay.store.messages import last_decision_by_staff
from relay.store.outgoing import queue_relay
from relay.store.pair_records import lock_held_of_pairs, pairs_of
from relay.store.people import PairView, load_pairs
from relay.store.schema import Message, Review
from relay.store.unit import Unit

_GATE_RENEWED = "gate_renewed"
_LET_THROUGH = (Decided.RELEASED, Decided.RETRIED)
_BY_PEOPLE = tuple(decided for decided in Decided if decided is not Decided.REVIEWED)


def after_gate_change(program: Program, unit: Unit, participant_id: str) -> int:
    """Free the mail of a participant's pairs that gates alone hold and that nothing holds now.

    Return how many messages were approved. What supervision holds meanwhile stays, with that
    reason; a person's release is not asked about again, and what a person took back, escalated or
    wants to refuse is left to people.
    """
    views = load_pairs(unit.session, [pair.id for pair in pairs_of(unit.session, [participant_id])])
    waiting = [message for message in lock_held_of_pairs(unit, list(views)) if for_gates_alone(message.reasons)]
    return sum(_decide(program, unit, views[str(message.pair_id)], message) for message in waiting)


def _decide(program: Program, unit: Unit, view: PairView, message: Message) -> bool:
    by_staff = last_decision_by_staff(unit.session, message.id, _BY_PEOPLE)
    released = by_staff is not None and by_staff.action in _LET_THROUGH
    if (by_staff is not None and not released) or not _may_pass(program, unit, view, message):
        return False
    policy = program.policy_for(view.group.name)
    supervised = not released and is_supervised(unit, program, view, message, policy)
    outcome = Outcome.HOLD if supervised else Outcome.FORWARD
    message.reasons = [HoldReason.SUPERVISION.value] if supervised else []
    message.version += 1
    add_decision(unit, message, outcome, policy_version=policy.version)
    if supervised:
        unit.record("message.held", message.id, why=_GATE_RENEWED, reasons=message.reasons)
        return False
    message.state = next_state(message.state, MessageEvent.GATE_RENEWED)
    if released and by_staff is not None:
        message.released_by = by_staff.staff_id  # so that something is delivered, as after any release
    if not released and is_sampled(unit, view, policy):
        message.review = Review.PENDING
    delivery = queue_relay(unit, message)
    unit.record("message.approved", message.id, why=_GATE_RENEWED, delivery=delivery.id)
    return True


def _may_pass(program: Program, unit: Unit, view: PairView, message: Message) -> bool:
    standing = pair_standing(unit, view, program.policy_for(view.group.name))
    author = Role.MENTOR if message.author_id == view.mentor.id else Role.STUDENT
    admission, _ = admit(standing, author, unit.now)
    return admission is Admission.TAKE and not standing.lapsed_gates
