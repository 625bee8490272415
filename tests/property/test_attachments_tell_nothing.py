"""Generated mails with files of every kind that is delivered, identities planted beside and inside their content."""

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

import docx
import openpyxl
import pikepdf
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from odf.opendocument import load as open_odt

from relay.masking.frame import IdentityLeftError, Masked
from relay.mime.files.kinds import FileKind
from tests.support import calendars, pdfs, pictures
from tests.support.attaching import attach
from tests.support.letters import GRETA, TIM, masked, parsed, readings
from tests.support.office import HOMEWORK, NAMESPACES, with_parts
from tests.support.unpacking import texts_inside

_FILES = 12  # of a mail: they share one confined process
_MAILS = 20
_IDENTITIES = (
    "Greta Oldfield", "Oldfield, Greta", "Ms. Oldfield", "GRETA OLDFIELD", "goldfield7", GRETA.addresses[0],
    GRETA.addresses[0].upper(), "greta.oldfield+x@mentors.example", "greta.oldfield (at) mentors.example",
    "https://x.example/u/goldfield7", "Tim Kowalczyk", "T. Kowalczyk", "Kowalczyk", TIM.addresses[0],
)  # fmt: skip
_SECRETS = (GRETA.addresses[0], TIM.addresses[0], "oldfield", "kowalczyk")
_SENTENCES = ("I built a bridge.", "How long is it?", "The answer is 5.", "Which one would you build?")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"

Random = random.Random
Sent = tuple[str, bytes]
"""A media type and content."""


def _who(rng: Random) -> str:
    return rng.choice(_IDENTITIES)


def _line(rng: Random) -> str:
    sentence = rng.choice(_SENTENCES)
    return f"{sentence} {_who(rng)}" if rng.random() < 0.3 else sentence


def _jpeg(rng: Random) -> Sent:
    ways: tuple[Callable[[str], bytes], ...] = (pictures.iphone_photo, pictures.motion_photo)
    photo = rng.choice(ways)(_who(rng))
    return "image/jpeg", pictures.with_segments(photo, pictures.segment(0xFE, _who(rng).encode()))


def _png(rng: Random) -> Sent:
    more = pictures.chunk(rng.choice((b"tEXt", b"prVt")), b"Comment\0" + _who(rng).encode())
    return "image/png", pictures.with_chunks(pictures.screenshot(_who(rng)), more)


def _pdf(rng: Random) -> Sent:
    ways: tuple[Callable[[str], bytes], ...] = (pdfs.word, pdfs.latex, pdfs.scan, pdfs.adobe_form)
    if rng.random() < 0.2:
        return "application/pdf", pdfs.plain([_line(rng), rng.choice(_SENTENCES)])
    return "application/pdf", rng.choice(ways)(_who(rng))


def _document(kind: FileKind, media_type: str) -> Callable[[Random], Sent]:
    def make(rng: Random) -> Sent:
        content = HOMEWORK[kind](_who(rng), _line(rng))
        who = escape(_who(rng))
        beside: dict[str, str | bytes] = {
            "docProps/app.xml": (
                f'<Properties xmlns="{_PROPERTIES}/extended-properties"><Company>{who}</Company>'
                f"<Manager>{who}</Manager></Properties>"
            ),
            "docProps/custom.xml": f'<Properties xmlns="{_PROPERTIES}/custom-properties"><x>{who}</x></Properties>',
            "docProps/thumbnail.jpeg": pictures.iphone_photo(_who(rng)),
            "customXml/item1.xml": f"<owner {NAMESPACES}>{who}</owner>",
        }
        if kind is FileKind.ODT:
            beside = {"Thumbnails/thumbnail.png": pictures.screenshot(_who(rng)), "extra.xml": f"<owner>{who}</owner>"}
        chosen = {name: part for name, part in beside.items() if rng.random() < 0.5}
        return media_type, with_parts(content, chosen)

    return make


def _table(rng: Random) -> Sent:
    out = io.StringIO()
    csv.writer(out).writerows([[number, _line(rng), _who(rng)] for number in range(rng.randint(1, 9))])
    return "text/csv", out.getvalue().encode()


def _text(rng: Random) -> Sent:
    return "text/plain", "\n".join(_line(rng) for _ in range(rng.randint(1, 9))).encode()


def _invitation(rng: Random) -> Sent:
    ways = (calendars.google, calendars.outlook, calendars.apple)
    who = _who(rng).replace(",", "\\,")
    if rng.random() < 0.5:
        return "text/calendar", rng.choice(ways)()
    lines = calendars.event("DTSTART:20261201T150000Z", f"COMMENT:{who}", f"X-OWNER:{who}", f"DESCRIPTION:{who}")
    return "text/calendar", calendars.calendar("PRODID:-//x//", *lines)


