"""Committing what a scan came to: findings, the decision, and what follows from it, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from relay.mime.closed import ENCRYPTED
from relay.model.category import Category, Severity
from relay.model.decision import Decision, Outcome, decide, judge
from relay.model.finding import Finding, finding_about_message
from relay.model.message import MessageEvent, MessageState, next_state
from relay.model.policy import Policy
from relay.scanning.attachments import ENCRYPTED_FILE
from relay.scanning.conversation.extraction import NewMessage
from relay.service import circumstances
from relay.service.circumstances import is_proven
from relay.service.conversation import completed_meanwhile, note_conversation
from relay.service.notices import addressee, queue_care, queue_held
from relay.service.pictures import excuse_released
from relay.service.program import CODE_VERSION, Program
from relay.service.raising import Occasion, freeze, open_concern, open_crisis, raise_alert
from relay.service.sendings import note_sending
from relay.service.virus_scanner import alert_trouble
from relay.store.conversations import lock_conversations
from relay.store.crypto import Sealed
from relay.store.incoming import ScanLease, leased_message
from relay.store.outgoing import queue_relay
from relay.store.people import PairView, load_pair, pairs_of_participants
from relay.store.schema import Channel, ConcernSource, DecisionRow, FindingRow, Message, Review
from relay.store.sealing import seal
from relay.store.signatures import note_scanned_with
from relay.store.unit import Unit

_ENCRYPTED = frozenset({ENCRYPTED, ENCRYPTED_FILE})
_EVENTS = {
    Outcome.HOLD: MessageEvent.SCAN_HELD,
    Outcome.FORWARD: MessageEvent.SCAN_APPROVED,
    Outcome.KEEP: MessageEvent.SCAN_KEPT,
}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A finished scan. ``stop``: the writer asks for everything to stop; ``pictures`` as in a ``ScanReport``.

    ``signatures`` are the ids of the remembered signatures of which the scan knew that they are cut. ``added`` is what
    the message adds to the conversation, ``seen`` the ids of the earlier messages that the scan read it with.
    ``clamd_trouble``: why ClamAV gave no answer.
    """

    lease: ScanLease
    findings: tuple[Finding, ...]
    versions: str
    stop: bool = False
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    added: NewMessage | None = None
    seen: frozenset[str] = frozenset()
    clamd_trouble: str = ""


def apply_scans(program: Program, unit: Unit, items: Sequence[Scanned]) -> list[MessageState | None]:
    """Commit scans; None for a message whose lease went to somebody else or that is decided already."""
    lock_conversations(unit, [item.lease.message_id for item in items if item.added is not None])
    return [_apply(program, unit, item) for item in items]


def _apply(program: Program, unit: Unit, item: Scanned) -> MessageState | None:
    message = leased_message(unit.session, item.lease)
    if message is None:
        return None
    view = load_pair(unit.session, message.pair_id) if message.pair_id else None
    policy = program.policy_for(view.group.name if view else None)
    if (
        view is not None
        and message.channel is Channel.MASK
        and item.stop
        and is_proven(message)
        and not message.automatic
    ):
        _stop(unit, view, message)
    scanned = excuse_released(unit, message, (*item.findings, *_completed(unit, policy, message, item)), item.pictures)
    findings, decision = _decide(program, unit, message, view, policy, scanned)
    _move(message, decision)
    note_findings(unit, message, findings)
    add_decision(unit, message, decision.outcome, policy_version=policy.version, scanner_version=item.versions)
    note_scanned_with(unit, message.id, item.signatures)
    if item.added is not None:
        note_conversation(unit, message, item.added)
        note_sending(unit, message, item.added.sending)
    if message.state is MessageState.APPROVED:
        queue_relay(unit, message)
    message.lease_owner = message.lease_expires = None
    unit.record(f"message.{message.state}", message.id, reasons=list(decision.reasons), severity=decision.severity)
    _tell(program, unit, message, view, decision, findings)
    if item.clamd_trouble:
        alert_trouble(unit, item.clamd_trouble)
    return message.state


def _completed(unit: Unit, policy: Policy, message: Message, item: Scanned) -> tuple[Finding, ...]:
    """Return findings that the scan could not know of, since the messages they rest on were decided meanwhile."""
    if item.added is None:
        return ()
    known = {(finding.category, finding.part, finding.start, finding.end) for finding in item.findings}
    found = completed_meanwhile(unit, policy, message, item.added, item.seen)
    return tuple(f for f in found if (f.category, f.part, f.start, f.end) not in known)


def _decide(
    program: Program,
    unit: Unit,
    message: Message,
    view: PairView | None,
    policy: Policy,
    scanned: tuple[Finding, ...],
) -> tuple[tuple[Finding, ...], Decision]:
    findings = _with_intake_reasons(message, scanned)
    if message.channel is not Channel.MASK:
        verdict = judge(findings, policy, None)
        outcome = Outcome.HOLD if verdict.alerts else Outcome.KEEP
        reasons = tuple(map(str, verdict.alerts))
        return findings, Decision(outcome, verdict.severity, reasons, verdict.alerts, sampled=False)
    if view is None:
        verdict = judge(findings, policy, None)
        return findings, Decision(Outcome.HOLD, verdict.severity, verdict.reasons, verdict.alerts, sampled=False)
    standing = circumstances.pair_standing(unit, view, policy)
    findings = (*findings, *circumstances.gate_findings(standing))
    now = circumstances.of_message(unit, program, view, message, policy, standing)
    return findings, decide(findings, policy, now)


