"""Findings marked in the text they are in."""

from relay.cli.marked_text import Line, marked_lines
from relay.model.category import Category, Severity
from relay.model.finding import Finding


def found(text: str, words: str, severity: Severity = Severity.HIGH) -> Finding:
    start = text.index(words)
    return Finding(Category.PII_PHONE, severity, 0.9, "body", start, start + len(words), words, "")


def shown(text: str, *findings: Finding) -> list[str]:
    return [_plain(line) for line in marked_lines(text, list(enumerate(findings, start=1)))]


def _plain(line: Line | None) -> str:
    if line is None:
        return "…"
    return "".join(f"[{','.join(map(str, p.numbers))}: {p.text}]" if p.numbers else p.text for p in line)


def test_each_find_stands_in_brackets_with_its_number() -> None:
    text = "call me at noon or later"
    assert shown(text, found(text, "call me"), found(text, "noon")) == ["[1: call me] at [2: noon] or later"]


def test_finds_that_overlap_are_both_named_where_they_do() -> None:
    text = "call me at 555 0100 ok"
    assert shown(text, found(text, "call me at 555"), found(text, "555 0100")) == [
        "[1: call me at ][1,2: 555][2:  0100] ok"
    ]


def test_a_find_over_two_lines_is_marked_in_both() -> None:
    text = "it is five one\nfive oh"
    assert shown(text, found(text, "five one\nfive")) == ["it is [1: five one]", "[1: five] oh"]


def test_the_gravest_severity_counts_where_two_overlap() -> None:
    text = "call me"
    (line,) = marked_lines(text, [(1, found(text, text, Severity.LOW)), (2, found(text, text, Severity.CRITICAL))])
    assert line is not None
    assert line[0].severity is Severity.CRITICAL


def test_of_a_long_text_only_the_lines_around_a_find_are_shown() -> None:
    text = "\n".join(f"line {number}" for number in range(100))
    assert shown(text, found(text, "line 50")) == [
        "…", "line 48", "line 49", "[1: line 50]", "line 51", "line 52", "…",
    ]  # fmt: skip


def test_a_long_line_is_shortened_beside_its_finds_alone() -> None:
    text = "x" * 1000 + " call me " + "y" * 1000
    (line,) = shown(text, found(text, "call me"))
    assert "[1: call me]" in line
    assert len(line) < 1000
