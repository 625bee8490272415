"""In the confined process: one file read by the parser for its kind, which is loaded only then."""

import importlib
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast

from relay.mime.files.kinds import FileKind
from relay.mime.files.reading import TOO_LARGE, FileReading, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_TEXT = 1_000_000  # characters of one file
_PICTURE, _OFFICE = ("picture", "read_picture"), ("office", "read_office")
_READERS = {kind: _PICTURE for kind in FileKind if kind.is_picture} | {
    FileKind.PDF: ("pdf", "read_pdf"),
    FileKind.CALENDAR: ("calendar", "read_calendar"),
    **dict.fromkeys((FileKind.DOCX, FileKind.PPTX, FileKind.XLSX, FileKind.ODT), _OFFICE),
}


def look(fields: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Read one file of the kind that ``fields`` names."""
    kind = FileKind(fields["kind"])
    try:
        reading = read_file(kind, content)
    except UnreadableFileError as error:
        reading = FileReading(kind, problem=str(error))
    if len(reading.text) > _MOST_TEXT:
        reading = replace(reading, text=reading.text[:_MOST_TEXT], problem=TOO_LARGE)
    return asdict(reading), b""


def read_file(kind: FileKind, content: bytes) -> FileReading:
    """Return the reading of a file of a kind that is looked into. Raises UnreadableFileError."""
    module, function = _READERS[kind]
    read = cast("Callable[..., FileReading]", getattr(importlib.import_module(f"{__package__}.{module}"), function))
    return read(content) if kind in {FileKind.PDF, FileKind.CALENDAR} else read(content, kind)
