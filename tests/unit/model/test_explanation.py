"""What each finding did to a message, in accord with the decision."""

from dataclasses import replace
from itertools import product

import pytest

from relay.model.category import Action, Category, Severity
from relay.model.decision import Outcome, judge
from relay.model.explanation import Effect, effects
from relay.model.finding import Finding, finding_about_message
from relay.model.identity import Role
from relay.model.policy import CategoryPolicy
from tests.support.scanners import shipped_policy

POLICY = replace(
    shipped_policy(),
    categories={
        **shipped_policy().categories,
        Category.PII_SCHOOL: CategoryPolicy(Severity.MEDIUM, Action.FORWARD),
    },
)


def of(category: Category, severity: Severity) -> Finding:
    return finding_about_message(category, severity, "For a test.")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([(Category.PII_PHONE, Severity.HIGH)], [Effect.HOLDS]),
        ([(Category.CRISIS_ABUSE, Severity.CRITICAL)], [Effect.HOLDS_AND_ALERTS]),
        ([(Category.PII_SCHOOL, Severity.MEDIUM)], [Effect.FORWARDED]),
        ([(Category.PII_PHONE, Severity.INFO)], [Effect.INFORMATION]),
        ([(Category.CONDUCT_ROMANTIC, Severity.LOW)], [Effect.LOW_ALONE]),
        (
            [(Category.CONDUCT_ROMANTIC, Severity.LOW), (Category.CONDUCT_PROFANITY, Severity.LOW)],
            [Effect.HOLDS_TOGETHER, Effect.HOLDS_TOGETHER],
        ),
    ],
)
def test_each_finding_tells_its_effect(findings: list[tuple[Category, Severity]], expected: list[Effect]) -> None:
    assert list(effects([of(*finding) for finding in findings], POLICY, Role.STUDENT)) == expected


def test_what_alerts_in_a_mentors_mail_alone_is_told_so() -> None:
    meeting = [of(Category.CONDUCT_MEETING, Severity.HIGH)]
    assert effects(meeting, POLICY, Role.MENTOR) == (Effect.HOLDS_AND_ALERTS,)
    assert effects(meeting, POLICY, Role.STUDENT) == (Effect.HOLDS,)


def test_a_message_is_held_exactly_where_a_finding_says_that_it_holds() -> None:
    kinds = [
        of(category, severity)
        for category in (Category.PII_SCHOOL, Category.PII_PHONE, Category.CONDUCT_ROMANTIC)
        for severity in Severity
    ]
    for pair in product(kinds, repeat=2):
        held = judge(pair, POLICY, None).outcome is Outcome.HOLD
        assert any(effect.holds for effect in effects(pair, POLICY, None)) is held
