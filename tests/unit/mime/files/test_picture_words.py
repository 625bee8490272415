"""What programs read in pictures, as a help for who looks: codes always, words where tesseract is installed."""

import io
import os
import shutil
import time
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image

from relay.mime.files.confined import Bounds
from relay.mime.files.looking import with_files, with_picture_words
from relay.mime.reading import read_message
from relay.mime.tree import Part
from tests.support.attaching import attach
from tests.support.pictures import encoded, note, qr_code

LINK = "https://discord.gg/abcd"
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def read(*files: tuple[str, str, bytes], bounds: Bounds | None = None) -> tuple[Part, ...]:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "tim.k@students.example", "look"
    mail.set_content("see the picture")
    for name, media_type, content in files:
        attach(mail, name, media_type, content)
    return with_picture_words(with_files(read_message(mail.as_bytes())), bounds).attachments


def words(part: Part) -> str:
    assert part.file is not None
    assert part.file.problem == ""
    return part.file.in_pictures


def document_with(picture: bytes, line: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(line)
    document.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_code_in_a_picture_of_any_form_is_read(form: str) -> None:
    (part,) = read((f"code.{form.lower()}", f"image/{form.lower()}", encoded(qr_code(LINK), form)))
    assert LINK in words(part).splitlines()


def test_a_code_is_read_turned_small_and_on_nothing_but_air() -> None:
    code = qr_code(LINK)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda value: 255 - value))
    for image in (code.rotate(90), code.resize((90, 90)), clear):
        (part,) = read(("code.png", "image/png", encoded(image, "PNG")))
        assert LINK in words(part).splitlines()


def test_the_words_of_a_picture_follow_the_name_of_its_file() -> None:
    (part,) = read(("code.png", "image/png", encoded(qr_code(LINK), "PNG")))
    assert part.readable == f"code.png\n{LINK}"
    assert part.readable[part.pictures_offset :] == LINK
    assert part.text == ""


def test_a_code_in_a_document_is_read_and_its_text_is_said_once() -> None:
    content = document_with(encoded(qr_code(LINK), "PNG"), "I built a bridge.")
    (part,) = read(
        ("homework.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", content)
    )
    assert part.readable.splitlines()[:2] == ["homework.docx", "I built a bridge."]
    assert part.readable[part.pictures_offset :] == LINK


def test_a_code_on_a_page_is_read() -> None:
    content = encoded(qr_code(LINK).convert("RGB").resize((400, 400)), "PDF")
    (part,) = read(("scan.pdf", "application/pdf", content))
    assert LINK in words(part).splitlines()


@needs_tesseract
@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("white", "navy"), ("#c02020", "#f0f0e0")])
def test_words_in_a_picture_are_read(ink: str, paper: str) -> None:
    picture = note("Call me tonight\n515-555-0142", ink=ink, paper=paper)
    (part,) = read(("note.png", "image/png", encoded(picture, "PNG")))
    assert "515-555-0142" in words(part)


@needs_tesseract
def test_a_page_that_is_a_scan_is_read() -> None:
    (part,) = read(("scan.pdf", "application/pdf", encoded(note("my number is 515-555-0142"), "PDF")))
    assert "515-555-0142" in words(part)


def test_without_the_program_codes_alone_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    files = [("a.png", encoded(note("Call me"), "PNG")), ("b.png", encoded(qr_code(LINK), "PNG"))]
    plain, code = read(*((name, "image/png", content) for name, content in files))
    assert (words(plain), words(code)) == ("", LINK)


def test_a_program_that_hangs_or_fails_costs_the_words_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    hangs = '#!/bin/sh\n[ "$1" = --list-langs ] && { echo eng; exit; }\nexec sleep 600\n'
    for script in (hangs, "#!/bin/sh\nexit 3\n", "#!/bin/sh\nkill -SEGV $$\n"):
        program.write_text(script)
        program.chmod(0o755)
        began = time.monotonic()
        (part,) = read(
            ("note.png", "image/png", encoded(note("Call me"), "PNG")), bounds=Bounds(wall_seconds=2.0, all_seconds=4.0)
        )
        assert words(part) == ""
        assert time.monotonic() - began < 15


def test_a_picture_that_is_broken_or_too_large_stays_unread() -> None:
    cut = encoded(note("Call me"), "PNG")[:-200]
    (part,) = read(("note.png", "image/png", cut))
    assert part.file is not None
    assert part.file.problem
    assert part.file.in_pictures == ""
