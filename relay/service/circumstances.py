"""The facts of a decision, read in the very transaction that commits it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from relay.model.category import Category, Severity
from relay.model.decision import Circumstances
from relay.model.finding import Finding, finding_about_message
from relay.model.identity import Role
from relay.model.people import Admission, HoldReason, PairStanding, PairStatus, admit
from relay.model.policy import Policy
from relay.model.supervision import Supervision, SupervisionFacts, must_hold
from relay.service.program import Program
from relay.smtp.verdict import AuthVerdict
from relay.store.pair_history import earlier_messages, forwarded_messages, has_open_crisis, mentor_under_rule
from relay.store.people import PairView, birth_year, standing
from relay.store.schema import Message
from relay.store.store import ReadSession
from relay.store.unit import Unit

CODE_OF_CONDUCT = "code_of_conduct"
PERMISSIONS = frozenset({"permission", "permissions", "attachments"})
_SAMPLE_DRAW_BYTES = 4


def gate_findings(standing_now: PairStanding) -> tuple[Finding, ...]:
    """Return a finding for each kind of lapsed gate; none where nothing lapsed."""
    found = {_gate_category(gate) for gate in standing_now.lapsed_gates}
    return tuple(
        finding_about_message(category, Severity.MEDIUM, _GATE_EXPLANATIONS[category]) for category in sorted(found)
    )


@dataclass(frozen=True, slots=True)
class Objections:
    """Why an approved message must not go out after all; ``findings`` are those of the ``reasons`` that are new."""

    reasons: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def objections_now(standing_now: PairStanding, author: Role, now: datetime, *, overrules_freeze: bool) -> Objections:
    """Return what stands against delivering what ``author`` wrote, as gates and the state of the pair are now."""
    lapsed = gate_findings(standing_now)
    reasons = [finding.category.value for finding in lapsed]
    admission, reason = admit(standing_now, author, now)
    overruled = standing_now.status is PairStatus.FROZEN and overrules_freeze
    if admission is not Admission.TAKE and not (overruled and not standing_now.consent_withdrawn):
        reasons.append(reason or HoldReason.CLOSED)
    return Objections(tuple(reasons), lapsed)


_GATE_EXPLANATIONS = {
    Category.GATE_EXPIRED: "A condition for this pair is missing or has run out.",
    Category.GATE_CODE_ACK: "The code of conduct has not been acknowledged, or the acknowledgement has run out.",
    Category.GATE_PERMISSION: "A permission that this message needs is missing or has run out.",
}


def _gate_category(gate: str) -> Category:
    if gate == CODE_OF_CONDUCT:
        return Category.GATE_CODE_ACK
    return Category.GATE_PERMISSION if gate in PERMISSIONS else Category.GATE_EXPIRED


def pair_standing(unit: Unit, view: PairView, policy: Policy) -> PairStanding:
    """Return how the pair stands now."""
    return standing(unit.session, view, policy.gates, unit.now)


def is_supervised(unit: Unit, program: Program, view: PairView, message: Message, policy: Policy) -> bool:
    """Return whether supervision alone holds this message."""
    setting = view.pair.supervision or view.group.supervision
    if setting is Supervision.HOLD_ALL:
        return True  # whatever else is so: nothing has to be counted
    earlier = 0
    if setting is Supervision.HOLD_FIRST_N:
        earlier = earlier_messages(unit.session, message, first_n_of(view))
    return must_hold(supervision_facts(unit.session, program, view, policy, earlier=earlier), unit.now)


def supervision_facts(
    session: ReadSession, program: Program, view: PairView, policy: Policy, *, earlier: int
) -> SupervisionFacts:
    """Return what decides the supervision of a message that ``earlier`` ones of its pair came before."""
    pair, group = view.pair, view.group
    rejected_since = program.now() - timedelta(days=policy.mentor_rule_days)
    return SupervisionFacts(
        setting=pair.supervision or group.supervision,
        first_n=first_n_of(view),
        student_birth_year=birth_year(program.keyring, view.student),
        age_rule_lifted=pair.age_rule_lifted,
        earlier_messages=earlier,
        open_crisis_concern=has_open_crisis(session, pair.id),
        mentor_under_rule=mentor_under_rule(session, view.mentor.id, rejected_since),
    )


def first_n_of(view: PairView) -> int:
    """Return how many first messages of a pair are held where its supervision is ``hold_first_n``."""
    return view.pair.supervision_n if view.pair.supervision_n is not None else view.group.supervision_n


def is_proven(message: Message) -> bool:
    """Return whether the author of a message was authenticated."""
    return bool(message.authentication.get("verdict") == AuthVerdict.PASS.value)


def is_sampled(unit: Unit, view: PairView, policy: Policy) -> bool:
    """Draw whether a message that is forwarded waits for a look afterwards."""
    sample = policy.sample
    if forwarded_messages(unit.session, view.pair.id, sample.first) < sample.first:
        return True
    draw: float = int.from_bytes(unit.random_bytes(_SAMPLE_DRAW_BYTES), "big") / 256**_SAMPLE_DRAW_BYTES
    return bool(draw < sample.share)


def of_message(
    unit: Unit, program: Program, view: PairView, message: Message, policy: Policy, standing_now: PairStanding
) -> Circumstances:
    """Return the circumstances in which a message of a pair is decided on now."""
    author = Role.MENTOR if message.author_id == view.mentor.id else Role.STUDENT
    admission, reason = admit(standing_now, author, unit.now)
    if admission is Admission.REFUSE and reason is None:
        reason = HoldReason.CLOSED
    return Circumstances(
        author=author,
        admission=admission,
        pair_reason=reason,
        supervised=is_supervised(unit, program, view, message, policy),
        automatic=message.automatic and is_proven(message),
        sampled=is_sampled(unit, view, policy),
    )
