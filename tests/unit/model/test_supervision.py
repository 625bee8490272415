"""Supervision and the ways in which a pair is not open (DESIGN section 4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relay.model.identity import Role
from relay.model.people import Admission, HoldReason, PairStanding, PairStatus, admit, lower_age
from relay.model.supervision import Supervised, Supervision, SupervisionFacts, must_hold, why_supervised

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OPEN = SupervisionFacts(
    setting=Supervision.RULES,
    first_n=3,
    student_birth_year=2010,
    age_rule_lifted=False,
    earlier_messages=0,
    open_crisis_concern=False,
    mentor_under_rule=False,
)


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        (OPEN, False),
        (replace(OPEN, setting=Supervision.HOLD_ALL), True),
        (replace(OPEN, setting=Supervision.HOLD_FIRST_N, earlier_messages=2), True),
        (replace(OPEN, setting=Supervision.HOLD_FIRST_N, earlier_messages=3), False),
        (replace(OPEN, open_crisis_concern=True), True),
        (replace(OPEN, mentor_under_rule=True), True),
        (replace(OPEN, student_birth_year=None), True),
        (replace(OPEN, student_birth_year=2013), True),  # 12 or 13: the lower one counts
        (replace(OPEN, student_birth_year=2012), False),
        (replace(OPEN, student_birth_year=None, age_rule_lifted=True), False),
        (replace(OPEN, student_birth_year=2020, age_rule_lifted=True), False),
        (replace(OPEN, student_birth_year=2020, age_rule_lifted=True, open_crisis_concern=True), True),
    ],
)
def test_the_strictest_reason_in_force_counts(facts: SupervisionFacts, held: bool) -> None:  # noqa: FBT001
    assert must_hold(facts, NOW) is held


def test_every_reason_in_force_is_told() -> None:
    assert why_supervised(OPEN, NOW) == ()
    strict = replace(
        OPEN, setting=Supervision.HOLD_ALL, student_birth_year=2020, open_crisis_concern=True, mentor_under_rule=True
    )
    assert why_supervised(strict, NOW) == (
        Supervised.SETTING,
        Supervised.AGE,
        Supervised.CONCERN,
        Supervised.MENTOR_RULE,
    )
    assert why_supervised(replace(OPEN, setting=Supervision.HOLD_FIRST_N), NOW) == (Supervised.FIRST,)


def test_of_two_possible_ages_the_lower_one_counts() -> None:
    assert lower_age(2013, NOW) == 12
    assert lower_age(None, NOW) is None


@pytest.mark.parametrize(
    ("standing", "author", "admission", "reason"),
    [
        (PairStanding(PairStatus.ACTIVE), Role.MENTOR, Admission.TAKE, None),
        (PairStanding(PairStatus.ACTIVE, lapsed_gates=("consent",)), Role.MENTOR, Admission.TAKE, None),
        (PairStanding(PairStatus.PENDING), Role.STUDENT, Admission.REFUSE, None),
        (PairStanding(PairStatus.PAUSED), Role.MENTOR, Admission.REFUSE, HoldReason.PAUSED),
        (PairStanding(PairStatus.PAUSED), Role.STUDENT, Admission.TAKE_AND_HOLD, HoldReason.PAUSED),
        (PairStanding(PairStatus.FROZEN), Role.MENTOR, Admission.TAKE_AND_HOLD, HoldReason.FROZEN),
        (PairStanding(PairStatus.FROZEN), Role.STUDENT, Admission.TAKE_AND_HOLD, HoldReason.FROZEN),
        (PairStanding(PairStatus.CLOSED, NOW), Role.MENTOR, Admission.REFUSE, HoldReason.CLOSED),
        (PairStanding(PairStatus.CLOSED, NOW), Role.STUDENT, Admission.TAKE_AND_HOLD, HoldReason.CLOSED),
        (
            PairStanding(PairStatus.CLOSED, NOW - timedelta(days=30, seconds=1)),
            Role.STUDENT,
            Admission.REFUSE,
            HoldReason.CLOSED,
        ),
        (PairStanding(PairStatus.ACTIVE, consent_withdrawn=True), Role.STUDENT, Admission.REFUSE, HoldReason.CONSENT),
        (PairStanding(PairStatus.FROZEN, consent_withdrawn=True), Role.MENTOR, Admission.REFUSE, HoldReason.CONSENT),
    ],
)
def test_the_state_of_a_pair_admits_refuses_or_holds(
    standing: PairStanding, author: Role, admission: Admission, reason: HoldReason | None
) -> None:
    assert admit(standing, author, NOW) == (admission, reason)
