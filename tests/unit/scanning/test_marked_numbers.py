"""Telephone numbers among quote marks, bullets, emphasis and long gaps; numbers that are none."""

import time

import pytest

from relay.model.category import Category
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
SECONDS = 5.0  # of processor time, for 200 KB; several times what it takes


def phones(body: str, context: ScanContext = FROM_TIM) -> list[Finding]:
    found = scanner_without_opinion().examine_texts([("body", body)], context).findings
    return [finding for finding in found if finding.category is Category.PII_PHONE]


@pytest.mark.parametrize(
    "body",
    [
        "> 416-555-1234",
        "* 416-555-1234",
        "**416-555-1234**",
        "<416-555-1234>",
        "/416-555-1234/",
        "# 416-555-1234",
        "= 416-555-1234",
        "• 416.555.1234",
        "page 416-555-1234",
        "code 416-555-1234",
        "isbn: (416) 555-1234",
        "> 4165551234",
        "* 4165551234",
        "so *4165551234* it is",
        "#4165551234",
        "hi <4165551234>",
        "/4165551234/",
        "- > 1 416 555 1234",
    ],
)
def test_marks_around_a_number_do_not_hide_it(body: str) -> None:
    assert phones(body), body


@pytest.mark.parametrize(
    "body",
    [
        "2^32 = 4294967296, and that is why.",
        "x = 4294967296 is the answer to it",
        "I tried 4294967296 / 2 and then 4294967296 * 3 in class",
        "order 4165551234 came today",
        "ISBN 0143105732 is a good book",
    ],
)
def test_arithmetic_and_named_numbers_are_no_telephone_numbers(body: str) -> None:
    assert not phones(body), body


def test_a_quote_of_a_delivered_number_does_not_hold_again() -> None:
    delivered = ScanContext(Role.MENTOR, PAIR, ("416-555-1234",), DOMAIN)
    assert not phones("No.\n\n> 416-555-1234", delivered)
    assert phones("416-555-1234", delivered)


@pytest.mark.parametrize(
    "body",
    [
        "416------555------1234",
        "416" + " " * 30 + "555" + " " * 30 + "1234",
        "416\n\n\n\n\n\n555\n\n\n\n\n\n1234",
        "416\u2013\u2013\u2013\u2013\u2013\u2013555\u2013\u2013\u2013\u2013\u2013\u20131234",
        "416\U0001f642\U0001f642555\U0001f642\U0001f6421234",
        "416" + "\U0001f642" * 8 + "555" + "\U0001f642" * 8 + "1234",
        "416\U0001f1fa\U0001f1f8555\U0001f1fa\U0001f1f81234",
        "> 416\n> > > > 555\n> > > > 1234",
        "four one six.........five five five.........one two three four",
        "4 - - - - 1 - - - - 6 - - - - 5 - - - - 5 - - - - 5 - - - - 1 - - - - 2 - - - - 3 - - - - 4",
    ],
)
def test_long_gaps_do_not_part_a_number(body: str) -> None:
    assert any(body[finding.start : finding.end] == finding.text for finding in phones(body)), body


@pytest.mark.parametrize(
    "body",
    [
        "span        load        weight\n100         200         1500\n120         180         1400",
        "We scored 48.\n\n\n\n36 points were theirs, in 12 minutes.",
        "1.........page 12\n2.........page 30",
    ],
)
def test_tables_and_leaders_are_no_telephone_numbers(body: str) -> None:
    assert not phones(body), body


@pytest.mark.parametrize("piece", ["1------", "-", "7\U0001f642\U0001f642\U0001f642\U0001f642", "four......"])
def test_hostile_gaps_cost_no_more_than_other_text(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    phones(text)
    assert time.process_time() - began < SECONDS
