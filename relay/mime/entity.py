"""The MIME structure (RFC 2046): spans of one byte string, found in linear time and within limits.

An own splitter: the standard library's turns header lines into body text, descends until it
overflows, and takes seconds over hostile mail (CASES A43, B57, B58).
"""

import re
from dataclasses import dataclass, field

from relay.mime.fields import Header, parse_parameters, read_header
from relay.mime.tree import ReadLimits

_MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")
_SINGLE = ("from", "sender", "to", "cc", "subject", "date", "content-type", "content-transfer-encoding")
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
    """Splits one message; ``problems`` gathers what was not understood, in order, each once."""

    def __init__(self, raw: bytes, limits: ReadLimits) -> None:
        """Take the bytes; nothing is read yet."""
        self._raw = raw
        self._limits = limits
        self.entities = 0
        self.problems: dict[str, None] = {}

    def split(
        self, start: int, end: int, *, depth: int = 0, default_type: str = "text/plain", top: bool = True
    ) -> Entity:
        """Read the entity in ``raw[start:end]``, with all that is inside it."""
        self.entities += 1
        header = self._header(start, end, top=top)
        entity = self._described(header, end, default_type)
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
        for name in _SINGLE:
            if len({value.strip().lower() for value in header.all(name)}) > 1 or (top and len(header.all(name)) > 1):
                self._problem(f"there is more than one {name.title()} header")
        return header

    def _described(self, header: Header, end: int, default_type: str) -> Entity:
        content_type, parameters = parse_parameters(header.first("content-type"))
        disposition, extra = parse_parameters(header.first("content-disposition"))
        if not content_type or content_type == "text":
            content_type = default_type if not content_type else "text/plain"
        elif not _MIME_TYPE.match(content_type):
            content_type = "application/octet-stream"  # CASES B43
        encoding = header.first("content-transfer-encoding").decode("latin-1").strip().lower()
        name = extra.get("filename") or parameters.get("name", "")
        return Entity(header, content_type, parameters, disposition, name, encoding, header.body, end)

    def _split_children(self, entity: Entity, depth: int) -> None:
        spans = self._spans(entity)
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
        if not boundary:
            return []
        try:
            token = re.escape(boundary.encode("latin-1"))
        except UnicodeEncodeError:
            return []
        delimiter = re.compile(rb"(?:^|(?<=\n))--" + token + rb"(--)?[ \t]*(?:\r?\n|\Z)")
        spans: list[tuple[int, int]] = []
        begin: int | None = None
        for match in delimiter.finditer(self._raw, entity.start, entity.end):
            if begin is not None:
                spans.append((begin, self._before_line_end(begin, match.start())))
            begin = None if match[1] else match.end()
            if match[1] or len(spans) > self._limits.parts:
                break
        if begin is not None:
            spans.append((begin, entity.end))
        return spans

    def _before_line_end(self, begin: int, end: int) -> int:
        if end > begin and self._raw[end - 1 : end] == b"\n":
            end -= 1
        if end > begin and self._raw[end - 1 : end] == b"\r":
            end -= 1
        return end
