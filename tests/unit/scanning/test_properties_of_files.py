"""What files tell beside their text is read: properties of calendars, documents, PDFs and pictures, names of parts."""

import io
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image

from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.attaching import attach
from tests.support.letters import with_attachment
from tests.support.office import HOMEWORK
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
ASKED = "text me 515-555-0143"
OFFICE = "application/vnd.openxmlformats-officedocument"


def mail(name: str, media_type: str, content: bytes) -> bytes:
    letter = EmailMessage()
    letter["Subject"] = "my file"
    letter.set_content("Here is the file for class.")
    attach(letter, name, media_type, content)
    return letter.as_bytes()


def scan(raw: bytes) -> list[Finding]:
    findings = scanner_without_opinion().scan_message(with_files(read_message(raw)), FROM_TIM)
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def held_for(raw: bytes) -> set[Category]:
    return {finding.category for finding in scan(raw)}


def beside_text(raw: bytes) -> list[Finding]:
    return [finding for finding in scan(raw) if finding.explanation.startswith("in what the file tells")]


def calendar(*properties: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "METHOD:REQUEST",
        "BEGIN:VEVENT", "DTSTAMP:20261120T100000Z", "DTSTART;TZID=America/Chicago:20261123T100000", "SUMMARY:Reading",
        "UID:7f3k25155550143@google.com", *properties, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return mail("invite.ics", "text/calendar", "\r\n".join(lines).encode())


@pytest.mark.parametrize(
    "written",
    [
        "URL:tel:5155550143", f'ATTENDEE;CN="{ASKED}":mailto:tim.k@students.example',
        f'ORGANIZER;CN="{ASKED}":mailto:tim.k@students.example', "ORGANIZER:tel:5155550143", f"X-NOTE:{ASKED}",
        'LOCATION;ALTREP="tel:5155550143":Library', f"CONTACT:{ASKED}", f"COMMENT:{ASKED}", f"RELATED-TO:{ASKED}",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:dGV4dCBtZSA1MTUtNTU1LTAxNDM=", "RESOURCES:515-555-0143",
        'ATTACH;FILENAME="5155550143.txt":https://pictures.example/a', "CATEGORIES:515,555,0143", "CLASS:515-555-0143",
        "STATUS:515-555-0143", "TRANSP:515-555-0143", 'SUMMARY;X-A="515-555-0143":Reading',
        f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDESCRIPTION:{ASKED}\r\nEND:VALARM",
    ],
)  # fmt: skip
def test_a_number_in_any_property_of_a_calendar_is_read(written: str) -> None:
    assert Category.PII_PHONE in held_for(calendar(written))


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("URL:https://discord.gg/abcdef", Category.LINK_SUSPICIOUS),
        ("CONFERENCE:https://discord.gg/abcdef", Category.LINK_SUSPICIOUS),
        ("ATTACH:https://discord.gg/abcdef", Category.LINK_SUSPICIOUS),
        ("GEO:41.586812;-93.625012", Category.PII_ADDRESS),
        ("ATTENDEE;CN=Tim:mailto:timkow@gmail.com", Category.PII_EMAIL),
    ],
)
def test_contact_data_in_a_calendar_is_read(written: str, category: Category) -> None:
    assert category in held_for(calendar(written))


def test_what_calendar_programs_write_is_no_finding() -> None:
    raw = calendar(
        "CREATED:20261120T100000Z", "LAST-MODIFIED:20261120T100000Z", "SEQUENCE:12", "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN=Tim Kowalczyk;X-NUM-GUESTS=0:mailto:tim.k@students.example",
        "ORGANIZER;CN=Greta Oldfield:mailto:greta.oldfield@mentors.example", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "X-MICROSOFT-CDO-OWNERAPPTID:2118765534", "X-MS-OLK-CONFTYPE:0",
    )  # fmt: skip
    assert beside_text(raw) == []


def word_file(change: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    document.add_paragraph("My report on bridges.")
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kept", ["author", "title", "subject", "keywords", "comments", "category", "last_modified_by"])
def test_a_number_in_the_properties_of_a_document_is_read(kept: str) -> None:
    content = word_file(lambda document: setattr(document.core_properties, kept, ASKED))
    assert Category.PII_PHONE in held_for(mail("a.docx", f"{OFFICE}.wordprocessingml.document", content))


def test_a_number_in_a_cell_of_a_workbook_is_read_however_it_is_formatted() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Bridge", 1883])
    book.worksheets[0].append([5155550143])
    out = io.BytesIO()
    book.save(out)
    assert Category.PII_PHONE in held_for(mail("a.xlsx", f"{OFFICE}.spreadsheetml.sheet", out.getvalue()))


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.XLSX, FileKind.ODT])
def test_what_office_programs_write_is_no_finding(kind: FileKind) -> None:
    raw = mail(f"a.{kind.value}", "application/octet-stream", HOMEWORK[kind](author="Tim Kowalczyk"))
    assert beside_text(raw) == []


def test_a_talk_is_not_held_for_what_its_layouts_are_called() -> None:
    raw = mail("a.pptx", f"{OFFICE}.presentationml.presentation", HOMEWORK[FileKind.PPTX](author="Tim Kowalczyk"))
    assert held_for(raw) == {Category.ATTACHMENT_IMAGE}


def test_a_number_in_the_information_of_a_pdf_is_read() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Subject"] = ASKED
    out = io.BytesIO()
    pdf.save(out)
    assert Category.PII_PHONE in held_for(mail("a.pdf", "application/pdf", out.getvalue()))


def test_a_number_in_the_comment_of_a_picture_is_read() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", comment=ASKED.encode())
    assert Category.PII_PHONE in held_for(mail("a.jpg", "image/jpeg", out.getvalue()))


@pytest.mark.parametrize(
    "header",
    [
        'Content-Type: text/plain; name="5155550143.txt"\nContent-Disposition: attachment; filename=notes.txt',
        f"Content-Type: text/plain\nContent-Description: {ASKED}\nContent-Disposition: attachment; filename=notes.txt",
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="text me 515-555-0143.txt"',
    ],
)
def test_a_number_in_what_the_header_says_of_a_part_is_read(header: str) -> None:
    assert Category.PII_PHONE in held_for(with_attachment("Here is the file.", f"{header}\n\nnotes"))
