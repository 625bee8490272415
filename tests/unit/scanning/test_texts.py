"""What the scanner makes of texts: offsets as written, the pair's own names, quotes, disguises, hostility."""

import time

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.decision import Outcome, judge
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, GRETA, PAIR, scanner_without_opinion, shipped_policy, shipped_scanner

FROM_GRETA = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
SECONDS = 5.0  # of processor time, for 200 KB; several times what it takes


def scan(body: str, context: ScanContext = FROM_TIM, subject: str = "") -> tuple[Finding, ...]:
    texts = [(part, text) for part, text in (("subject", subject), ("body", body)) if text]
    return shipped_scanner().examine_texts(texts, context).findings


def passes(findings: tuple[Finding, ...]) -> bool:
    return judge(findings, shipped_policy(), None).outcome is Outcome.FORWARD


def categories(findings: tuple[Finding, ...]) -> set[Category]:
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(
    "body",
    [
        "Call me tonight at 515-555-0142 okay?",
        "You can text me, my number is five one five 555 0199.",
        "Add me on snapchat, i'm tim_kow_09",
    ],
)
def test_contact_outside_the_relay_is_held(body: str) -> None:
    assert not passes(scan(body))


def test_an_odd_number_is_no_overdose() -> None:
    assert passes(scan("Seven is an odd number, and something about the proof felt odd."))
    assert Category.CRISIS_SELF_HARM in categories(scan("I almost OD'd last year."))


@pytest.mark.parametrize(
    "notice",
    [
        "If you are not the intended recipient, please delete this email and notify the sender immediately.",
        "If you have received this message in error, please notify us and delete it.",
        "This email and its attachments may be confidential. If it reached you in error, please delete it.",
        "Si usted no es el destinatario previsto, borre este correo.",
    ],
)
def test_the_notice_under_every_mail_of_a_firm_is_no_secret(notice: str) -> None:
    found = scan(f"Hi Greta,\n\nI liked the book about bridges a lot.\n\nTim\n\n{notice}\n")
    assert Category.CONDUCT_SECRECY not in categories(found)
    assert Category.CONDUCT_SECRECY in categories(scan("Please delete this email after you read it."))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("see https://www.nps.gov/ <https://evil.example/>", True),
        ("see www.nps.gov <https://www.loc.gov/>", True),
        ("see https://www.nps.gov/ <https://www.nps.gov/arches>", False),
        ("see nps.gov <https://www.nps.gov/>", False),
        (
            "see www.nps.gov<https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.nps.gov%2F&data=05>",
            False,
        ),
        ("https://www.nps.gov/ and https://www.loc.gov/", False),
    ],
)
def test_a_link_whose_text_names_another_site_is_held(text: str, *, held: bool) -> None:
    assert (Category.LINK_SUSPICIOUS in categories(scan(f"Hi,\n\n{text}\n\nTim"))) is held


@pytest.mark.parametrize("line", ["¡Muy bueno!\n\nObtener Outlook para iOS", "Hallo Tim, thank you", "Trabajo Kepler"])
def test_what_programs_and_greetings_write_is_no_name(line: str) -> None:
    assert Category.PII_FULL_NAME not in categories(scan(line))


def test_an_ordinary_letter_passes_as_plain_text_and_as_html() -> None:
    raw = (
        b"Subject: Bridges\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nHi Tim,\r\n\r\nI liked what you wrote about bridges. "
        b"Which one would you build first, and why?\r\n\r\nGreta Oldfield\r\ngreta.oldfield@mentors.example\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>Hi Tim,</p><p>I liked what you wrote about bridges. "
        b"Which one would you build first, and why?</p><p>Greta Oldfield<br>"
        b'<a href="mailto:greta.oldfield@mentors.example">'
        b"greta.oldfield@mentors.example</a></p>\r\n--b--\r\n"
    )
    findings = shipped_scanner().scan_message(read_message(raw), FROM_GRETA)
    assert passes(findings)
    assert {f.category for f in findings} == {Category.PII_FULL_NAME, Category.PII_EMAIL}


@pytest.mark.parametrize(
    "body",
    [
        "The cables! I had to count every one twice.\n\nTim Kowalczyk",
        f"Yes!\n\nOn Mon, 23 Nov 2026, Greta <{GRETA.masked_address}> wrote:\n> Which one first?",
        "Yes!\n\nOn Mon, 23 Nov 2026 at 10:00, Greta Oldfield <greta.oldfield@mentors.example>\nwrote:\n> Which one?",
        "Sure.\n\nFrom: Greta <greta.oldfield@mentors.example>\nSent: Monday\nTo: Tim Kowalczyk\nSubject: Hi\n\nWhich?",
        f"I wrote to {GRETA.masked_address} yesterday and it worked.",
    ],
)
def test_own_names_pass_where_mail_programs_and_sign_offs_put_them(body: str) -> None:
    assert passes(scan(body))


