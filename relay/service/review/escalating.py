"""Escalating a message: a concern about it, and an alert to the staff on call.

Errors as in ``relay.service.review.deciding``.
"""

from relay.model.category import Severity
from relay.model.errors import ConflictError
from relay.model.review import Decided as Action
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.raising import open_concern, raise_alert
from relay.service.review.steps import cleaned_note, decided, step_on, write_down
from relay.service.review.views import Decided
from relay.service.verdicts import occasion_of
from relay.store.cases import escalation_of
from relay.store.schema import ConcernSource


def escalate(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    expected_version: int | None = None,
) -> Decided:
    """Open a concern about a message and alert; its state does not change. ``concern_id`` names it.

    Raises ConflictError while a concern that staff opened about it is open: notes go there.
    """
    note = cleaned_note(note)
    with step_on(program, actor, message_id, expected_version) as step:
        unit, message = step.unit, step.message
        earlier = escalation_of(unit.session, message_id)
        if earlier is not None:
            raise ConflictError(f"already escalated: concern {earlier.id} is open, write a note there")
        severity = max(message.severity or Severity.HIGH, Severity.HIGH, key=lambda s: s.rank)
        write_down(step, Action.ESCALATED, note=note, reasons=message.reasons)
        step.record(Action.ESCALATED, severity=severity)
        occasion = occasion_of(message)
        concern = open_concern(
            unit, occasion, source=ConcernSource.STAFF, severity=severity, summary=note, actor=actor.id
        )
        raise_alert(unit, occasion, severity=severity, concern_id=concern.id)
        return decided(step, concern_id=concern.id)
