"""Every text that can be got out of a file as it will be delivered, for the last look (CASES rule 2)."""

import io
import zipfile
from collections.abc import Iterator

from relay.mime.files.inside import read_file
from relay.mime.files.kinds import FileKind

_READABLE = (".xml", ".rels", ".rdf", ".txt", "mimetype")


def texts_in(content: bytes, kind: FileKind) -> Iterator[str]:
    """Yield the texts, properties, names and markup of a file that was written by ourselves.

    Office documents are unpacked by another program than the one that read them. Raises whatever the parsers
    raise: such a file is not delivered.
    """
    if kind.is_picture:
        yield _beside_picture(content, kind)
    elif kind is FileKind.PDF:
        reading = read_file(kind, content)
        yield from (reading.text, reading.properties)
    elif kind.is_document:
        yield from _unpacked(content)
    else:
        yield content.decode("utf-8").replace("\r\n ", "")


def _beside_picture(content: bytes, kind: FileKind) -> str:
    """Return what a picture tells beside its pixels; those, which our own encoder just wrote, are not decoded."""
    from relay.mime.files import picture, picture_metadata, picture_parts, picture_pixels  # noqa: PLC0415 - large

    parts = picture_parts.take_apart(content, kind)
    return picture_metadata.texts_of(picture.with_tags(parts, picture_pixels.open_picture(parts, kind)))


def _unpacked(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            yield f"{entry.filename}\n{entry.comment.decode('utf-8', 'replace')}"
            if entry.filename.endswith(_READABLE):
                yield package.read(entry).decode("utf-8", "replace")
        yield package.comment.decode("utf-8", "replace")
