"""Looking into the files of a message: each gets its `FileReading`; documents give their text to the tree."""

from collections.abc import Sequence
from dataclasses import replace

from relay.mime.files.confined import Bounds, Done, Failed, run_confined
from relay.mime.files.kinds import FileKind, agreed_kind, kind_by_content
from relay.mime.files.reading import BROKEN, MISMATCH, TOO_LARGE, TOO_MUCH, FileReading
from relay.mime.tree import MessageTree, Part

_LOOK = "relay.mime.files.inside:look"
_MOST_FILES = 30  # of one message that are looked into
_MOST_BYTES = 30 * 1024 * 1024  # of one file


def with_files(tree: MessageTree, bounds: Bounds | None = None) -> MessageTree:
    """Return ``tree`` with every attachment's `file` set and the text of documents in its `text`.

    Never raises: what cannot be looked into has a ``problem``. Blocking; costs a process where there are documents,
    pictures or calendars.
    """
    if all(part.file is not None for part in tree.attachments):
        return tree
    readings = iter(_readings(tree.attachments, bounds))
    looked_at = (part if part not in tree.attachments else _with_file(part, next(readings)) for part in tree.parts)
    return replace(tree, parts=tuple(looked_at))


def _with_file(part: Part, file: FileReading) -> Part:
    has_own_text = file.kind.is_document or file.kind is FileKind.CALENDAR
    return replace(part, file=file, text=file.text if has_own_text else part.text)


def read_files(files: Sequence[tuple[FileKind, bytes]], bounds: Bounds | None = None) -> list[FileReading]:
    """Return the reading of each file of a kind that is looked into, confined. Never raises."""
    jobs = [({"kind": kind.value}, content) for kind, content in files]
    outcomes = run_confined(_LOOK, jobs, bounds)
    return [_reading(kind, outcome) for (kind, _), outcome in zip(files, outcomes, strict=True)]


def _reading(kind: FileKind, outcome: Done | Failed) -> FileReading:
    if isinstance(outcome, Failed):
        return FileReading(kind, problem=TOO_MUCH if outcome.exhausted else BROKEN)
    try:
        fields = outcome.fields
        return FileReading(
            kind,
            text=str(fields["text"]),
            properties=str(fields["properties"]),
            pictures=tuple(str(digest) for digest in fields["pictures"]),
            problem=str(fields["problem"]),
        )
    except (KeyError, TypeError):
        return FileReading(kind, problem=BROKEN)


def _readings(parts: Sequence[Part], bounds: Bounds | None) -> list[FileReading]:
    known = [_at_first_sight(part, number) for number, part in enumerate(parts)]
    wanted = [(reading.kind, part.content) for reading, part in zip(known, parts, strict=True) if _is_read(reading)]
    found = iter(read_files(wanted, bounds))
    return [next(found) if _is_read(reading) else reading for reading in known]


def _at_first_sight(part: Part, number: int) -> FileReading:
    """Return what name, type and first bytes tell."""
    kind = agreed_kind(part.content, part.filename, part.content_type)
    if kind is None:
        return FileReading(kind_by_content(part.content), problem=MISMATCH)
    too_much = len(part.content) > _MOST_BYTES or number >= _MOST_FILES
    return FileReading(kind, problem=TOO_LARGE if too_much else "")


def _is_read(reading: FileReading) -> bool:
    kind = reading.kind
    return not reading.problem and (kind.is_picture or kind.is_document or kind is FileKind.CALENDAR)
