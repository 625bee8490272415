"""Supervision: which of a pair's messages a person sees before they are delivered (DESIGN section 4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from relay.model.people import lower_age

AGE_WITHOUT_SUPERVISION = 13


class Supervision(StrEnum):
    """How closely a pair is watched, from strictest to laxest."""

    HOLD_ALL = "hold_all"
    HOLD_FIRST_N = "hold_first_n"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """What decides the supervision of one message; computed at each decision, never written back.

    ``earlier_messages`` counts the pair's messages before this one.
    ``open_crisis_concern``: a ``crisis.*`` message of the pair has an open concern.
    ``mentor_under_rule``: a mentor's message with a grooming category is undecided, or was
    rejected within the policy's days.
    """

    setting: Supervision
    first_n: int
    student_birth_year: int | None
    age_rule_lifted: bool
    earlier_messages: int
    open_crisis_concern: bool
    mentor_under_rule: bool


class Supervised(StrEnum):
    """Why supervision holds a message."""

    SETTING = "hold_all"
    FIRST = "hold_first_n"
    AGE = "age"
    CONCERN = "concern"
    MENTOR_RULE = "mentor_rule"


def is_too_young(birth_year: int | None, now: datetime) -> bool:
    """Return whether a student is under 13, or may be: the lower of two possible ages counts."""
    age = lower_age(birth_year, now)
    return age is None or age < AGE_WITHOUT_SUPERVISION


def why_supervised(facts: SupervisionFacts, now: datetime) -> tuple[Supervised, ...]:
    """Return all reasons in force for which supervision holds this message; any one of them is enough."""
    in_force = {
        Supervised.SETTING: facts.setting is Supervision.HOLD_ALL,
        Supervised.FIRST: facts.setting is Supervision.HOLD_FIRST_N and facts.earlier_messages < facts.first_n,
        Supervised.AGE: is_too_young(facts.student_birth_year, now) and not facts.age_rule_lifted,
        Supervised.CONCERN: facts.open_crisis_concern,
        Supervised.MENTOR_RULE: facts.mentor_under_rule,
    }
    return tuple(reason for reason, holds in in_force.items() if holds)


def must_hold(facts: SupervisionFacts, now: datetime) -> bool:
    """Return whether supervision alone holds this message: the strictest of all reasons in force."""
    return bool(why_supervised(facts, now))
