"""Mails with files made to break who reads them: looked into and masked, each ends soon and small (CASES B57)."""

import resource
import struct
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from relay.mime.files.confined import Bounds
from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from tests.support import pdfs, pictures
from tests.support.attaching import attach
from tests.support.letters import GRETA, TIM, masked, new_text, parsed
from tests.support.office import NAMESPACES, homework_docx, with_parts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _full_of_zeros() -> bytes:
    return with_parts(homework_docx(), {"word/document.xml": bytes(128 << 20)})


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{number + 1} "{f"&l{number};" * 10}">' for number in range(10))
    document = (
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]>'
        f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&l10;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_parts(homework_docx(), {"word/document.xml": document})


def _deep_tree(depth: int = 20_000) -> bytes:
    inner = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 800]>>" % (depth + 1)
    return pdfs.by_hand(b"<</Type/Catalog/Pages 2 0 R>>", *inner, leaf)


def _deflated_page() -> bytes:
    return pdfs.one_page(pdfs.stream(pdfs.deflated_bomb(128 << 20), b"/Filter/FlateDecode"))


def _drawings_that_multiply() -> bytes:
    forms = [
        pdfs.stream(b"/X Do " * 10, b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6))
        for number in range(40)
    ]
    return pdfs.one_page(
        pdfs.stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", *forms, pdfs.stream(b"0 0 m", b"/Subtype/Form")
    )


def _webp_claiming(width: int, height: int) -> bytes:
    """Return a small WebP whose canvas claims another size (24 bits each, less one)."""
    content = bytearray(pictures.webp("x"))
    place = content.index(b"VP8X") + 12
    content[place : place + 6] = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return bytes(content)


_BOMBS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "docx full of zeros": ("a.docx", _DOCX, _full_of_zeros),
    "docx with entities of entities": ("a.docx", _DOCX, _laughs),
    "pdf that unpacks to much": ("a.pdf", "application/pdf", _deflated_page),
    "pdf with a deep tree of pages": ("a.pdf", "application/pdf", _deep_tree),
    "pdf whose drawings multiply": ("a.pdf", "application/pdf", _drawings_that_multiply),
    "giant png": ("a.png", "image/png", pictures.giant_png),
    "giant gif": ("a.gif", "image/gif", lambda: pictures.gif_of(1, 65_535, 65_535)),
    "gif of very many frames": ("a.gif", "image/gif", lambda: pictures.gif_of(200_000)),
    "giant webp": ("a.webp", "image/webp", lambda: _webp_claiming(16_000, 16_000)),
    "giant tiff": ("a.tif", "image/tiff", lambda: pictures.tiff_claiming(60_000, 60_000)),
    "giant jpeg": ("a.jpg", "image/jpeg", lambda: pictures.jpeg_claiming(65_000, 65_000)),
}


def _mail(name: str, media_type: str, content: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = GRETA.addresses[0], TIM.masked_address, "What I found"
    mail.set_content("See what I found.\n")
    attach(mail, name, media_type, content)
    return mail.as_bytes(policy=SMTP)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_bounds_of_a_file_are_those_that_are_promised() -> None:
    assert Bounds().cpu_seconds < 5
    assert Bounds().memory <= 300 << 20


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_in_a_mail_is_a_reason_to_hold_it(name: str) -> None:
    filename, media_type, make = _BOMBS[name]
    raw = _mail(filename, media_type, make())
    before = _seconds_of_children()
    (part,) = with_files(read_message(raw)).attachments
    assert part.file is not None
    assert part.file.problem
    assert _seconds_of_children() - before < 5


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_is_left_out_of_what_is_released(name: str) -> None:
    filename, media_type, make = _BOMBS[name]
    raw = _mail(filename, media_type, make())
    before = _seconds_of_children()
    delivered = masked(raw, release=True).data
    assert list(parsed(delivered).iter_attachments()) == []
    assert "[An attachment was left out: a" in new_text(delivered)
    assert "See what I found." in new_text(delivered)
    assert _seconds_of_children() - before < 5
