"""What staff do to a pair's status: activate, pause, freeze, resume, close."""

from dataclasses import dataclass

from relay.model.entries import plain_text
from relay.model.errors import ConflictError
from relay.model.pairing import PairEvent, needs_freeze_power, next_status
from relay.model.people import PairStatus
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.gates import Lack, lacks
from relay.service.pairs import PairDetail, pair_detail
from relay.service.program import Program
from relay.service.scope import require_version, visible_pair
from relay.store.pair_records import deliveries_in_flight, locked_pair
from relay.store.people import PairView, newest_gates
from relay.store.schema import Pair
from relay.store.sealing import seal
from relay.store.unit import Unit

# Whoever watches a pair may stop it at once; starting it again is another matter.
PERMISSION_OF = {
    PairEvent.ACTIVATE: Permission.MANAGE_PEOPLE,
    PairEvent.PAUSE: Permission.SUPERVISE,
    PairEvent.FREEZE: Permission.SUPERVISE,
    PairEvent.RESUME: Permission.MANAGE_PEOPLE,
    PairEvent.CLOSE: Permission.MANAGE_PEOPLE,
}
_RECORDED_AS = {
    PairEvent.ACTIVATE: "pair.activated",
    PairEvent.PAUSE: "pair.paused",
    PairEvent.FREEZE: "pair.frozen",
    PairEvent.RESUME: "pair.resumed",
    PairEvent.CLOSE: "pair.closed",
}


class NotReadyError(ConflictError):
    """A pair cannot be activated; ``lacks`` is everything that is missing, on both sides."""

    def __init__(self, pair_id: str, found: tuple[Lack, ...]) -> None:
        """List what is missing."""
        missing = "\n".join(f"  {lack}" for lack in found)
        super().__init__(f"pair {pair_id} cannot be active yet; missing:\n{missing}")
        self.lacks = found
        self.facts = {
            "lacks": [
                {"role": lack.role, "participant_id": lack.participant_id, "gate": lack.gate, "state": lack.state}
                for lack in found
            ]
        }


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """The pair as it is now. ``in_flight`` mails were with a delivery worker at that moment: these may still arrive."""

    pair: PairDetail
    changed: bool
    in_flight: int


def activate(
    program: Program, actor: StaffMember, pair_id: str, *, expected_version: int | None = None
) -> StatusOutcome:
    """Open a pending pair for mail; raises NotReadyError unless every gate of both members is met."""
    return change_status(program, actor, pair_id, PairEvent.ACTIVATE, expected_version=expected_version)


def pause(
    program: Program, actor: StaffMember, pair_id: str, *, reason: str = "", expected_version: int | None = None
) -> StatusOutcome:
    """Pause a pair visibly: the mentor's mail is refused in friendly words, the student's taken and held."""
    return change_status(program, actor, pair_id, PairEvent.PAUSE, reason=reason, expected_version=expected_version)


def freeze(
    program: Program, actor: StaffMember, pair_id: str, *, reason: str = "", expected_version: int | None = None
) -> StatusOutcome:
    """Freeze a pair: mail of both is taken and held, and neither is told of the freeze."""
    return change_status(program, actor, pair_id, PairEvent.FREEZE, reason=reason, expected_version=expected_version)


def resume(
    program: Program, actor: StaffMember, pair_id: str, *, reason: str = "", expected_version: int | None = None
) -> StatusOutcome:
    """Open a paused or frozen pair again; what was held meanwhile waits on for a monitor.

    One that was paused when it was frozen is paused again: it takes a second step to open it.
    """
    return change_status(program, actor, pair_id, PairEvent.RESUME, reason=reason, expected_version=expected_version)


def close(
    program: Program, actor: StaffMember, pair_id: str, *, reason: str = "", expected_version: int | None = None
) -> StatusOutcome:
    """Close a pair for good: its masks answer with a friendly text, and are never given again."""
    return change_status(program, actor, pair_id, PairEvent.CLOSE, reason=reason, expected_version=expected_version)


def change_status(
    program: Program,
    actor: StaffMember,
    pair_id: str,
    event: PairEvent,
    *,
    reason: str = "",
    expected_version: int | None = None,
) -> StatusOutcome:
    """Take a step with a pair; one that was taken already changes nothing.

    Raises NotReadyError unless every gate is met at activation, ConflictError for a step that the
    pair's status does not have, ForbiddenError for a role that may not undo a freeze, NotFoundError,
    PreconditionError for a stale ``expected_version``.
    """
    require(actor, PERMISSION_OF[event])
    with program.store.write() as unit:
        view = visible_pair(unit.session, actor, pair_id)
        pair = locked_pair(unit, pair_id)
        require_version(pair.version, expected_version)
        if needs_freeze_power(pair.status, event):
            require(actor, Permission.OVERRULE_FREEZE)
        wanted = next_status(pair.status, event, paused_before=pair.paused_when_frozen)
        changed = wanted is not pair.status
        if changed:
            if event is PairEvent.ACTIVATE and (found := lacks_of(program, unit, view)):
                raise NotReadyError(pair.id, found)
            _change(unit, pair, wanted, reason)
            unit.record(_RECORDED_AS[event], pair.id, actor=actor.id, status=wanted)
        in_flight = deliveries_in_flight(unit, pair.id) if pair.status is not PairStatus.ACTIVE else 0
        return StatusOutcome(pair_detail(program, unit.session, view), changed, in_flight)


def activate_in(unit: Unit, pair: Pair, actor: StaffMember) -> None:
    """Make a pair active whose gates were looked at in this unit, and record it."""
    pair.status = next_status(pair.status, PairEvent.ACTIVATE)
    pair.activated_at = unit.now
    pair.version += 1
    unit.record("pair.activated", pair.id, actor=actor.id)


def lacks_of(program: Program, unit: Unit, view: PairView) -> tuple[Lack, ...]:
    """Return what keeps a pair from being active now."""
    records = newest_gates(unit.session, (view.mentor.id, view.student.id))
    return tuple(lacks(view, records, program.policy_for(view.group.name).gates, unit.now))


def _change(unit: Unit, pair: Pair, status: PairStatus, reason: str) -> None:
    pair.paused_when_frozen = status is PairStatus.FROZEN and pair.status is PairStatus.PAUSED
    pair.status = status
    pair.version += 1
    pair.status_reason = None
    if reason.strip():
        text = plain_text(reason, "reason")
        pair.status_reason = seal(unit.keyring, pair.key_id, Pair, "status_reason", pair.id, text)
    if status is PairStatus.ACTIVE and pair.activated_at is None:
        pair.activated_at = unit.now
    if status is PairStatus.CLOSED:
        pair.closed_at = unit.now