def _card(rng: Random) -> Sent:
    return "text/vcard", f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{_who(rng)}\r\nN:;;;;\r\nEND:VCARD\r\n".encode()


_MAKERS: dict[str, Callable[[Random], Sent]] = {
    "jpg": _jpeg,
    "png": _png,
    "gif": lambda rng: ("image/gif", pictures.animation(_who(rng))),
    "webp": lambda rng: ("image/webp", pictures.webp(_who(rng))),
    "pdf": _pdf,
    "docx": _document(FileKind.DOCX, f"{_OFFICE}.wordprocessingml.document"),
    "pptx": _document(FileKind.PPTX, f"{_OFFICE}.presentationml.presentation"),
    "xlsx": _document(FileKind.XLSX, f"{_OFFICE}.spreadsheetml.sheet"),
    "odt": _document(FileKind.ODT, "application/vnd.oasis.opendocument.text"),
    "csv": _table,
    "md": lambda rng: ("text/markdown", _text(rng)[1]),
    "txt": _text,
    "ics": _invitation,
    "vcf": _card,
}
_OPENERS: dict[str, Callable[[bytes], object]] = {
    "pdf": lambda content: pikepdf.open(io.BytesIO(content)).pages[0],
    "docx": lambda content: docx.Document(io.BytesIO(content)),
    "pptx": lambda content: pptx.Presentation(io.BytesIO(content)).slides[0],
    "xlsx": lambda content: openpyxl.load_workbook(io.BytesIO(content)).worksheets[0],
    "odt": lambda content: open_odt(io.BytesIO(content)),
    "ics": lambda content: Calendar.from_ical(content.decode()),
    **dict.fromkeys(("csv", "md", "txt"), bytes.decode),
    **dict.fromkeys(("jpg", "png", "gif", "webp"), pictures.opened),
}


def _mail(rng: Random) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = GRETA.addresses[0], TIM.masked_address
    mail["Subject"] = "What I found"
    mail.set_content("See what I found.\n")
    for number, ending in enumerate(rng.sample(sorted(_MAKERS), _FILES)):
        media_type, content = _MAKERS[ending](rng)
        stem = re.sub(r"[/:]", "", _who(rng)) if rng.random() < 0.3 else f"homework{number}"
        attach(mail, f"{stem}.{ending}", media_type, content)
    return mail.as_bytes(policy=SMTP)


def _assert_tells_nothing(result: Masked) -> None:
    without_to = re.sub(rb"(?m)^To: [^\r\n]*\r\n", b"", result.data, count=1)
    for reading in readings(without_to):
        low = reading.casefold()
        assert [secret for secret in _SECRETS if secret in low] == []
        if low.isascii():  # most of what is not are pixels
            bare = re.sub(r"[\W_]", "", low)
            assert "oldfield" not in bare
            assert "kowalczyk" not in bare


def _opened(result: Masked) -> list[str]:
    """Open every delivered file; return their endings."""
    endings = []
    for part in parsed(result.data).iter_attachments():
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        endings.append((part.get_filename() or "").rpartition(".")[2])
        _OPENERS[endings[-1]](payload)
    return endings


@pytest.mark.parametrize("ending", sorted(_MAKERS))
def test_what_is_planted_can_be_read_in_the_file_that_comes_in(ending: str) -> None:
    made = (_MAKERS[ending](Random(seed))[1] for seed in range(20))
    inside = (" ".join(texts_inside(content)).casefold() for content in made)
    assert any(secret in low for low in inside for secret in _SECRETS)


def test_no_file_tells_who_wrote_or_reads_it_and_every_delivered_one_opens() -> None:
    delivered: Counter[str] = Counter()
    for seed in range(_MAILS):
        result = masked(_mail(Random(seed)), release=True)
        _assert_tells_nothing(result)
        delivered.update(_opened(result))
    assert set(delivered) == set(_OPENERS)
    assert sum(delivered.values()) >= _MAILS * _FILES * 0.7


@pytest.mark.deep
@settings(max_examples=1_000)
@given(rng=st.randoms(use_true_random=False))
def test_no_file_of_ten_thousand_tells_who_wrote_or_reads_it(rng: Random) -> None:
    try:
        result = masked(_mail(rng), release=True)
    except IdentityLeftError:
        return
    _assert_tells_nothing(result)
    _opened(result)
