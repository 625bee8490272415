"""The header block: raw lines to fields, and parameters of MIME fields (RFC 2231), in linear time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from relay.mime.charset import decode_text
from relay.mime.words import clean, decode_words

_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*):(.*)", re.DOTALL)
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)
_LINE_END = re.compile(rb"\r?\n(?![ \t])")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_PARAMETER = re.compile(
    r""";\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL
)  # an unclosed quote runs to the end
_SECTION = re.compile(r"\A([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_MAX_VALUE = 16 * 1024
_NOT_IN_IDS = bytes([*range(33), *range(127, 256)]).replace(b" ", b"").replace(b"\t", b"")
_TOO_LARGE = "the header is too large"
_UNREADABLE = "a header line cannot be read"


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
    if name.startswith("content-") and len(value) > _MAX_VALUE:
        return Field(name, value[:_MAX_VALUE]), _TOO_LARGE
    return Field(name, value), _UNREADABLE if match[2] else ""


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)


def _raw_parameters(value: str) -> Iterator[tuple[str, int, bool, str]]:
    """Yield (name, section, is percent-encoded, text) for each parameter of ``value``."""
    for match in _PARAMETER.finditer(value):
        section = _SECTION.match(match[1].lower())
        if section is None:
            continue
        text = _unescaped(match[2]) if match[2] is not None else (match[3] or "").strip()
        yield section[1], int(section[2] or 0), bool(section[3]), text


def _joined(sections: Iterable[tuple[int, bool, str]]) -> str:
    """Join the sections of one parameter (RFC 2231): the first may name a charset."""
    pieces, charset = b"", "utf-8"
    for index, (_, encoded, text) in enumerate(sorted(sections, key=lambda s: s[0])):
        rest = text
        if encoded and index == 0 and text.count("'") >= 2:
            charset, _, rest = text.split("'", 2)
        pieces += unquote_to_bytes(rest) if encoded else rest.encode("utf-8", "replace")
    return decode_text(pieces, charset)[0]


def parse_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """Return the leading token of a MIME field (lower case) and its parameters, decoded and cleaned.

    The first of two equal names wins; extended forms win over plain ones.
    """
    text = decode_text(value, "utf-8")[0]
    token = text.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    for name, section, encoded, piece in _raw_parameters(text):
        if encoded or section or f"{name}*" in text.lower():
            extended.setdefault(name, []).append((section, encoded, piece))
        else:
            plain.setdefault(name, decode_words(piece))
    parameters = plain | {name: _joined(sections) for name, sections in extended.items()}
    return clean(token), {name: clean(text) for name, text in parameters.items()}


def message_ids(value: bytes) -> tuple[str, ...]:
    """Return every ``<id>`` token of In-Reply-To, References or Message-ID (CASES A22, C2, C3)."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value.translate(None, _NOT_IN_IDS).decode("ascii"))))
