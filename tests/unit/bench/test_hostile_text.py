"""The expressions that are fed with hostile text, and that one which is too slow would be told."""

from bench.hostile_text import dearest, expressions
from relay.scanning.patterns import pattern
from tests.support.scanners import shipped_policy


def test_expressions_of_recognisers_of_the_policy_and_of_conversations_are_fed() -> None:
    policy = shipped_policy().scan
    names = {name for name, _, _ in expressions(policy)}
    assert {"recognise.school._GO_TO", "recognise.phone._NANP", "codes.digit_signs._TOKENS"} - names == set()
    assert {f"policy: {rule.id}.patterns" for rule in policy.rules if rule.patterns} <= names
    assert any(name.startswith("signals[") for name in names)


def test_the_words_that_an_expression_needs_are_fed_to_it() -> None:
    policy = shipped_policy().scan
    words = {name: needed for name, _, needed in expressions(policy)}
    assert words["policy: self_harm.patterns"].split()


def test_what_looks_to_the_end_of_the_text_for_each_match_is_beyond_the_limit() -> None:
    quadratic = pattern(r"a[^!]*!|a")
    assert dearest("quadratic", quadratic, "", size=50_000, limit=0.05).seconds > 0.05
