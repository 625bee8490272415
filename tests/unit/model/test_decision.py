"""The decision: findings, policy, supervision and the pair's state, row by row (LABELS, closing rules)."""

from dataclasses import replace

import pytest

from relay.model.category import Action, Category, Severity
from relay.model.decision import Circumstances, Outcome, decide, for_gates_alone, judge
from relay.model.finding import BODY, Finding
from relay.model.identity import Role
from relay.model.people import Admission, HoldReason
from relay.model.policy import CategoryPolicy, Policy

C, S = Category, Severity
ORDINARY = Circumstances(
    author=Role.STUDENT, admission=Admission.TAKE, pair_reason=None, supervised=False, automatic=False, sampled=False
)


def policy() -> Policy:
    categories = {category: CategoryPolicy(S.MEDIUM, Action.HOLD) for category in C}
    categories[C.CRISIS_SELF_HARM] = CategoryPolicy(S.CRITICAL, Action.HOLD_AND_ALERT)
    categories[C.CONDUCT_MEETING] = CategoryPolicy(S.HIGH, Action.HOLD, mentor_action=Action.HOLD_AND_ALERT)
    categories[C.CONDUCT_PROFANITY] = CategoryPolicy(S.MEDIUM, Action.FORWARD)
    return Policy("test", categories)


def found(category: Category, severity: Severity = S.MEDIUM) -> Finding:
    return Finding(category, severity, 0.9, BODY, 0, 1, "x", "For a test.")


@pytest.mark.parametrize(
    ("findings", "outcome", "reasons", "alerts"),
    [
        ([], Outcome.FORWARD, (), ()),
        ([found(C.PII_PHONE, S.INFO)], Outcome.FORWARD, (), ()),
        ([found(C.CRISIS_SELF_HARM, S.INFO)], Outcome.FORWARD, (), ()),
        ([found(C.CONDUCT_ROMANTIC, S.LOW)], Outcome.FORWARD, (), ()),
        ([found(C.CONDUCT_ROMANTIC, S.LOW)] * 3, Outcome.FORWARD, (), ()),
        (
            [found(C.CONDUCT_ROMANTIC, S.LOW), found(C.PII_LOCATION, S.LOW)],
            Outcome.HOLD,
            (C.CONDUCT_ROMANTIC, C.PII_LOCATION),
            (),
        ),
        ([found(C.PII_PHONE)], Outcome.HOLD, (C.PII_PHONE,), ()),
        ([found(C.PII_PHONE), found(C.PII_PHONE)], Outcome.HOLD, (C.PII_PHONE,), ()),
        ([found(C.CONDUCT_PROFANITY, S.CRITICAL)], Outcome.FORWARD, (), ()),
        ([found(C.CRISIS_SELF_HARM, S.CRITICAL)], Outcome.HOLD, (C.CRISIS_SELF_HARM,), (C.CRISIS_SELF_HARM,)),
        ([found(C.CONDUCT_MEETING, S.HIGH)], Outcome.HOLD, (C.CONDUCT_MEETING,), ()),
    ],
)
def test_findings_are_judged_by_the_policy(
    findings: list[Finding], outcome: Outcome, reasons: tuple[Category, ...], alerts: tuple[Category, ...]
) -> None:
    verdict = judge(findings, policy(), Role.STUDENT)
    assert (verdict.outcome, verdict.reasons, verdict.alerts) == (outcome, reasons, alerts)


def test_a_mentors_proposal_to_meet_alerts() -> None:
    assert judge([found(C.CONDUCT_MEETING, S.HIGH)], policy(), Role.MENTOR).alerts == (C.CONDUCT_MEETING,)


def test_the_severity_is_that_of_the_gravest_finding_whatever_it_does() -> None:
    findings = [found(C.PII_PHONE), found(C.CONDUCT_PROFANITY, S.HIGH), found(C.PII_EMAIL, S.INFO)]
    assert judge(findings, policy(), None).severity is S.HIGH
    assert judge([], policy(), None).severity is None


def test_supervision_and_the_pairs_state_hold_what_findings_would_not() -> None:
    supervised = decide([], policy(), replace(ORDINARY, supervised=True))
    assert (supervised.outcome, supervised.reasons) == (Outcome.HOLD, (HoldReason.SUPERVISION,))
    frozen = replace(ORDINARY, admission=Admission.TAKE_AND_HOLD, pair_reason=HoldReason.FROZEN)
    assert decide([], policy(), frozen).reasons == (HoldReason.FROZEN,)
    both = decide([found(C.PII_PHONE)], policy(), replace(frozen, supervised=True))
    assert both.reasons == (C.PII_PHONE, HoldReason.FROZEN, HoldReason.SUPERVISION)


def test_automatic_mail_is_kept_unless_it_alerts() -> None:
    automatic = replace(ORDINARY, automatic=True, supervised=True, sampled=True)
    assert decide([found(C.PII_PHONE)], policy(), automatic).outcome is Outcome.KEEP
    assert decide([found(C.CRISIS_SELF_HARM, S.CRITICAL)], policy(), automatic).outcome is Outcome.HOLD


def test_only_what_is_forwarded_can_wait_for_a_look_afterwards() -> None:
    sampled = replace(ORDINARY, sampled=True)
    assert decide([], policy(), sampled).sampled
    assert not decide([found(C.PII_PHONE)], policy(), sampled).sampled


def test_a_renewed_gate_frees_only_what_gates_alone_hold() -> None:
    assert for_gates_alone(decide([found(C.GATE_EXPIRED)], policy(), ORDINARY).reasons)
    assert not for_gates_alone(decide([found(C.GATE_EXPIRED), found(C.PII_PHONE)], policy(), ORDINARY).reasons)
    assert not for_gates_alone(decide([], policy(), ORDINARY).reasons)
