"""What masking is measured on: mails of given sizes, and one mail with each kind of file, all written here."""

import csv
import io
import json
import math
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from itertools import cycle
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pptx
import pptx.util
from icalendar import Calendar, Event, vCalAddress
from odf import text as odf_text
from odf.opendocument import OpenDocumentText
from PIL import Image

from tests.support.attaching import attach
from tests.support.letters import GRETA, TIM

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "scanning" / "dev.jsonl"
_NAME, _ADDRESS = f"{GRETA.given_name} {GRETA.family_name}", GRETA.addresses[0]
_QUOTE = f"On Mon, 23 Nov 2026 at 10:02, {TIM.given_name} {TIM.family_name} <{TIM.addresses[0]}> wrote:"
_TELLING = re.compile(rf"\S*(?:{GRETA.family_name}|{TIM.family_name})\S*", re.IGNORECASE)
_SENTENCES_OF_A_PARAGRAPH = 5
_SEED = 4


class Words:
    """Ordinary sentences out of the labelled messages that are clean."""

    def __init__(self) -> None:
        """Read them."""
        lines = (json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines())
        clean = [" ".join(line["body"].split()) for line in lines if line.get("expect") == "forward"]
        self._sentences = cycle(sentence for sentence in clean if sentence)

    def paragraph(self) -> str:
        """Return the next few."""
        return " ".join(next(self._sentences) for _ in range(_SENTENCES_OF_A_PARAGRAPH))

    def paragraphs(self, size: int) -> list[str]:
        """Return paragraphs of about ``size`` characters together."""
        found, length = [], 0
        while length < size:
            found.append(self.paragraph()[: max(1, size - length)])
            length += len(found[-1]) + 2
        return found


def plain_mail(words: Words, size: int) -> bytes:
    """Return a mail of plain text of about ``size`` bytes, with a signature and a quote."""
    return _mail(_text(words.paragraphs(max(1, size - 800)))).as_bytes(policy=SMTP)


