"""A number that hidden letters break is one again, however the page hides them; and what it shows nobody is read."""

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.decision import Outcome, judge
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.letters import both_forms, raw_mail
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion, shipped_policy

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
LETTER = "<p>I liked the bridge book a lot. Which chapter should I read next?</p>"


def page(source: str) -> bytes:
    return raw_mail(LETTER + source, content_type="text/html; charset=utf-8")


def scan(raw: bytes) -> tuple[Finding, ...]:
    return scanner_without_opinion().scan_message(read_message(raw), FROM_TIM)


def held_for(raw: bytes) -> set[Category]:
    return {finding.category for finding in scan(raw) if finding.severity is not Severity.INFO}


def passes(raw: bytes) -> bool:
    return judge(scan(raw), shipped_policy(), None).outcome is Outcome.FORWARD


@pytest.mark.parametrize(
    ("rule", "junk"),
    [
        (".x{display:none}", '<span class="x">9999</span>'),
        (".x{font-size:0}", '<span class="y x">9999</span>'),
        ("#x{display:none}", "<span id=x>9999</span>"),
        ("em{display:none}", "<em>9999</em>"),
        ("span.x{display:none}", '<span class="X">9999</span>'),
        ("p > span.x, b{visibility:hidden}", '<span class="x">9999</span>'),
        ("/* a */ @media all{ .y{color:red} .x{opacity:0} }", '<span class="x">9999</span>'),
        ("[data-x]{display:none}", "<span data-x>9999</span>"),
        ("span:nth-child(1n){display:none}", "<span>9999</span>"),
        (".x{position:absolute;left:-9999px}", '<span class="x">9999</span>'),
        (".x{max-width:0;overflow:hidden}", '<span class="x">9999</span>'),
        (".x{clip:rect(0,0,0,0)}", '<span class="x">9999</span>'),
        (".x{transform:scale(0)}", '<span class="x">9999</span>'),
        (".x{font:0/0 a}", '<span class="x">9999</span>'),
        ("", '<span style="position:absolute;left:-9999px">9999</span>'),
        ("", '<span style="font:0px Arial">9999</span>'),
        ("", "<template>9999</template>"),
        ("", "<dialog>9999</dialog>"),
    ],
)
def test_letters_that_a_style_sheet_hides_break_no_number(rule: str, junk: str) -> None:
    assert Category.PII_PHONE in held_for(page(f"<style>{rule}</style><p>515-5{junk}55-0{junk}143</p>"))


@pytest.mark.parametrize(
    "rule",
    [".y{display:none}", "span.x{color:red}", ".x:hover{display:none}", ".x::after{display:none}", "b.x{opacity:0}"],
)
def test_a_style_sheet_that_hides_something_else_changes_nothing(rule: str) -> None:
    raw = page(f'<style>{rule}</style><p>12<span class="x"> and some </span>34 are the <b>numbers</b>.</p>')
    assert not any("hides" in finding.explanation for finding in scan(raw))
    assert passes(raw)
