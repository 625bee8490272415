"""Looking into the files of a message: each gets its `FileReading`; documents give their text to the tree."""

from collections.abc import Sequence
from dataclasses import replace

from relay.mime.charset import decode_file, unix_lines
from relay.mime.files.confined import Bounds, Done, Failed, run_confined
from relay.mime.files.kinds import FileKind, agreed_kind, kind_by_content
from relay.mime.files.reading import BROKEN, MISMATCH, TOO_LARGE, TOO_MUCH, FileReading
from relay.mime.tree import MessageTree, Part, PartKind

_LOOK = "relay.mime.files.inside:look"
_READ_WORDS = "relay.mime.files.picture_words:read_words"
_FOR_WORDS = Bounds(cpu_seconds=6, wall_seconds=15.0, all_seconds=25.0)  # of a help: what takes longer goes without
_MOST_WITH_WORDS = 10  # files of one message whose pictures are read
_MOST_FILES = 30  # of one message that are looked into
_MOST_BYTES = 30 * 1024 * 1024  # of one file


def with_kinds(tree: MessageTree) -> MessageTree:
    """Return ``tree`` with every attachment's `file` set to what name, type and first bytes tell.

    What is plain text gets its `text`, whatever type it was sent as. Linear, nothing is unpacked.
    """
    number, parts = 0, []
    for part in tree.parts:
        if part.kind is PartKind.ATTACHMENT:
            number += 1
            parts.append(part if part.file else _at_first_sight(part, number))
        else:
            parts.append(part)
    return replace(tree, parts=tuple(parts))


def _at_first_sight(part: Part, number: int) -> Part:
    kind = agreed_kind(part.content, part.filename, part.content_type)
    if kind is None:
        file = FileReading(kind_by_content(part.content), problem=MISMATCH)
    else:
        too_much = len(part.content) > _MOST_BYTES or number > _MOST_FILES
        file = FileReading(kind, problem=TOO_LARGE if too_much else "")
    if not file.kind.is_plain_text or part.content_type.startswith("text/") or part.text or not part.content:
        return replace(part, file=file)
    decoded, loss = decode_file(part.content, "")
    return replace(part, file=file, text=unix_lines(decoded), charset_loss=loss)


def with_files(tree: MessageTree, bounds: Bounds | None = None) -> MessageTree:
    """Return ``tree`` with every attachment looked into, and the text of documents and calendars in its `text`.

    Never raises: what cannot be looked into has a ``problem``. Blocking; costs a process where there is something
    to look into.
    """
    at_sight = with_kinds(tree)
    wanted = [part for part in at_sight.attachments if part.file is not None and is_read(part.file)]
    if not wanted:
        return at_sight
    readings = read_files([(part.file.kind, part.content) for part in wanted if part.file], bounds)
    found = {part.name: reading for part, reading in zip(wanted, readings, strict=True)}
    return replace(at_sight, parts=tuple(_with_file(part, found.get(part.name)) for part in at_sight.parts))


def with_picture_words(tree: MessageTree, bounds: Bounds | None = None) -> MessageTree:
    """Return ``tree``, which was looked into, with what programs read in the pictures of its attachments.

    Never raises, and nothing that goes wrong here is a problem: a person looks at every picture anyway. Blocking; costs
    a process where there are pictures, and a second or so for each where tesseract is installed.
    """
    wanted = [part for part in tree.attachments if part.file and part.file.pictures and not part.file.problem]
    wanted = wanted[:_MOST_WITH_WORDS]
    if not wanted:
        return tree
    jobs = [({"kind": part.file.kind.value}, part.content) for part in wanted if part.file]
    outcomes = run_confined(_READ_WORDS, jobs, bounds or _FOR_WORDS)
    words = {part.name: _words(part, outcome) for part, outcome in zip(wanted, outcomes, strict=True)}
    return replace(tree, parts=tuple(_with_words(part, words.get(part.name, "")) for part in tree.parts))


def _words(part: Part, outcome: Done | Failed) -> str:
    """Return the lines that were read, without those that the text of the file has already."""
    if isinstance(outcome, Failed):
        return ""
    said = _letters(part.text)
    lines = str(outcome.fields.get("words", "")).split("\n")
    return "\n".join(line for line in lines if _letters(line) and _letters(line) not in said)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _with_words(part: Part, words: str) -> Part:
    return replace(part, file=replace(part.file, in_pictures=words)) if part.file and words else part


def is_read(file: FileReading) -> bool:
    """Return whether a file of this kind, as seen at first sight, is looked into."""
    kind = file.kind
    return not file.problem and (kind.is_picture or kind.is_document or kind is FileKind.CALENDAR)


def _with_file(part: Part, file: FileReading | None) -> Part:
    if file is None:
        return part
    return replace(part, file=file, text=part.text if file.kind.is_picture else file.text)


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
