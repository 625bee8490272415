"""The pair's own names in what mail programs write and in sign-offs: passed where masking takes them out."""

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.finding import BODY, Finding
from relay.model.identity import Correspondents, Role
from relay.scanning.context import ScanContext
from tests.support.attaching import attach
from tests.support.letters import masked, with_attachment
from tests.support.masked_text import masked_text
from tests.support.pdfs import plain
from tests.support.scanners import DOMAIN, GRETA, PAIR, TIM, shipped_scanner

HI = "Hi Tim,\n\nI liked the bridge that you drew last week, and the tower too.\n\n"


def names(text: str, pair: Correspondents = PAIR) -> list[Finding]:
    context = ScanContext(author=Role.MENTOR, correspondents=pair, program_domain=DOMAIN)
    found = shipped_scanner().examine_texts([(BODY, text)], context).findings
    return [finding for finding in found if finding.category is Category.PII_FULL_NAME]


def holds(text: str, pair: Correspondents = PAIR) -> bool:
    return any(finding.severity is not Severity.INFO for finding in names(text, pair))


@pytest.mark.parametrize(
    "lines",
    [
        "Von: Tim Kowalczyk\nGesendet: Montag, 23. November 2026 10:00\nAn: Greta Oldfield\nBetreff: Br\u00fccke",
        "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Tim Kowalczyk:\n> Hi",
        "De : Tim Kowalczyk\nEnvoy\u00e9 : lundi\n\u00c0 : Greta Oldfield\nObjet : pont",
        "Da: Tim Kowalczyk\nInviato: luned\u00ec\nA: Greta Oldfield\nOggetto: ponte",
        "Best,\nGreta Oldfield",
        "Greta Oldfield\n\nCONFIDENTIALITY NOTICE: this message may hold what is meant for its reader alone.",
    ],
)
def test_what_mail_programs_of_other_languages_write_does_not_hold(lines: str) -> None:
    assert not holds(f"{HI}{lines}\n")


@pytest.mark.parametrize(
    "lines",
    [
        "Greta Oldfield\ngreta.oldfield@mentors.example<mailto:greta.oldfield@mentors.example>",  # Outlook
        "Tim Kowalczyk reacted to your message:\n\nI liked the bridge.",
        "Greta Oldfield liked your message",
    ],
)
def test_what_outlook_writes_does_not_hold(lines: str) -> None:
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
    found = shipped_scanner().examine_texts([(BODY, f"{HI}{lines}\n")], context).findings
    assert [finding for finding in found if finding.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", ["Kowalczyk essay.txt", "Tim Kowalczyk.txt", "tim_kowalczyk_hw.txt"])
def test_the_name_of_a_file_which_is_renamed_does_not_hold(name: str) -> None:
    part = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="{name}"\n\nthe essay'
    raw = with_attachment(HI, part)
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
    found = shipped_scanner().scan_message(with_files(read_message(raw)), context)
    assert [f for f in found if f.category is Category.PII_FULL_NAME and f.severity is not Severity.INFO] == []
    (attachment,) = read_message(masked(raw).data).attachments
    assert attachment.filename == "attachment-1.txt"


def test_who_was_invited_does_not_hold_since_an_entry_is_written_anew() -> None:
    entry = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261120T100000Z\r\n"
        "DTSTART:20261201T100000Z\r\nSUMMARY:Greta Oldfield / Tim Kowalczyk\r\n"
        "DESCRIPTION:greta.oldfield@mentors.example invites you\r\n"
        "ATTENDEE;CN=Tim Kowalczyk:mailto:tim.k@students.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "greta.oldfield@mentors.example", "Meeting"
    mail.set_content(HI)
    attach(mail, "invite.ics", "text/calendar", entry.encode())
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
    found = shipped_scanner().scan_message(with_files(read_message(mail.as_bytes(policy=SMTP))), context)
    wanted = {Category.PII_FULL_NAME, Category.PII_EMAIL}
    assert {f.category for f in found} >= wanted
    assert [f for f in found if f.category in wanted and f.severity is not Severity.INFO] == []


@pytest.mark.parametrize("line", ["Name: Greta Oldfield", "Greta Oldfield"])
def test_a_name_in_a_pdf_holds_since_nothing_can_be_taken_out_of_it(line: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "greta.oldfield@mentors.example", "Essay"
    mail.set_content(HI)
    attach(mail, "essay.pdf", "application/pdf", plain(["Bridges hold by tension.", line]))
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN)
    found = shipped_scanner().scan_message(with_files(read_message(mail.as_bytes(policy=SMTP))), context)
    assert any(f.category is Category.PII_FULL_NAME and f.severity is not Severity.INFO for f in found)


def test_a_surname_of_several_words_does_not_hold_in_a_sign_off() -> None:
    cruz = replace(GRETA, given_name="Lucia", family_name="de la Cruz")
    assert not holds(f"{HI}Best,\nLucia de la Cruz\n", Correspondents(cruz, TIM))


@pytest.mark.parametrize(
    "link",
    [
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Flibrary.example%2F&data=05%7C01%7Ctim.k%40students.example%7Cabc",
        "<https://x.example/u/tim-kowalczyk>",
    ],
)
def test_a_link_that_names_one_does_not_hold_for_it(link: str) -> None:
    context = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
    text = f"Thank you!\n\nTim\n\nOn Monday, Greta wrote:\n> see {link}\n"
    found = shipped_scanner().examine_texts([(BODY, text)], context).findings
    wanted = {Category.PII_FULL_NAME, Category.PII_EMAIL, Category.PII_HANDLE}
    assert [f for f in found if f.severity is not Severity.INFO and f.category in wanted] == []
    assert "kowalczyk" not in masked_text(text, writer=TIM, reader=GRETA)
    assert "tim.k" not in masked_text(text, writer=TIM, reader=GRETA)


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("Flores", "me gustan las flores y las torres"),
        ("Torres", "las torres altas"),
    ],
)
def test_an_everyday_word_in_small_letters_passes(family: str, text: str) -> None:
    pair = Correspondents(replace(GRETA, given_name="Lucia", family_name=family), TIM)
    assert not holds(f"{HI}{text}\n", pair)


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Grace", "Snow", "From: Grace van der Berg Snow\nSent: Monday"),
        ("Grace", "Snow", "On Monday, Snow G. Field wrote:\n> hello"),  # masking takes "Field" out, and "Snow" stays
        ("Flora", "Flores Rose", "Best,\nFlores Rose Snow"),
    ],
)
def test_a_name_of_the_two_that_masking_leaves_holds(given: str, family: str, text: str) -> None:
    others = {"Snow": ("Ben", "Field"), "Flores Rose": ("Grace", "Snow")}
    their_given, their_family = others[family]
    mentor = replace(GRETA, given_name=given, family_name=family)
    student = replace(TIM, given_name=their_given, family_name=their_family)
    left = masked_text(f"{HI}{text}\n", writer=mentor, reader=student)
    assert any(word in left for word in ("Snow", "Flores Rose"))
    assert holds(f"{HI}{text}\n", Correspondents(mentor, student))


