"""The look afterwards at messages that were forwarded and drawn as a sample.

Errors as in ``relay.service.review.deciding``.
"""

from relay.model.errors import AlreadyDecidedError, ConflictError
from relay.model.review import Decided as Action
from relay.model.review import review_verdict
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.steps import Step, cleaned_note, decided, respect_claim, step_on, write_down
from relay.service.review.views import Decided
from relay.store.claims import drop_claim
from relay.store.messages import last_decision_by_staff
from relay.store.schema import Review


def mark_reviewed(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    verdict: str,
    note: str = "",
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Record the look at a sampled message; ``verdict`` is a word or two, such as ``fine`` or ``missed``."""
    verdict, note = review_verdict(verdict), cleaned_note(note)
    with step_on(program, actor, message_id, expected_version) as step:
        _require_review_pending(step)
        respect_claim(step, override=override)
        step.message.review = Review.DONE
        step.message.review_verdict = verdict
        drop_claim(step.unit, message_id)
        write_down(step, Action.REVIEWED, note=note)
        step.record(Action.REVIEWED, verdict=verdict)
        return decided(step)


def _require_review_pending(step: Step) -> None:
    if step.message.review is Review.PENDING:
        return
    last = last_decision_by_staff(step.unit.session, step.message.id, (Action.REVIEWED,))
    if last is not None and last.staff_id is not None:
        raise AlreadyDecidedError(last.action, last.staff_id, last.decided_at)
    raise ConflictError("this message does not wait for a look afterwards")
