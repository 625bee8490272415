"""Claims: taking a message for review, so that two people do not read the same one."""

from relay.model.errors import ConflictError
from relay.model.message import MessageState
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.steps import respect_claim, step_on
from relay.service.review.views import ClaimView
from relay.store.claims import CLAIM_LIFE, drop_claim, live_claim, put_claim
from relay.store.schema import Message, Review

_OPEN = frozenset({MessageState.HELD, MessageState.KEPT, MessageState.FAILED})


def claim(program: Program, actor: StaffMember, message_id: str, *, override: bool = False) -> ClaimView:
    """Take a message for review; live for 15 minutes, renewed by claiming again.

    Raises ClaimedError where another's claim is live and not overridden, ConflictError where there
    is nothing left to decide.
    """
    with step_on(program, actor, message_id, None) as step:
        if not _can_be_decided(step.message):
            raise ConflictError(f"a message that is {step.message.state} does not wait for anybody")
        respect_claim(step, override=override)
        taken = put_claim(step.unit, message_id, actor.id)
        step.unit.record("message.claimed", message_id, actor=actor.id, override=override)
        return ClaimView(message_id, actor.id, taken.claimed_at, taken.claimed_at + CLAIM_LIFE)


def give_back(program: Program, actor: StaffMember, message_id: str, *, override: bool = False) -> None:
    """Give a claim back; harmless without one. Raises ClaimedError for another's, as ``claim``."""
    with step_on(program, actor, message_id, None) as step:
        respect_claim(step, override=override)
        if live_claim(step.unit.session, message_id, step.unit.now) is not None:
            step.unit.record("message.given_back", message_id, actor=actor.id)
        drop_claim(step.unit, message_id)


def _can_be_decided(message: Message) -> bool:
    return message.state in _OPEN or message.review is Review.PENDING
