"""The header block: raw lines to fields, in linear time."""

import re
from dataclasses import dataclass

_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*):(.*)", re.DOTALL)
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)
_LINE_END = re.compile(rb"\r?\n(?![ \t])")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_MAX_VALUE = 16 * 1024
_NOT_IN_IDS = bytes([*range(33), *range(127, 256)]).replace(b" ", b"").replace(b"\t", b"")
_TOO_LARGE = "the header is too large"
_UNREADABLE = "a header line cannot be read"
_CONTROLS = "a header holds control characters"
# A lone CR ends a line for some programs (CASES C18), NUL a text for others; in MIME fields no control is harmless.
_BREAKING = re.compile(rb"\r(?!\n)|\x00")
_ANY_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_ONLY_BLANK = re.compile(rb"\n[ \t]+(?=\r?\n|\Z)")  # an empty line to some, a continuation to others


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: name in lower case, value unfolded but not decoded."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A header block; ``body`` is the offset at which the body starts."""

    fields: tuple[Field, ...]
    body: int
    problems: tuple[str, ...] = ()

    def all(self, name: str) -> list[bytes]:
        """Return the values of every field ``name`` (lower case), in order."""
        return [field.value for field in self.fields if field.name == name]

    def first(self, name: str) -> bytes:
        """Return the value of the first field ``name``, b"" if there is none."""
        return next(iter(self.all(name)), b"")


def read_header(raw: bytes, start: int, end: int, *, most_bytes: int, most_fields: int) -> Header:
    """Read the header block that begins at ``start``; what is beyond the limits is left, and said.

    A line that is no field is skipped and named as a problem: it never turns the rest of the
    header into body text (CASES A43).
    """
    blank = _BLANK_LINE.search(raw, start, end)
    stop, body = (blank.start(), blank.end()) if blank else (end, end)
    fields: list[Field] = []
    problems: dict[str, None] = {}
    lines = _LINE_END.split(raw[start : min(stop, start + most_bytes)])
    if stop - start > most_bytes or len(lines) > most_fields:
        problems[_TOO_LARGE] = None
    for number, line in enumerate(lines[:most_fields]):
        if not line or (number == 0 and line.startswith((b"From ", b">From "))):
            continue  # the mbox line of a saved mail
        field, problem = _read_line(line)
        fields += [field] if field else []
        problems |= {problem: None} if problem else {}
    return Header(tuple(fields), body, tuple(problems))


def _read_line(line: bytes) -> tuple[Field | None, str]:
    match = _FIELD.fullmatch(line)
    if match is None:
        return None, _UNREADABLE
    name, value = match[1].decode("ascii").lower(), _FOLD.sub(b"", match[3]).strip(b" \t\r\n")
    if match[2] or _ONLY_BLANK.search(line):
        return Field(name, value), _UNREADABLE
    if _BREAKING.search(line.rstrip(b"\r")) or (name.startswith("content-") and _ANY_CONTROL.search(value)):
        return Field(name, value), _CONTROLS
    if name.startswith("content-") and len(value) > _MAX_VALUE:
        return Field(name, value[:_MAX_VALUE]), _TOO_LARGE
    return Field(name, value), ""


def message_ids(value: bytes) -> tuple[str, ...]:
    """Return every ``<id>`` token of In-Reply-To, References or Message-ID (CASES A22, C2, C3)."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value.translate(None, _NOT_IN_IDS).decode("ascii"))))
