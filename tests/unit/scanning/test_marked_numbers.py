"""Telephone numbers among quote marks, bullets, emphasis and long gaps; numbers that are none."""

import pytest

from relay.model.category import Category
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)


def phones(body: str, context: ScanContext = FROM_TIM) -> list[Finding]:
    found = shipped_scanner().scan_texts([("body", body)], context)
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
