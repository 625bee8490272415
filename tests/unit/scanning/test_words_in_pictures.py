"""Findings in what programs read in pictures: told as such, held beside the picture itself, never a reason to pass."""

import email.policy
import shutil
from email.message import EmailMessage

import pytest

from relay.masking.frame import Redaction
from relay.mime.files.looking import with_files, with_picture_words
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.attaching import attach
from tests.support.letters import masked, parsed
from tests.support.pictures import encoded, note, qr_code
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
PART = "attachment:picture.png"


def mail_with(picture: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "tim.k@students.example", PAIR.mentor.masked_address, "bridge"
    mail.set_content("I drew a bridge.\n\nTim")
    attach(mail, "picture.png", "image/png", picture)
    return mail.as_bytes(policy=email.policy.SMTP)


def scan(raw: bytes) -> tuple[Finding, ...]:
    return shipped_scanner().scan_message(with_picture_words(with_files(read_message(raw))), FROM_TIM)


def in_picture(findings: tuple[Finding, ...]) -> dict[Category, Finding]:
    return {finding.category: finding for finding in findings if finding.part == PART and finding.text != "picture.png"}


def test_a_link_in_a_code_is_found_and_told_to_be_in_a_picture() -> None:
    findings = scan(mail_with(encoded(qr_code("https://discord.gg/abcd"), "PNG")))
    found = in_picture(findings)[Category.LINK_SUSPICIOUS]
    assert found.explanation.startswith("read in a picture: ")
    assert found.severity > Severity.INFO
    assert found.text == "https://discord.gg/abcd"
    assert found.start == len("picture.png\n")
    assert Category.ATTACHMENT_IMAGE in {finding.category for finding in findings}


def test_the_pairs_own_names_in_a_picture_are_not_said_to_be_taken_out() -> None:
    found = in_picture(scan(mail_with(encoded(qr_code("I liked it\n\nTim Kowalczyk"), "PNG"))))
    assert found[Category.PII_FULL_NAME].severity > Severity.INFO


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Call me tonight\n515-555-0142", Category.PII_PHONE),
        ("I want to kill myself", Category.CRISIS_SELF_HARM),
        ("don't tell your mom about us", Category.CONDUCT_SECRECY),
    ],
)
def test_words_in_a_picture_are_scanned(text: str, category: Category) -> None:
    assert category in in_picture(scan(mail_with(encoded(note(text), "PNG"))))


def test_a_picture_in_which_something_is_to_be_removed_stays_out() -> None:
    raw = mail_with(encoded(qr_code("https://discord.gg/abcd"), "PNG"))
    found = in_picture(scan(raw))[Category.LINK_SUSPICIOUS]
    place = Redaction(found.part, found.start, found.end)
    delivered = parsed(masked(raw, redactions=(place,), release=True).data)
    assert list(delivered.iter_attachments()) == []
    whole = parsed(masked(raw, release=True).data)
    assert len(list(whole.iter_attachments())) == 1