@pytest.mark.parametrize("text", ["we are the thomas family", "everyone says thomas", "ok\n\ntim \n\nthomas"])
def test_a_surname_that_is_a_name_alone_holds_in_small_letters_too(text: str) -> None:
    assert holds(f"{HI}{text}\n", Correspondents(replace(GRETA, given_name="Tim", family_name="Thomas"), TIM))


def test_a_name_in_a_sentence_holds() -> None:
    running = replace(GRETA, given_name="Omar", family_name="Young")
    assert holds(f"{HI}My name is Omar Young, and I build bridges.\n", Correspondents(running, TIM))


@pytest.mark.parametrize(
    "text",
    [
        "im omar young btw, from iowa",
        "mail from omar young",
        "i asked (omar young)",
        "omar young | bridge club",
        "omar young, grade 8",
        "- omar young :)",
        "student: omar young",
        "my name is omar young and i like bridges",
        "p.s. my full name is omar young",
        "young omar\nperiod 3",
        "young, omar",
        "last name young",
        "i forgot to say my last name, its young",
        "everyone calls me young",
        "we are the young family",
        "ok\n\nomar \n\nyoung",
        "surname: young",
        "my brother is called sam young",
        "ask mr young",
        "sincerely, omar young",
    ],
)
def test_an_everyday_surname_in_small_letters_beside_what_makes_it_a_name_is_seen(text: str) -> None:
    omar = Correspondents(replace(GRETA, given_name="Omar", family_name="Young"), TIM)
    written = f"{HI}{text}\n\nI will write again next week about the tower and the river.\n"
    gone = "young" not in masked_text(written, writer=omar.mentor, reader=TIM).casefold()
    assert holds(written, omar) or gone


@pytest.mark.parametrize(
    "text",
    [
        "Is Omar young?",
        "Sport keeps Omar young.",
        "young people",
        "the young ones",
        "when omar was young",
        "a young omar would say so",
        "Thanks omar! young readers love it",
    ],
)
def test_the_word_beside_the_given_name_passes(text: str) -> None:
    omar = Correspondents(replace(GRETA, given_name="Omar", family_name="Young"), TIM)
    assert not holds(f"{HI}{text}\n", omar)
