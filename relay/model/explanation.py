"""Why findings decided as they did: for each of them, what the policy made of it."""

from collections.abc import Sequence
from enum import StrEnum

from relay.model.category import Action, Severity
from relay.model.decision import judge
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.model.policy import Policy


class Effect(StrEnum):
    """What a finding did to the message."""

    HOLDS_AND_ALERTS = "holds the message and alerts"
    HOLDS = "holds the message"
    HOLDS_TOGETHER = "holds the message, as another low finding stands beside it"
    LOW_ALONE = "lets the message pass, as low findings of one category alone do not hold"
    FORWARDED = "lets the message pass, as the policy forwards this category"
    INFORMATION = "lets the message pass, as mere information"

    @property
    def holds(self) -> bool:
        """Whether it is a reason to hold."""
        return self in (Effect.HOLDS_AND_ALERTS, Effect.HOLDS, Effect.HOLDS_TOGETHER)


def effects(findings: Sequence[Finding], policy: Policy, author: Role | None) -> tuple[Effect, ...]:
    """Return the effect of each finding under a policy, in order, by the same rules as `judge`."""
    reasons = judge(findings, policy, author).reasons
    return tuple(
        _effect(finding, policy.categories[finding.category].action_for(author), together=finding.category in reasons)
        for finding in findings
    )


def _effect(finding: Finding, action: Action, *, together: bool) -> Effect:
    if finding.severity is Severity.INFO:
        return Effect.INFORMATION
    if action is Action.FORWARD:
        return Effect.FORWARDED
    if finding.severity is Severity.LOW:
        return Effect.HOLDS_TOGETHER if together else Effect.LOW_ALONE
    return Effect.HOLDS_AND_ALERTS if action is Action.HOLD_AND_ALERT else Effect.HOLDS
