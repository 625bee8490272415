"""Refusing a message: its writer is told why, or nobody is; a crisis message needs two people."""

from relay.mime.reading import read_message
from relay.model.category import Category
from relay.model.message import MessageEvent, MessageState
from relay.model.permission import Permission, require
from relay.model.review import FINAL, Proposal, refusal
from relay.model.review import Decided as Action
from relay.model.staff import StaffMember
from relay.service.notices import addressee, queue_rejected
from relay.service.program import Program
from relay.service.review.steps import (
    Step,
    cleaned_note,
    cleaned_text,
    decided,
    is_beyond_doubt,
    respect_claim,
    state_after,
    step_on,
    write_down,
)
from relay.service.review.views import SECOND_PERSON, Decided
from relay.store.archive import read_original
from relay.store.claims import drop_claim
from relay.store.messages import find_message
from relay.store.people import load_pair
from relay.store.schema import Channel


def reject(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    reason: str,
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Refuse a held message and tell its writer ``reason``; a crisis message needs two people.

    Errors as in ``relay.service.review.deciding``.
    """
    require(actor, Permission.DECIDE)
    reason = cleaned_text(reason, "reason")
    own_text = _own_text(program, actor, message_id)
    with step_on(program, actor, message_id, expected_version) as step:
        categories = step.categories()
        done = _refuse(step, Action.REJECTED, categories, note=reason, override=override)
        if done.awaiting is None:
            _tell_writer(step, categories, reason, own_text)
        return done


def discard(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Refuse a held message and tell nobody; a crisis message needs two people.

    Errors as in ``relay.service.review.deciding``.
    """
    note = cleaned_note(note)
    with step_on(program, actor, message_id, expected_version) as step:
        return _refuse(step, Action.DISCARDED, step.categories(), note=note, override=override)


_EVENTS = {Action.REJECTED: MessageEvent.REJECTED, Action.DISCARDED: MessageEvent.DISCARDED}


def _refuse(step: Step, wanted: Action, categories: frozenset[Category], *, note: str, override: bool) -> Decided:
    message = step.message
    state = state_after(step, _EVENTS[wanted], lost_to=FINAL)
    respect_claim(step, override=override)
    crisis = any(category.is_crisis for category in categories)
    action = refusal(wanted, step.actor.id, crisis=crisis, proposed=_proposal(step))
    drop_claim(step.unit, message.id)  # also after a proposal: now it is somebody else's turn
    if action is wanted:
        message.state, message.reasons = state, []
        message.second_person_action = message.second_person_after = None
    else:
        message.second_person_action, message.second_person_after = action.value, step.actor.id
    write_down(step, action, note=note, reasons=message.reasons)
    step.record(action)
    return decided(step, awaiting=None if action is wanted else SECOND_PERSON)


def _proposal(step: Step) -> Proposal | None:
    message = step.message
    if message.second_person_action is None or message.second_person_after is None:
        return None
    return Proposal(Action(message.second_person_action), message.second_person_after)


def _own_text(program: Program, actor: StaffMember, message_id: str) -> str:
    """Return what the writer wrote, to give it back to them (CASES E15); read before anything is locked."""
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        if message.state is not MessageState.HELD:
            return ""
        raw = read_original(session, program.keyring, message)
    return read_message(raw).text


def _tell_writer(step: Step, categories: frozenset[Category], reason: str, own_text: str) -> None:
    """Queue the notice; none about mail that is not proven: nobody knows who would get it."""
    message = step.message
    known = message.channel is Channel.MASK and message.pair_id and message.author_id
    if not known or message.automatic or not is_beyond_doubt(message, categories):
        return
    view = load_pair(step.unit.session, str(message.pair_id))
    to = addressee(view, str(message.author_id), message.id)
    queue_rejected(step.unit, step.program, to, reason=reason, categories=categories, own_text=own_text)
