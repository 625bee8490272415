"""The text that pages show, as a viewer finds it: by PDFium, from the bare copy."""

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from relay.mime.files.pdf.drawings import Drawings
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

MOST_TEXT = 500_000  # characters
_HYPHEN = "\x02"  # what PDFium writes for a hyphen at the end of a line


def page_texts(content: bytes, drawings: Drawings | None = None) -> list[str]:
    """Return the text of each page of a PDF, also what is drawn invisibly; add what is drawn to ``drawings``.

    Raises UnreadableFileError.
    """
    texts: list[str] = []
    size = 0
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(BROKEN) from error
    try:
        for number in range(len(document)):
            texts.append(_page_text(document, number, drawings))
            size += len(texts[-1])
            if size > MOST_TEXT:
                raise UnreadableFileError(TOO_LARGE)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(BROKEN) from error
    finally:
        document.close()
    return texts


def _page_text(document: Any, number: int, drawings: Drawings | None) -> str:  # noqa: ANN401 - the library has no types
    page = document[number]
    try:
        if drawings is not None:
            drawings.add_page(page)
        text_page = page.get_textpage()
        try:
            return _clean(_all_text(text_page))
        finally:
            text_page.close()
    finally:
        page.close()


def _all_text(text_page: Any) -> str:  # noqa: ANN401 - the library has no types
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    return bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", "replace")


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace(f"{_HYPHEN}\n", "").replace(_HYPHEN, "")
    return lines.replace("\0", "").replace("\ufffe", "").strip()