def _with_intake_reasons(message: Message, scanned: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Add what was known at intake already: an unproven author, a cry for help found by the quick check."""
    found = {finding.category for finding in scanned}
    known = set(Category)
    missing = [Category(reason) for reason in message.reasons if reason in known and Category(reason) not in found]
    return (
        *scanned,
        *(
            finding_about_message(
                category,
                Severity.CRITICAL if category.is_crisis else Severity.HIGH,
                "Found when the message came in.",
            )
            for category in missing
        ),
    )


def _move(message: Message, decision: Decision) -> None:
    message.state = next_state(message.state, _EVENTS[decision.outcome])
    message.reasons = list(decision.reasons)
    message.severity = decision.severity
    message.severity_rank = decision.severity.rank if decision.severity else -1
    message.review = Review.PENDING if decision.sampled else Review.NONE
    message.version += 1


def _tell(
    program: Program,
    unit: Unit,
    message: Message,
    view: PairView | None,
    decision: Decision,
    findings: tuple[Finding, ...],
) -> None:
    categories = {finding.category for finding in findings if finding.severity is not Severity.INFO}
    if decision.alerts:
        _alert(unit, message, decision)
    if message.author_id is None or not is_proven(message) or message.automatic:
        return
    if Category.CRISIS_SELF_HARM in categories and Category.CRISIS_ABUSE not in categories:
        _care(program, unit, message, view)
    elif view is not None and message.state is MessageState.HELD:
        to = addressee(view, message.author_id, message.id)
        encrypted = any(finding.explanation in _ENCRYPTED for finding in findings)
        queue_held(unit, program, to, others_named=Category.SYSTEM_RECIPIENTS in categories, encrypted=encrypted)


def tell_held(program: Program, unit: Unit, message: Message) -> None:
    """Tell the writer of a message that was approved, and is held after all, that it is being read."""
    if message.pair_id is None or message.author_id is None or message.automatic or not is_proven(message):
        return
    view = load_pair(unit.session, message.pair_id)
    queue_held(unit, program, addressee(view, message.author_id, message.id))


def _care(program: Program, unit: Unit, message: Message, view: PairView | None) -> None:
    """Answer a cry for help, also one that came to an address which is not for its writer."""
    author_id = str(message.author_id)
    own = view or next(iter(pairs_of_participants(unit.session, [author_id])), None)
    if own is not None:
        queue_care(unit, program, replace(addressee(own, author_id, message.id), key_id=message.key_id))


def _alert(unit: Unit, message: Message, decision: Decision) -> None:
    occasion = occasion_of(message)
    crisis = any(category.is_crisis for category in decision.alerts)
    concern_id = None
    if crisis:
        # A forged cry for help alerts, but does not decide on the mail of the pair that it was sent to.
        holds_pair = message.pair_id is not None and is_proven(message)
        concern_id = open_crisis(unit, occasion, holds_pair=holds_pair).id
    severity = Severity.CRITICAL if crisis else decision.severity or Severity.HIGH
    raise_alert(unit, occasion, severity=severity, category=_gravest(decision.alerts), concern_id=concern_id)


def occasion_of(message: Message) -> Occasion:
    """Return a message as what a concern or alert is about."""
    return Occasion(
        key_id=message.key_id,
        group_id=message.group_id,
        pair_id=message.pair_id,
        participant_id=message.author_id,
        message_id=message.id,
    )


def _gravest(alerts: tuple[Category, ...]) -> Category:
    return next((category for category in alerts if category.is_crisis), alerts[0])


def _stop(unit: Unit, view: PairView, message: Message) -> None:
    if freeze(unit, view.pair.id, actor=message.author_id or "relay"):
        concern = open_concern(
            unit, occasion_of(message), source=ConcernSource.CONCERN, severity=Severity.HIGH, summary="STOP"
        )
        raise_alert(unit, occasion_of(message), severity=Severity.HIGH, concern_id=concern.id)


def note_findings(unit: Unit, message: Message, findings: Sequence[Finding]) -> None:
    """Add findings to a message, and raise its severity to that of the gravest; record it afterwards."""
    unit.insert(FindingRow, [finding_row(unit, message, finding) for finding in findings])
    for finding in findings:
        if finding.severity.rank > message.severity_rank:
            message.severity, message.severity_rank = finding.severity, finding.severity.rank


def finding_row(unit: Unit, message: Message, finding: Finding) -> dict[str, object]:
    """Return the row of a finding, its text sealed under the message's key."""
    finding_id = unit.new_id("f")

    def sealed(column: str, text: str) -> Sealed:
        return seal(unit.keyring, message.key_id, FindingRow, column, finding_id, text)

    return {
        "id": finding_id,
        "message_id": message.id,
        "category": finding.category,
        "severity": finding.severity,
        "score": finding.score,
        "part": sealed("part", finding.part),
        "start": finding.start,
        "end": finding.end,
        "text": sealed("text", finding.text),
        "explanation": sealed("explanation", finding.explanation),
    }


def add_decision(
    unit: Unit, message: Message, outcome: Outcome, *, policy_version: str, scanner_version: str = ""
) -> None:
    """Write down a decision that no person made, for the reasons that the message has now; record it afterwards."""
    decision = DecisionRow(
        id=unit.new_id("d"),
        message_id=message.id,
        action=outcome.value,
        staff_id=None,
        decided_at=unit.now,
        reasons=list(message.reasons),
        redactions=[],
        note=None,
        policy_version=policy_version,
        scanner_version=scanner_version,
        code_version=CODE_VERSION,
    )
    unit.add(decision)