def mail_of_both(words: Words, size: int) -> bytes:
    """Return a mail of about ``size`` bytes that says the same as plain text and as HTML."""
    paragraphs = words.paragraphs(max(1, size // 2 - 700))
    mail = _mail(_text(paragraphs))
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    mail.add_alternative(
        f"<html><body>{body}<div>Best wishes,</div><div><b>{_NAME}</b></div>"
        f'<div><a href="mailto:{_ADDRESS}">{_ADDRESS}</a></div><div class="gmail_quote">{escape(_QUOTE)}'
        f"<blockquote>{escape(paragraphs[0])}</blockquote></div></body></html>",
        subtype="html",
    )
    return mail.as_bytes(policy=SMTP)


def _text(paragraphs: list[str]) -> str:
    return "\n\n".join([*paragraphs, f"Best wishes,\n{_NAME}\n{_ADDRESS}", _QUOTE, f"> {paragraphs[0]}"]) + "\n"


def _mail(text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{_NAME} <{_ADDRESS}>", TIM.masked_address
    mail["Subject"], mail["Message-ID"] = "What I found", "<abc@mentors.example>"
    mail["Date"] = "Mon, 23 Nov 2026 11:02:00 +0100"
    mail.set_content(text)
    return mail


def mail_with(words: Words, name: str, kind: str, content: bytes) -> bytes:
    """Return a short mail with a file."""
    mail = _mail(_text(words.paragraphs(400)))
    attach(mail, name, kind, content)
    return mail.as_bytes(policy=SMTP)


def text_file(words: Words) -> bytes:
    """Return 20 KB of text."""
    return _text(words.paragraphs(20_000)).encode()


def table(words: Words) -> bytes:
    """Return a CSV file of 500 rows."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["week", "length", "note", "who"])
    rows.writerows(
        [number, number * 1.5, words.paragraph()[:40], _NAME if number % 50 == 0 else ""] for number in range(500)
    )
    return out.getvalue().encode()


def calendar(words: Words) -> bytes:
    """Return an invitation."""
    entry = Event()
    entry.add("summary", "Talk about the essay")
    entry.add("description", f"{words.paragraph()}\n{_NAME}")
    entry.add("uid", f"1@{_ADDRESS.partition('@')[2]}")
    entry.add("dtstart", datetime(2026, 11, 26, 15, tzinfo=UTC))
    entry.add("dtend", datetime(2026, 11, 26, 15, 30, tzinfo=UTC))
    entry.add("dtstamp", datetime(2026, 11, 23, 10, tzinfo=UTC))
    for address in (_ADDRESS, TIM.addresses[0]):
        entry.add("attendee", vCalAddress(f"mailto:{address}"))
    whole = Calendar()
    whole.add("prodid", "-//bench//")
    whole.add("version", "2.0")
    whole.add("method", "REQUEST")
    whole.add_component(entry)
    return bytes(whole.to_ical())


def photo() -> bytes:
    """Return a JPEG of 12 megapixels with the grain of a photo, a camera's data and a place."""
    exif = Image.Exif()
    exif[0x013B] = _NAME
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    out = io.BytesIO()
    _grain(4000, 3000, 18).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def screenshot() -> bytes:
    """Return a PNG of 1920 x 1080 with flat areas and some detail."""
    picture = Image.new("RGB", (1920, 1080), (245, 245, 245))
    for number in range(12):
        picture.paste(
            (20 * number, 90, 160), (100 + 140 * number, 60 + 70 * number, 220 + 140 * number, 320 + 60 * number)
        )
    picture.paste(_grain(640, 360, 30), (1200, 60))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def animation() -> bytes:
    """Return a GIF of 20 frames."""
    frames = [Image.new("P", (320, 240), 10 * number) for number in range(20)]
    for number, frame in enumerate(frames):
        frame.paste(200, (10 * number, 40, 10 * number + 60, 160))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    return out.getvalue()


def _grain(width: int, height: int, strength: int) -> Image.Image:
    """Return a picture that compresses as a photo does: slow gradients and grain."""
    grain = Image.effect_noise((width, height), strength)
    slope = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (Image.blend(grain, slope, 0.6), Image.blend(slope, grain, 0.4), slope))


def pdf(words: Words, pages: int = 10) -> bytes:
    """Return a PDF of ten pages of text, with an author; no page names one of the two, or it would be left out."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        paragraphs = [_TELLING.sub("", paragraph) for paragraph in words.paragraphs(2500)]
        lines = [line for paragraph in paragraphs for line in _wrapped(paragraph)]
        drawn = "".join(f"({line}) Tj T*\n" for line in lines)
        page.obj.Contents = document.make_stream(
            f"BT /F1 10 Tf 12 TL 50 790 Td\n{drawn}ET".encode("latin-1", "replace")
        )
    document.docinfo["/Author"] = f"{_NAME} <{_ADDRESS}>"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _wrapped(paragraph: str, width: int = 95) -> list[str]:
    safe = "".join(character for character in paragraph if character not in "()\\")
    return [safe[start : start + width] for start in range(0, len(safe), width)]


def text_document(words: Words) -> bytes:
    """Return a docx of some ten pages with a picture."""
    document = docx.Document()
    document.core_properties.author = _NAME
    for paragraph in words.paragraphs(25_000):
        document.add_paragraph(paragraph)
    document.add_picture(io.BytesIO(screenshot()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def presentation(words: Words) -> bytes:
    """Return a pptx of ten slides, each with a picture."""
    show = pptx.Presentation()
    show.core_properties.author = _NAME
    drawing = screenshot()
    for _ in range(10):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = "The bridge"
        slide.placeholders[1].text = words.paragraph()
        slide.shapes.add_picture(
            io.BytesIO(drawing), pptx.util.Inches(1), pptx.util.Inches(4), width=pptx.util.Inches(4)
        )
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def spreadsheet(words: Words) -> bytes:
    """Return an xlsx of 500 rows."""
    book = openpyxl.Workbook()
    book.properties.creator = _NAME
    sheet = book.active
    assert sheet is not None
    chance = random.Random(_SEED)  # noqa: S311 - measurements, not secrets
    for number in range(500):
        sheet.append([number, chance.random(), math.sqrt(number), words.paragraph()[:40], f"=B{number + 1}*2"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document(words: Words) -> bytes:
    """Return an odt of some ten pages."""
    document = OpenDocumentText()
    for paragraph in words.paragraphs(25_000):
        document.text.addElement(odf_text.P(text=paragraph))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_OFFICE = "application/vnd.openxmlformats-officedocument"
FILES: dict[str, tuple[str, str, Callable[[Words], bytes]]] = {
    "txt, 20 KB": ("notes.txt", "text/plain", text_file),
    "csv, 500 rows": ("table.csv", "text/csv", table),
    "ics": ("invite.ics", "text/calendar", calendar),
    "jpeg, 12 MP": ("photo.jpg", "image/jpeg", lambda _: photo()),
    "png, 2 MP": ("screen.png", "image/png", lambda _: screenshot()),
    "gif, 20 frames": ("wave.gif", "image/gif", lambda _: animation()),
    "pdf, 10 pages": ("essay.pdf", "application/pdf", pdf),
    "docx, 10 pages": ("essay.docx", f"{_OFFICE}.wordprocessingml.document", text_document),
    "pptx, 10 slides": ("talk.pptx", f"{_OFFICE}.presentationml.presentation", presentation),
    "xlsx, 500 rows": ("table.xlsx", f"{_OFFICE}.spreadsheetml.sheet", spreadsheet),
    "odt, 10 pages": ("essay.odt", "application/vnd.oasis.opendocument.text", open_document),
}
