"""Expressions match the same in plain ASCII, where bytes are asked, as in any text, where characters are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.scanning.patterns import pattern, runs

EXPRESSIONS = [
    r"[a-z]{2,}", r"\b\w+\b", r"(a)|(b)|(c+)", r"x*", r"^.", r".$", r"[^\s.]+", r"((a+)(b)?)", r"(?i:a)(?-i:B)",
    r"\n[ \t]*", r"$",
]  # fmt: skip
TEXT = st.text("aAbBcx .\n\t1", max_size=30)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(text=TEXT)
def test_matches_are_those_of_the_standard_library(expression: str, text: str) -> None:
    compiled, known = pattern(expression, ignore_case=False), re.compile(expression, re.MULTILINE)
    spans = [[m.span(number) for number in range(compiled.groups + 1)] for m in compiled.finditer(text)]
    if not any(found.start() == found.end() for found in known.finditer(text)):  # next to those the two differ
        assert spans == [[m.span(number) for number in range(known.groups + 1)] for m in known.finditer(text)]
        assert compiled.split(text)[:1] == known.split(text)[:1]
        assert compiled.sub("_", text) == known.sub("_", text)
    first, expected = compiled.search(text), known.search(text)
    assert (first and first.span()) == (expected and expected.span())
    begin, expected = compiled.match(text), known.match(text)
    assert (begin and begin.span()) == (expected and expected.span())


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(text=TEXT)
def test_a_letter_beyond_ascii_changes_no_match_before_it(expression: str, text: str) -> None:
    compiled = pattern(expression)
    plain = [(m.span(), m.group(), m.lastindex) for m in compiled.finditer(f"{text}\n")]
    other = [(m.span(), m.group(), m.lastindex) for m in compiled.finditer(f"{text}\n\u00e9")]
    assert [found for found in other if found[0][1] < len(text)] == [
        found for found in plain if found[0][1] < len(text)
    ]


def test_a_group_without_part_is_none_and_the_last_one_is_told() -> None:
    found = pattern("(a)|(b)").search("b")
    assert found is not None
    assert (found.group(1), found.group(2), found.lastindex) == (None, "b", 2)


def test_runs_are_of_one_class_of_characters_alone() -> None:
    assert runs("[a-z]{2,}").findall("Ab c def") == ["Ab", "def"]
    for expression in ("a+", "[a-z]+x", "(?:[a-z]+)+", "[a-z]*"):
        with pytest.raises(ValueError, match="not a run"):
            runs(expression)