@pytest.mark.parametrize(
    "body",
    [
        "Hi, my name is Tim Kowalczyk and I am in eighth grade.",
        "Is it okay if I say Mr. Oldfield? It feels more polite to me.",
        "you can write me at tim.k@students.example when this is too slow for you, ok?",
        "Ask for Ruth Okonkwo at the front.",
    ],
)
def test_names_and_addresses_in_running_text_are_held(body: str) -> None:
    assert not passes(scan(body))


def test_a_name_at_the_end_of_a_sentence_is_no_sign_off_where_nobody_is_known() -> None:
    assert not passes(scan("My friend is Ruth Okonkwo.", ScanContext()))


def test_a_quote_of_what_was_delivered_does_not_hold_again() -> None:
    said = "My number is 515-555-0142, I mean it."
    reply = f"No, we stay here.\n\nOn Mon, 23 Nov 2026, Tim <x@{DOMAIN}> wrote:\n> {said}"
    assert not passes(scan(reply, FROM_GRETA))
    delivered = ScanContext(Role.MENTOR, PAIR, (said,), DOMAIN)
    assert passes(scan(reply, delivered))


def test_what_was_delivered_holds_when_it_is_newly_written() -> None:
    said = "My number is 515-555-0142, I mean it."
    assert not passes(scan(said, ScanContext(Role.STUDENT, PAIR, (said,), DOMAIN)))


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("so 😀 it is \u200b515\u200b-555-0142 ok", "515\u200b-555-0142"),
        ("it's five one five, 555 0142!", "five one five, 555 0142"),
        ("😀😀 ｃａｌｌ ｍｅ tonight", "ｃａｌｌ ｍｅ tonight"),
    ],
)
def test_offsets_are_those_of_the_text_as_written(body: str, written: str) -> None:
    found = [finding for finding in scan(body) if finding.severity is not Severity.INFO]
    assert any(body[finding.start : finding.end] == finding.text == written for finding in found), found


@pytest.mark.parametrize(
    "body",
    [
        "t e x t  m e",
        "t.e.x.t m.e",
        "teeeext me tonight",
        "техt mе tonight",
        "text\u200b me ton\u00adight",
        "t3xt m3 tonight",
        "ｔｅｘｔ ｍｅ tonight",
        "i wanna k1ll mys3lf",
        "𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟",
    ],
)
def test_disguise_does_not_help(body: str) -> None:
    assert not passes(scan(body))


def test_a_rule_for_one_role_applies_where_the_author_is_unknown() -> None:
    waits = "i wait for the bus at the corner by the store every day"
    scanner = scanner_without_opinion()
    assert Category.PII_LOCATION in categories(scanner.examine_texts([("body", waits)], ScanContext()).findings)
    assert Category.PII_LOCATION not in categories(scanner.examine_texts([("body", waits)], FROM_GRETA).findings)


def test_a_mentor_may_tell_of_a_hard_childhood_and_a_student_is_heard() -> None:
    body = "my father hit me when i was young"
    assert Category.CRISIS_ABUSE not in categories(scan(body, FROM_GRETA))
    assert Category.CRISIS_ABUSE in categories(scan(body, FROM_TIM))


def test_a_text_beyond_what_is_scanned_is_held() -> None:
    assert Category.SYSTEM_UNPARSEABLE in categories(scan("it rained again. " * 13_000))


def test_many_findings_of_a_category_are_told_as_one_stretch() -> None:
    body = "Ruth Okonkwo, " * 400 + "and that is all."
    found = [finding for finding in scan(body) if finding.category is Category.PII_FULL_NAME]
    assert len(found) < 400
    assert max(finding.end for finding in found) == body.rindex("Okonkwo") + len("Okonkwo")


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "(",
        "7",
        "7 ",
        "\u200b",
        "1a",
        "a@",
        "a.",
        "Aa Bb ",
        "Ruth Okonkwo ",
        "\n",
        "> a\n",
        "one ",
        "h e l l o ",
        "http://a.b ",
    ],
)
def test_hostile_text_costs_no_more_than_other_text(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    scan(text)
    assert time.process_time() - began < SECONDS
