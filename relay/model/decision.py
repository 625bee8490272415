"""The decision: a pure function of findings, policy, supervision and the state of the pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from relay.model.category import GATE_CATEGORIES, Action, Category, Severity
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.model.people import Admission, HoldReason
from relay.model.policy import Policy

_LOW_CATEGORIES_THAT_HOLD = 2


class Outcome(StrEnum):
    """What becomes of a scanned message."""

    FORWARD = "forward"
    HOLD = "hold"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the findings alone say, under a policy (`mentor-relay scan` prints this).

    ``reasons`` are the categories that hold; ``alerts`` those of them that also alert.
    """

    outcome: Outcome
    severity: Severity | None
    reasons: tuple[Category, ...]
    alerts: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict seen with supervision and pair state; ``reasons`` are ready to be stored."""

    outcome: Outcome
    severity: Severity | None
    reasons: tuple[str, ...]
    alerts: tuple[Category, ...]
    sampled: bool


def for_gates_alone(reasons: Sequence[str]) -> bool:
    """Return whether nothing but lapsed gates holds a message, so that a renewed gate frees it by itself."""
    return bool(reasons) and all(reason in GATE_CATEGORIES for reason in reasons)


def judge(findings: Sequence[Finding], policy: Policy, author: Role | None) -> Verdict:
    """Apply the policy to findings, by the closing rules of LABELS.

    ``info`` never holds; one ``low`` finding passes, two of different categories hold; above that
    the action of the category decides. ``author`` is who wrote the message, if it is known.
    """
    reasons: dict[Category, None] = {}
    alerts: dict[Category, None] = {}
    low: dict[Category, None] = {}
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        action = policy.categories[finding.category].action_for(author)
        if action is Action.FORWARD:
            continue
        if finding.severity is Severity.LOW:
            low[finding.category] = None
            continue
        reasons[finding.category] = None
        if action is Action.HOLD_AND_ALERT:
            alerts[finding.category] = None
    if len(low) >= _LOW_CATEGORIES_THAT_HOLD:
        reasons |= low
    severity = max((finding.severity for finding in findings), key=lambda s: s.rank, default=None)
    outcome = Outcome.HOLD if reasons else Outcome.FORWARD
    return Verdict(outcome, severity, tuple(reasons), tuple(alerts))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a decision needs beside the findings.

    ``admission`` and ``pair_reason`` come from ``relay.model.people.admit``; ``supervised`` from
    ``relay.model.supervision.must_hold``; ``sampled`` was drawn by the caller.
    """

    author: Role | None
    admission: Admission
    pair_reason: HoldReason | None
    supervised: bool
    automatic: bool
    sampled: bool


def decide(findings: Sequence[Finding], policy: Policy, circumstances: Circumstances) -> Decision:
    """Decide on a message: hold it if anything gives a reason, keep it if automatic, else forward it."""
    verdict = judge(findings, policy, circumstances.author)
    if circumstances.automatic and not verdict.alerts:
        return Decision(Outcome.KEEP, verdict.severity, (), (), sampled=False)
    reasons = [str(reason) for reason in verdict.reasons]
    if circumstances.admission is not Admission.TAKE and circumstances.pair_reason is not None:
        reasons.append(circumstances.pair_reason)
    if circumstances.supervised:
        reasons.append(HoldReason.SUPERVISION)
    if reasons:
        return Decision(Outcome.HOLD, verdict.severity, tuple(reasons), verdict.alerts, sampled=False)
    return Decision(Outcome.FORWARD, verdict.severity, (), (), sampled=circumstances.sampled)
