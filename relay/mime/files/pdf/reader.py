"""Reading a PDF: what its pages show, every word in it, its pictures, and what it tells beside."""

import hashlib
import io

import pikepdf

from relay.mime.files.kinds import FileKind
from relay.mime.files.pdf.bare import BareCopy, bare_copy
from relay.mime.files.pdf.document import opened
from relay.mime.files.pdf.drawings import Drawings
from relay.mime.files.pdf.shown import MOST_TEXT, page_texts
from relay.mime.files.pdf.words import words_in
from relay.mime.files.picture_metadata import texts_of
from relay.mime.files.reading import TOO_LARGE, FileReading, UnreadableFileError

_SCENE = [-14_400, -14_400, 14_400, 14_400]  # as large as a page can be


def read_pdf(content: bytes) -> FileReading:
    """Return what a PDF says. Raises UnreadableFileError.

    Text is taken from the same bare copy of the pages that is delivered. ``pictures`` are digests of pictures as
    they are coded in the file, since decoding those of a long scan takes more time than there is, and of drawings that
    can be writing.
    """
    with opened(content) as source:
        words = words_in(source)
        if not words.complete:
            raise UnreadableFileError(TOO_LARGE)
        copy = bare_copy(source)
        drawings = Drawings()
        texts = [*shown_texts(copy, drawings), *words.shown]
        if copy.doubtful or not drawings.complete:  # then the document counts as one drawing
            drawings.found[hashlib.sha256(content).hexdigest()] = None
        properties = [*words.told, texts_of(copy.reader.beside)]
        return FileReading(
            FileKind.PDF,
            text=_bounded(texts),
            properties=_bounded(properties),
            pictures=(*copy.pictures, *drawings.found),
        )


def _bounded(lines: list[str]) -> str:
    text = "\n".join(line for line in lines if line)
    if len(text) > 2 * MOST_TEXT:
        raise UnreadableFileError(TOO_LARGE)
    return text


def shown_texts(copy: BareCopy, drawings: Drawings | None = None) -> list[str]:
    """Return the text of each page, and of each scene that lies on one (looks of annotations, patterns, masks).

    These scenes become pages of ``copy``, which is used up; what is drawn is added to ``drawings``.
    Raises UnreadableFileError.
    """
    for scene in copy.scenes.values():
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array(_SCENE),
            Resources=scene.get("/Resources", pikepdf.Dictionary()),
            Contents=scene,
        )
        copy.target.pages.append(pikepdf.Page(copy.target.make_indirect(page)))
    return page_texts(written(copy.target, compress=False), drawings)


def written(pdf: pikepdf.Pdf, *, compress: bool = True) -> bytes:
    """Return ``pdf`` as bytes, the same for the same document."""
    out = io.BytesIO()
    pdf.save(
        out,
        compress_streams=compress,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        min_version="1.7",
        fix_metadata_version=False,
    )
    return out.getvalue()
