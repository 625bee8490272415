"""A PDF opened within bounds, and its pages in order (ISO 32000-1 §7.7)."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
from pikepdf.settings import set_qpdf_limits

from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE, UnreadableFileError

MOST_PAGES = 300
_MOST_OBJECTS = 100_000
_MOST_DEPTH = 40  # of the tree of pages
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_MOST_UNPACKED = 64 << 20  # bytes of one stream


# What reading a document that is not as it should be may raise.
_BREAKS = (pikepdf.PdfError, ValueError, TypeError, LookupError, RuntimeError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as it stands in its document, with what it inherits."""

    page: pikepdf.Object
    inherited: dict[str, pikepdf.Object]

    def get(self, key: str) -> pikepdf.Object | None:
        """Return an entry, its own or inherited."""
        found = self.page.get(key)
        return found if found is not None else self.inherited.get(key)


@contextmanager
def opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a document that needs no password; every value in it is a `pikepdf.Object`.

    Raises UnreadableFileError for what is broken, encrypted or too large, also for what breaks later in the block.
    """
    set_qpdf_limits(
        parser_max_nesting=60,
        parser_max_container_size=200_000,
        doc_max_warnings=300,
        max_stream_filters=4,
        flate_max_memory=_MOST_UNPACKED,
        png_max_memory=_MOST_UNPACKED,
        tiff_max_memory=_MOST_UNPACKED,
        run_length_max_memory=_MOST_UNPACKED,
        dct_max_memory=_MOST_UNPACKED,
    )
    try:
        with pikepdf.open(io.BytesIO(content), conversion_mode="explicit") as pdf:
            if len(pdf.objects) > _MOST_OBJECTS:
                raise UnreadableFileError(TOO_LARGE)
            yield pdf
    except pikepdf.PasswordError as error:
        raise UnreadableFileError(ENCRYPTED) from error
    except _BREAKS as error:
        raise UnreadableFileError(BROKEN) from error


def pages_of(pdf: pikepdf.Pdf) -> list[SourcePage]:
    """Return the pages in order. Raises UnreadableFileError for more than 300, or a tree that bites its tail."""
    found: list[SourcePage] = []
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[pikepdf.Object | None, dict[str, pikepdf.Object], int]] = [(pdf.Root.get("/Pages"), {}, 0)]
    while stack:
        node, inherited, depth = stack.pop()
        if not isinstance(node, pikepdf.Dictionary) or depth > _MOST_DEPTH:
            raise UnreadableFileError(BROKEN)
        kids = node.get("/Kids")
        if kids is None:
            found.append(SourcePage(node, inherited))
            if len(found) > MOST_PAGES:
                raise UnreadableFileError(TOO_LARGE)
            continue
        if not isinstance(kids, pikepdf.Array) or node.objgen in seen:
            raise UnreadableFileError(BROKEN)
        if len(kids) > MOST_PAGES:
            raise UnreadableFileError(TOO_LARGE)
        seen.add(node.objgen)
        own = {key: value for key in _INHERITED if (value := node.get(key)) is not None}
        stack += [(kid, inherited | own, depth + 1) for kid in reversed(list(kids))]
    if not found:
        raise UnreadableFileError(BROKEN)
    return found
