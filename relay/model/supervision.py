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


def is_too_young(birth_year: int | None, now: datetime) -> bool:
    """Return whether a student is under 13, or may be: the lower of two possible ages counts."""
    age = lower_age(birth_year, now)
    return age is None or age < AGE_WITHOUT_SUPERVISION


def must_hold(facts: SupervisionFacts, now: datetime) -> bool:
    """Return whether supervision alone holds this message: the strictest of all reasons in force."""
    by_age = is_too_young(facts.student_birth_year, now) and not facts.age_rule_lifted
    if by_age or facts.open_crisis_concern or facts.mentor_under_rule:
        return True
    if facts.setting is Supervision.HOLD_ALL:
        return True
    return facts.setting is Supervision.HOLD_FIRST_N and facts.earlier_messages < facts.first_n
