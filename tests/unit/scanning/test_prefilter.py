"""Expressions that are not asked because a text has none of their words: none is passed over that would match."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.scanning.conversation.catalogue import signal_prefilter, signal_rules
from relay.scanning.folding import fold
from relay.scanning.literals import needs_of
from relay.scanning.patterns import pattern
from relay.scanning.prefilter import Prefilter
from relay.service.scan_input import read_line
from tests.support.scanners import shipped_policy

LABELLED = Path(__file__).parents[2] / "scanning" / "dev.jsonl"
EVERY = 401  # phrases of the policy of which one is tried


def clauses(expression: str) -> set[tuple[str, ...]]:
    return {tuple(sorted(clause)) for clause in needs_of(expression)}


@pytest.mark.parametrize(
    ("expression", "needed"),  # of a piece, < is the begin of a word, and > its end; # is any digit
    [
        (r"\bkeep\s+secret", {("<keep>",), ("<secret",)}),
        (r"(?:hide|delete)\b", {("delete>", "hide>")}),
        (r"(?:hide (?:it|this)|erase)", {("erase", "hide>")}),
        (r"texts?", {("text",)}),
        (r"(?:really )?hide", {("hide",)}),
        (r"(?:really ){0,3}hide", {("hide",)}),
        (r"(?:really ){1,3}hide", {("<hide",), ("really>",)}),
        (r"\b(?:u|you) hide", {("<u>", "<you>"), ("<hide",)}),
        (r"\bhide(?: \S+){0,2}? it\b", {("<hide>",), ("<it>",)}),
        (r"\bhide(?: \S+)?\w* it\b", {("<hide",), ("<it>",)}),
        (r"\bdon'?t", {("<don",)}),
        (r"[\s,-]hide[,.]", {("<hide>",)}),
        (r"[^,]hide[a-z,]", {("hide",)}),
        (r"[]-]hide[[:alpha:]]", {("<hide",)}),
        (r"so+on", {("so",), ("on",)}),
        (r"a\dbc|[)\]x]de", {("bc", "de")}),
        (r"(?:19|2\d) \d+\b", {("#", "19>"), ("#",)}),
        (r"\x{41}bc", {("bc",)}),
        (r"(?i:HIDE)\.it", {("hide>",), ("<it",)}),
    ],
)
def test_an_expression_needs_the_words_that_none_of_its_matches_lacks(
    expression: str, needed: set[tuple[str, ...]]
) -> None:
    assert clauses(expression) == needed


@pytest.mark.parametrize(
    "expression", [r"[a-z]{2,}", r"x?", r"\d?", r"\bx", r"(?:hide|\w+)", r"\Qab\E", r"(?=ab)", r"ab)", r"(ab"]
)
def test_an_expression_that_may_match_anything_or_is_not_understood_needs_nothing(expression: str) -> None:
    assert needs_of(expression) == ()


def sets_of_the_policy() -> list[tuple[str, ...]]:
    return [told for rule in shipped_policy().scan.rules for told in (rule.patterns, rule.likely, rule.hints)]


@cache
def policy_prefilter() -> Prefilter:
    return Prefilter(sets_of_the_policy())


PHRASES = [(place, phrase) for place, phrases in enumerate(sets_of_the_policy()) for phrase in phrases][::EVERY]


@pytest.mark.parametrize(("place", "phrase"), PHRASES, ids=range(len(PHRASES)))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_matches_a_phrase_of_the_policy_is_told(place: int, phrase: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(phrase, re.ASCII | re.IGNORECASE)))
    if pattern(phrase).search(text):  # white space of the two libraries differs
        assert place in policy_prefilter().matching(text)


def labelled_texts() -> list[str]:
    return [message.body for line in LABELLED.read_bytes().splitlines() for message in read_line(line).messages]


def test_the_sets_of_the_policy_that_match_are_told_of_each_labelled_text() -> None:
    joined = [pattern(f"(?:{'|'.join(phrases)})") if phrases else None for phrases in sets_of_the_policy()]
    texts = [fold(text).text for text in labelled_texts()]
    told = [policy_prefilter().matching(text) for text in texts]
    asked = [(text, places) for text, places in zip(texts, told, strict=True) if len(places) < len(joined)]
    assert len(asked) > 0.9 * len(texts)  # of the others, which cannot be read cheaply, all sets are told
    for text, places in asked:
        found = {place for place, phrases in enumerate(joined) if phrases is not None and phrases.search(text)}
        assert places == found, text


@pytest.mark.parametrize("text", ["let us talk somewhere else, ok?", "my address is 5", "hello", "delete this after"])
def test_the_signals_that_match_are_those_that_are_asked(text: str) -> None:
    matching = {place for place, rule in enumerate(signal_rules()) if rule.phrases.search(text)}
    assert signal_prefilter().matching(text) == matching


def test_of_a_text_that_cannot_be_read_cheaply_all_are_asked() -> None:
    prefilter = Prefilter([["hide it"], ["delete"]])
    assert prefilter.matching("nothing of it") == set()
    for text in ("é", "nothing " * 5000, "x" * 100):
        assert prefilter.matching(text) == {0, 1}
