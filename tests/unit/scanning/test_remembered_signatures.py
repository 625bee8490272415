"""What a monitor remembered as a sender's signature does not hold again; all else does."""

from dataclasses import replace

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.letters import both_forms, raw_mail
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

BLOCK = "Greta O.\nBridge engineer | 12 Harbour Street, Springfield\n515-555-0142\nhttps://bit.ly/greta7"
UNKNOWN = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
KNOWN = replace(UNKNOWN, signatures=(BLOCK,))
HI = "Hi Tim,\n\nI liked your drawing.\n\n"


def scan(raw: bytes, context: ScanContext = KNOWN) -> tuple[Finding, ...]:
    return shipped_scanner().scan_message(read_message(raw), context)


def holding(findings: tuple[Finding, ...]) -> set[Category]:
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


def page_of(text: str) -> str:
    return f"<p>{text.replace(chr(10), '<br>')}</p>"


def test_what_stands_in_the_block_is_info_and_says_why() -> None:
    raw = raw_mail(f"{HI}{BLOCK}\n")
    assert {Category.PII_PHONE, Category.LINK_SUSPICIOUS} <= holding(scan(raw, UNKNOWN))
    findings = scan(raw)
    assert holding(findings) == set()
    phone = next(finding for finding in findings if finding.category is Category.PII_PHONE)
    assert phone.text == "515-555-0142"
    assert "a signature that a monitor had remembered" in phone.explanation


@pytest.mark.parametrize(
    "text",
    [
        f"{HI}> I agree.\n> -- \n> {BLOCK}".replace("\n", "\n> "),
        f"{HI}-- \n{BLOCK.replace(chr(10), ' ')}\n",
    ],
    ids=["quoted", "wrapped otherwise"],
)
def test_the_block_is_known_quoted_and_wrapped(text: str) -> None:
    assert holding(scan(raw_mail(text))) == set()


def test_the_block_is_known_in_html_and_in_both_forms() -> None:
    assert holding(scan(raw_mail(page_of(HI + BLOCK), content_type="text/html; charset=utf-8"))) == set()
    assert holding(scan(both_forms(HI + BLOCK, page_of(HI + BLOCK)))) == set()


@pytest.mark.parametrize(
    "text",
    [
        f"{HI}Write to me, {BLOCK}",
        f"{HI}{BLOCK} or call\n",
        f"{HI}{BLOCK.replace('0142', '0143')}\n",
        f"{HI}515-555-0142\n",
        f"{HI}{BLOCK}\n\nand 515-555-0142 is my number\n",
    ],
    ids=["within a line", "goes on", "another number", "a line of it", "its number elsewhere"],
)
def test_anything_but_the_block_holds_as_ever(text: str) -> None:
    assert Category.PII_PHONE in holding(scan(raw_mail(text)))


def test_html_of_the_same_words_in_which_the_block_is_no_block_holds() -> None:
    raw = both_forms(f"See you\n{BLOCK}\n", f"<p>See you {BLOCK}</p>")
    assert Category.PII_PHONE in holding(scan(raw))
    (phone,) = [f for f in scan(raw) if f.category is Category.PII_PHONE and f.severity is not Severity.INFO]
    assert phone.part == "html"


def test_the_subject_is_no_place_for_a_signature() -> None:
    known = replace(UNKNOWN, signatures=("Call 515-555-0142",))
    assert Category.PII_PHONE in holding(scan(raw_mail("Hi", subject="Call 515-555-0142"), known))


@pytest.mark.parametrize(
    ("block", "category"),
    [
        ("I want to kill myself\n515-555-0142", Category.CRISIS_SELF_HARM),
        ("Let's keep this our secret, ok?\n515-555-0142", Category.CONDUCT_SECRECY),
    ],
)
def test_a_crisis_and_conduct_hold_also_in_the_block(block: str, category: Category) -> None:
    findings = scan(raw_mail(f"{HI}{block}\n"), replace(UNKNOWN, signatures=(block,)))
    assert category in holding(findings)
    assert Category.PII_PHONE not in holding(findings)
