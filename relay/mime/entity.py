"""The MIME structure (RFC 2046): spans of one byte string, found in linear time and within limits.

An own splitter: the standard library's turns header lines into body text, descends until it
overflows, and takes seconds over hostile mail (CASES A43, B57, B58).
"""

import re
from dataclasses import dataclass, field, replace

from relay.mime.fields import Header, read_header
from relay.mime.parameters import read_value
from relay.mime.transfer import is_plain
from relay.mime.tree import ReadLimits

_MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")
_ONCE = ("from", "sender", "to", "cc", "subject", "date")
# Twice with one value is a known slip, and says nothing else (CASES B33); with two it is an attack (D8).
_ONE_VALUE = ("content-type", "content-transfer-encoding", "content-disposition")
_NOTICE = re.compile(rb"\bMIME\b|multi-?part", re.IGNORECASE)
_LONGEST_NOTICE = 600
_MOST_OUTSIDE = 10_000
# What programs write in the header of a part; any other line there is likely text without an empty line before it.
_OF_PARTS = re.compile(
    r"(?:content|x|mime|arc|thread|list|dkim)-|(?:message-id|date|received|lines|user-agent|importance)\Z"
)
_PROTECTED = frozenset({"protected-headers", "hp"})  # a signed part repeats the header of the mail (RFC 9788)
_WORDS_AMID_FIELDS = re.compile(rb"^(?![ \t>]|From )[^:\r\n]+\r?$", re.MULTILINE)
_PART_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|\r?\n")


@dataclass(slots=True)
class Entity:
    """One entity: its header, its place in the bytes, and its children if it is a multipart."""

    header: Header
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    encoding: str
    start: int
    end: int
    children: list["Entity"] = field(default_factory=list)


class Splitter:
    """Splits one message; ``problems`` gathers what was not understood, in order, each once.

    ``outside`` names text between, before or behind the parts of a multipart, which no mail program shows.
    """

    def __init__(self, raw: bytes, limits: ReadLimits) -> None:
        """Take the bytes; nothing is read yet."""
        self._raw = raw
        self._limits = limits
        self.entities = 0
        self.problems: dict[str, None] = {}
        self.outside: dict[str, None] = {}

    def split(
        self, start: int, end: int, *, depth: int = 0, default_type: str = "text/plain", top: bool = True
    ) -> Entity:
        """Read the entity in ``raw[start:end]``, with all that is inside it."""
        self.entities += 1
        header = self._header(start, end, top=top)
        entity = self._described(header, end, default_type)
        others = [one.name for one in header.fields if not _OF_PARTS.match(one.name)]
        if others and not top and not entity.parameters.keys() & _PROTECTED:
            self._problem("the header of a part holds other lines")
        if entity.content_type.startswith("multipart/"):
            self._split_children(entity, depth)
        return entity

    def _problem(self, text: str) -> None:
        self.problems[text] = None

    def _header(self, start: int, end: int, *, top: bool) -> Header:
        if not top and start < end and not _PART_LINE.match(self._raw, start, end):
            self._problem("a part has no header")
            return Header((), start)
        header = read_header(
            self._raw, start, end, most_bytes=self._limits.header_bytes, most_fields=self._limits.fields
        )  # fmt: skip
        self.problems |= dict.fromkeys(header.problems)
        if not top and header.problems and (words := _WORDS_AMID_FIELDS.search(self._raw, start, header.body)):
            header = replace(header, body=words.start())  # held for it; as text, a monitor can read and release it
        if top and not header.fields:
            self._problem("the message has no header")  # an empty line before it makes all of it text (CASES A43)
        doubled = [name for name in _ONE_VALUE if len({value.lower() for value in header.all(name)}) > 1]
        doubled += [name for name in _ONCE if top and len(header.all(name)) > 1]
        for name in doubled:
            self._problem(f"there is more than one {name.title()} header")
        return header

    def _described(self, header: Header, end: int, default_type: str) -> Entity:
        kind, disposition = read_value(header.first("content-type")), read_value(header.first("content-disposition"))
        if kind.ambiguous or disposition.ambiguous:
            self._problem("a header can be read in two ways")
        content_type = kind.token
        if not content_type or content_type == "text":
            content_type = default_type if not content_type else "text/plain"
        elif not _MIME_TYPE.match(content_type):
            if content_type.startswith("multipart/"):
                self._problem("a multipart cannot be taken apart")
            content_type = "application/octet-stream"  # CASES B43
        encoding = header.first("content-transfer-encoding").decode("latin-1").strip().lower()
        name = disposition.parameters.get("filename") or kind.parameters.get("name", "")
        return Entity(header, content_type, kind.parameters, disposition.token, name, encoding, header.body, end)

    def _split_children(self, entity: Entity, depth: int) -> None:
        spans = self._spans(entity)
        if not is_plain(entity.encoding):
            self._problem("a multipart has a transfer encoding")  # RFC 2045 section 6.4: some decode it, others do not
        if depth >= self._limits.depth:
            self._problem("parts are nested too deeply")
            spans = []
        if not spans:
            self._problem("a multipart cannot be taken apart")
            entity.content_type = "text/plain"
            return
        inner = "message/rfc822" if entity.content_type == "multipart/digest" else "text/plain"
        for start, end in spans:
            if self.entities >= self._limits.parts:
                self._problem("there are too many parts")
                return
            entity.children.append(self.split(start, end, depth=depth + 1, default_type=inner, top=False))

    def _spans(self, entity: Entity) -> list[tuple[int, int]]:
        """Return where the parts of a multipart begin and end; the CRLF before a delimiter is its own."""
        boundary = entity.parameters.get("boundary", "").rstrip()
        if not boundary.isascii() or not boundary:
            return []
        # A line that only begins like a delimiter is one to some programs (RFC 2046 section 5.1.1).
        delimiter = re.compile(
            rb"(?:^|(?<=\n))--" + re.escape(boundary.encode("ascii")) + rb"(?:(--)?[ \t]*(\r?\n|\Z))?"
        )
        spans: list[tuple[int, int]] = []
        begin: int | None = None
        after = entity.start
        for match in delimiter.finditer(self._raw, entity.start, entity.end):
            if match[2] is None:
                self._problem("a boundary can be read in two ways")
                continue
            if begin is not None:
                spans.append((begin, self._before_line_end(begin, match.start())))
            elif not spans:
                self._notice_outside("preamble", entity.start, match.start())
            else:
                self._problem("a part stands after the end of a multipart")
                return spans
            begin, after = (None if match[1] else match.end()), match.end()
            if len(spans) > self._limits.parts:
                break
        if begin is not None:
            spans.append((begin, entity.end))
        elif spans:
            self._notice_outside("epilogue", after, entity.end)
        return spans

    def _notice_outside(self, name: str, start: int, end: int) -> None:
        """Note words beside the parts, but for the sentence that tells old programs what MIME is."""
        words = self._raw[start : min(end, start + _MOST_OUTSIDE)].strip()
        if words and not (len(words) < _LONGEST_NOTICE and _NOTICE.search(words)):
            self.outside[name] = None

    def _before_line_end(self, begin: int, end: int) -> int:
        if end > begin and self._raw[end - 1 : end] == b"\n":
            end -= 1
        if end > begin and self._raw[end - 1 : end] == b"\r":
            end -= 1
        return end
