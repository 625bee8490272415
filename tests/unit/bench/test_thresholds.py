"""Thresholds of the second opinion: as low as the clean mail that may be held allows."""

import pytest

from bench.opinion.thresholds import Scored, thresholds_for
from relay.model.category import Category

CATEGORIES = (Category.CONDUCT_SECRECY, Category.CRISIS_THREAT)


def clean(*scores: float) -> list[Scored]:
    return [Scored(held=False, harm=score, likeliest=Category.CONDUCT_SECRECY) for score in scores]


def test_no_more_clean_mail_than_allowed_reaches_the_threshold() -> None:
    messages = clean(*(number / 100 for number in range(100)))
    found = thresholds_for(messages, CATEGORIES, most_held=0.1, most_hinted=0.2)
    reached = [m for m in messages if m.harm >= found.categories[Category.CONDUCT_SECRECY]]
    assert 0 < len(reached) <= 10
    assert 0 < sum(m.harm >= found.harmless_below for m in messages) <= 20


def test_a_family_that_no_clean_mail_reads_like_finds_what_is_rather_harmful_than_not() -> None:
    found = thresholds_for(clean(0.2, 0.3), CATEGORIES, most_held=0.1, most_hinted=0.2)
    assert found.categories[Category.CRISIS_THREAT] == 0.5


def test_thresholds_are_not_set_without_clean_mail() -> None:
    harmful = [Scored(held=True, harm=0.9, likeliest=Category.CRISIS_THREAT)]
    with pytest.raises(ValueError, match="clean"):
        thresholds_for(harmful, CATEGORIES, most_held=0.1, most_hinted=0.2)
