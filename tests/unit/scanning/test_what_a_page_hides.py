"""A number that hidden letters break is one again, however the page hides them; and what it shows nobody is read."""

from collections.abc import Callable

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


@pytest.mark.parametrize(
    "attribute",
    ["title", "aria-label", "aria-description", "placeholder", "value", "label", "summary", "abbr"],
)
@pytest.mark.parametrize(
    "form", [page, lambda source: both_forms("I liked the bridge book.", f"<p>I liked the bridge book.</p>{source}")]
)
def test_an_attribute_that_programs_show_is_read(attribute: str, form: Callable[[str], bytes]) -> None:
    raw = form(f'<b {attribute}="text me 515-555-0143"></b>')
    assert {Category.PII_PHONE, Category.CONDUCT_OFF_PLATFORM} <= held_for(raw)


def test_a_cry_for_help_in_a_title_is_read() -> None:
    assert Category.CRISIS_SELF_HARM in held_for(page('<b title="I want to kill myself">ok</b>'))


@pytest.mark.parametrize(
    "element",
    [
        "<title>text me 515-555-0143</title>",
        '<meta name="description" content="text me 515-555-0143">',
        '<input alt="text me 515-555-0143">',
        '<a href="mailto:?subject=text%20me%20515-555-0143">this</a>',
        '<a href="mailto:q5v3n8t2hj6d@mail.example.org?body=text%20me%20515-555-0143">this</a>',
        '<a href="tel:+15155550143">this</a>',
        '<a href="sms:+15155550143">this</a>',
        '<a href="whatsapp://send?phone=15155550143">this</a>',
        '<area href="tel:5155550143">',
        '<svg><a href="tel:5155550143"><text>this</text></a></svg>',
        '<a href="data:text/plain;base64,dGV4dCBtZSA1MTUtNTU1LTAxNDM=">this</a>',
        '<img src="https://pictures.example/a.png?n=5155550143">',
        '<img srcset="https://pictures.example/515-555-0143.png 2x">',
        '<video poster="https://pictures.example/515-555-0143.png"></video>',
        "<iframe srcdoc='text me 515-555-0143'></iframe>",
        "<!-- text me 515-555-0143 -->",
        '<style>p:after{content:"text me 515-555-0143"}</style>',
        r'<style>p:after{content:"\35 15-555-0143"}</style>',
        '<p style="background:url(https://pictures.example/515-555-0143)">this</p>',
        "<script>var n = '515-555-0143'</script>",
    ],
)  # fmt: skip
def test_a_number_anywhere_in_a_page_is_read(element: str) -> None:
    assert Category.PII_PHONE in held_for(page(element))


@pytest.mark.parametrize(
    ("element", "category"),
    [
        ('<a href="geo:41.5868,-93.6250">here</a>', Category.PII_ADDRESS),
        ('<a href="skype:tim_kow?chat">this</a>', Category.LINK_SUSPICIOUS),
        ('<a href="snapchat://add/timkow09">this</a>', Category.PII_HANDLE),
        ('<a href="data:text/html,hello">this</a>', Category.LINK_SUSPICIOUS),
        ('<area href="https://discord.gg/abcdef">', Category.LINK_SUSPICIOUS),
        ('<form action="https://forms.gle/abcdef123"><button>ok</button></form>', Category.LINK_SUSPICIOUS),
        ('<button formaction="https://discord.gg/abcdef">ok</button>', Category.LINK_SUSPICIOUS),
        ('<svg><a xlink:href="https://discord.gg/abc"><text>hi</text></a></svg>', Category.LINK_SUSPICIOUS),
        ('<iframe src="https://discord.gg/abcdef"></iframe>', Category.LINK_SUSPICIOUS),
        ('<object data="https://discord.gg/abcdef"></object>', Category.LINK_SUSPICIOUS),
        ('<meta http-equiv="refresh" content="0; url=https://discord.gg/abcdef">', Category.LINK_SUSPICIOUS),
        ('<blockquote cite="https://discord.gg/abcdef">hm</blockquote>', Category.LINK_SUSPICIOUS),
        ('<base href="https://discord.gg/"><a href="abcdef">this</a>', Category.LINK_SUSPICIOUS),
        ('<base href="https://instagram.com/"><a href="timkow09">this</a>', Category.PII_HANDLE),
        ('<a href="https://reader.example/">Visit en.wikipedia.org today</a>', Category.LINK_SUSPICIOUS),
        ('<a href="mailto:a@gmail.example?cc=tim@gmail.com">this</a>', Category.PII_EMAIL),
    ],
)
def test_where_anything_in_a_page_leads_is_judged(element: str, category: Category) -> None:
    assert category in held_for(page(element))


@pytest.mark.parametrize(
    "element",
    [
        '<title>Tim Kowalczyk</title><b title="Greta Oldfield&#39;s notes">ok</b>',
        '<a href="mailto:tim.k@students.example?subject=Bridges">mail</a>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta charset="utf-8">',
        '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">',
        "<style><!-- @font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;} --></style>",
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->",
        '<div id="m_-5155550143123456789" class="gmail_quote">ok</div>',
        '<a href="x-apple-data-detectors://0">tomorrow</a>',
        '<img src="https://ci3.googleusercontent.com/meips/ADKq_NZ=s0-d-e1-ft" alt="">',
        '<img src="https://www.google.com/images/icons.png?token=a8s7d6f5g4h3j2k1">',
        '<link href="https://fonts.googleapis.com/css?family=Roboto:400,700" rel="stylesheet">',
        '<blockquote type="cite" cite="mid:5155550143@mail.example.org">ok</blockquote>',
        '<ol><li value="5">five</li></ol><progress value="3" max="9"></progress>',
        '<a href="https://www.nps.gov/arch/index.htm" title="Arches National Park">the park</a>',
        '<p style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif">ok</p>',
        '<a href="javascript:void(0)">more</a><a href="#top">up</a>',
    ],
)  # fmt: skip
def test_what_programs_write_into_pages_passes(element: str) -> None:
    assert passes(page(element))


def test_a_finding_in_what_is_not_shown_is_about_the_whole_part_and_says_so() -> None:
    (finding,) = [f for f in scan(page('<b title="call 515-555-0143">ok</b>')) if f.category is Category.PII_PHONE]
    assert (finding.part, finding.start, finding.end, finding.text) == ("body", 0, 0, "515-555-0143")
    assert finding.explanation.startswith("in a title or label of the page")


def test_what_stands_in_the_text_too_is_told_once() -> None:
    raw = page('<a href="tel:5155550143" title="515-555-0143">515-555-0143</a>')
    assert [f.start > 0 for f in scan(raw) if f.category is Category.PII_PHONE and f.text == "515-555-0143"] == [True]


@pytest.mark.parametrize(
    "source", ['<b title="' + "x" * 300_000 + '">', '<a href="https://a.example/?q=' + "%25" * 90_000 + '">this</a>']
)
def test_more_than_can_be_scanned_is_held(source: str) -> None:
    assert Category.SYSTEM_UNPARSEABLE in held_for(page(source))
