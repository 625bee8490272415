"""Every cell of LABELS, at least four examples each: what a clause of it holds is held, and what it lets by passes.

What the scanner gets wrong today is marked in the data (``known``) and expected to fail: a test that passes
all the same fails the run, so that the mark goes with the mistake. These messages are for no training and no tuning.
"""

from collections import Counter

import pytest

from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.model.identity import Role
from tests.support.cells import HOLDS, PASSES, Example, judged, read_cells

EXAMPLES = read_cells()
LEAST = 4
_ALERTS = frozenset(
    {Category.CRISIS_SELF_HARM, Category.CRISIS_ABUSE, Category.CRISIS_THREAT}
    | {Category.CONDUCT_SECRECY, Category.CONDUCT_SEXUAL}
)
_ALERTS_FROM_A_MENTOR = frozenset(
    {Category.CONDUCT_OFF_PLATFORM, Category.CONDUCT_MEETING, Category.CONDUCT_PHOTO_REQUEST, Category.CONDUCT_ROMANTIC}
)
# What no text alone can show: states of pairs and mails, and attachments (test_cells_of_mails.py).
_NOT_IN_TEXTS = frozenset({"account", "attachment", "gate", "system"})
_TEXTS = frozenset(
    {category for category in Category if category.family not in _NOT_IN_TEXTS} | {Category.SYSTEM_UNSCANNED_LANGUAGE}
)
_RULES = frozenset({"standing.quoted", "standing.meaning", "standing.disguise", "standing.allowed"})
# A rule that only says more of what is held has no second column.
_RULES_OF_ONE_COLUMN = frozenset({"standing.every_category"})


def examples_of(column: str) -> list[object]:
    """Return those of a column as parameters, the known mistakes marked."""
    return [
        pytest.param(
            example,
            id=example.id,
            marks=[pytest.mark.xfail(reason=example.known, strict=True)] if example.known else [],
        )
        for example in EXAMPLES
        if example.column == column
    ]


@pytest.mark.parametrize("example", examples_of(HOLDS))
def test_what_a_clause_holds_is_held_for_its_category(example: Example) -> None:
    verdict = judged(example).verdict
    assert verdict.outcome is Outcome.HOLD, example.message
    assert example.needed <= set(verdict.reasons), example.message


@pytest.mark.parametrize("example", examples_of(PASSES))
def test_what_a_clause_lets_by_passes(example: Example) -> None:
    verdict = judged(example).verdict
    assert verdict.outcome is Outcome.FORWARD, (example.message, verdict.reasons)


def test_what_is_grave_is_not_only_held_but_alerts() -> None:
    """Where the category is found at all; whether it is, the test above asks."""
    seen = 0
    for example in EXAMPLES:
        verdict = judged(example).verdict
        mentor = _ALERTS_FROM_A_MENTOR if example.context.author is Role.MENTOR else frozenset()
        grave = (_ALERTS | mentor) & set(verdict.reasons)
        assert grave == set(verdict.alerts), example.id
        seen += len(grave)
    assert seen > len(_ALERTS) * LEAST


@pytest.mark.parametrize(
    ("id_", "severity"),
    [
        ("conduct.romantic-passes-7", Severity.LOW),
        ("conduct.romantic-passes-8", Severity.LOW),
        ("link.suspicious-passes-7", Severity.INFO),
        pytest.param(
            "conduct.weapons-passes-1",
            Severity.INFO,
            marks=pytest.mark.xfail(reason="nothing is told of a hunt with the family", strict=True),
        ),
    ],
)
def test_what_passes_as_low_or_as_information_is_told_all_the_same(id_: str, severity: Severity) -> None:
    (example,) = (example for example in EXAMPLES if example.id == id_)
    told = {finding.severity for finding in judged(example).findings if finding.category == example.row}
    assert told == {severity}, example.message


def test_every_cell_has_four_examples_each_of_another_clause() -> None:
    clauses = Counter((row, column) for row, column, _ in {(e.row, e.column, e.clause) for e in EXAMPLES})
    rows = _TEXTS | _RULES | _RULES_OF_ONE_COLUMN
    assert {row for row, _ in clauses} == rows
    few = {cell for cell in ((row, column) for row in rows for column in (HOLDS, PASSES)) if clauses[cell] < LEAST}
    assert few == {(row, PASSES) for row in _RULES_OF_ONE_COLUMN}


def test_labels_and_columns_say_the_same() -> None:
    for example in EXAMPLES:
        held = example.label.outcome is Outcome.HOLD
        assert held is (example.column == HOLDS), example.id
        assert held is bool(example.needed & example.label.categories), example.id
