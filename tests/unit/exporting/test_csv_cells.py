"""Cells of a spreadsheet that nobody's text may turn into formulas."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.service.exporting.csv_cells import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "   =1",
        "\u00a0=1",
        '"=1',
        "'=1",
        "\u201c=1",
        "\u200b=1",
        "\ufeff=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        "\ufe661",
        "\u22121",
        " \t\x00=1",
    ],
)
def test_what_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ('x;=HYPERLINK("http://e.example")', 'x;\'=HYPERLINK("http://e.example")'),
        ("hi\n=cmd|' /C calc'!A0", "hi\n'=cmd|' /C calc'!A0"),
        ("hi\r\n+A1+cmd|'x'!A0", "hi\r\n'+A1+cmd|'x'!A0"),
        ("a\t@SUM(1)", "a\t'@SUM(1)"),
        ("x;\"-f('y')", "x;'\"-f('y')"),
    ],
)
def test_a_file_cut_at_other_places_has_no_formula_either(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


@pytest.mark.parametrize(
    "text", ["", "Hi Tim", "see you ;-)", "milk:\n- eggs\n- flour", "1 - 2 = -1", "it's = fine", "a@b", "\u00e9t\u00e9"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_cell_is_cut_before_a_spreadsheet_would_begin_another_one() -> None:
    cell = safe_cell("a" * 32_000 + "=1+1")
    assert len(cell) < 32_767
    assert cell.endswith("(cut here; whole in messages.jsonl)")
    assert len(safe_cell("\n=" * 40_000)) < 32_767


def test_controls_are_shown_as_what_they_are_not() -> None:
    assert safe_cell("a\x00b\x1bc") == "a\ufffdb\ufffdc"


@given(st.text(alphabet=st.sampled_from("=+-@ \t\r\n;\"'ab(|!\uff1d\u200b,1")))
def test_whatever_cell_a_spreadsheet_cuts_out_runs_nothing(text: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(text)])
    (whole,) = next(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    assert not re.match(r"[\s\"'\u200b]*[=+\-@\uff1d]", whole) or whole.startswith("'")
    for piece in re.split(r"[\r\n;\t]", whole)[1:]:
        assert not re.match(r"[ \"\u200b]*[=@\uff1d]", piece)
        assert not re.match(r"[ \"\u200b]*[+\-].*[(|!]", piece)
