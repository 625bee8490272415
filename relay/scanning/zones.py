"""Which lines of a text are newly written, quoted, frame (attribution, header block) or sign-off.

Nothing is ever left out of the scan for its zone: zones only say whose words a finding stands in.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from relay.scanning.patterns import pattern


class Zone(Enum):
    """Whose words a line holds."""

    NEW = auto()
    QUOTE = auto()
    FRAME = auto()  # "On … wrote:", "From: … Sent: …": written by mail programs


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the folded text, without its end, and its zone."""

    start: int
    end: int
    zone: Zone


_MOST_BLANKS = 3
_ATTRIBUTION_WORDS = frozenset({"on", "el", "le", "am", "il", "em", "op"})
_ATTRIBUTION_BEGINS = pattern(r"^[\s>|]*(?:on|el|le|am|il|em|op)\b[^\n]{4,300}$")
_ATTRIBUTION_ENDS = pattern(
    r"(?:(?:wrote|writes|said|escribio|ha escrito|a ecrit|schrieb|ha scritto|escreveu|schreef)\s*:?"
    r"|\b(?:schrieb|schreef)\s[^\n:]{2,60}:)\s*$"
)
_SEPARATOR = pattern(
    r"^[\s>]*(?:-{2,}|_{5,})\s*(?:original message|forwarded message|mensaje original|mensaje reenviado"
    r"|begin forwarded message)?\s*:?\s*(?:-{2,})?\s*$"
)
_SEPARATOR_WORDS = pattern(r"(?:original message|forwarded message|mensaje original|mensaje reenviado)")
_HEADER = pattern(
    r"^[\s>|*]*(?:from|sent|to|cc|bcc|subject|date|reply-to|de|enviado|enviado el|para|asunto|fecha"
    r"|von|gesendet|an|betreff|datum|envoye|a|objet|da|inviato|oggetto|assunto|enviada em)"
    r"\s*\*?:\*?\s"
)
_REACTION = pattern(
    r"^[\s>]*[^\n.?]{2,80} (?:liked|loved|disliked|reacted(?: .{1,4})? to|laughed at|emphasized|questioned) your message:?\s*$"
)
# In any language: a year and a time of day, a name or an address, a colon; and then a quote.
_YEAR = pattern(r"\b20\d\d")
_TIME = pattern(r"\b\d{1,2}[:.]\d\d\b")
_ADDRESS = pattern(r"<[^<>\s]*@[^<>\s]*>")
_WORD = pattern(r"[a-z]{2,}")
_MOST_ATTRIBUTION_WORDS = 8
_MOST_ATTRIBUTION_LINES = 3
_LEAST_HEADER_LINES = 2


def split_lines(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line, without the line ends."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def zoned_lines(text: str) -> list[Line]:
    """Return the lines of a folded text with their zones."""
    spans = split_lines(text)
    lines: list[Line] = []
    quoted_from_here = False
    index = 0
    while index < len(spans):
        frame = _frame_length(text, spans, index)
        if frame:
            lines += [Line(start, end, Zone.FRAME) for start, end in spans[index : index + frame]]
            quoted_from_here = True
            index += frame
            continue
        start, end = spans[index]
        marked = _is_marked(text[start:end])
        quoted = marked or (quoted_from_here and not _back_to_new(spans, lines, text, index))
        quoted_from_here = quoted_from_here and quoted
        lines.append(Line(start, end, Zone.QUOTE if quoted else Zone.NEW))
        index += 1
    return lines


def _is_marked(line: str) -> bool:
    """Whether a line has a mark of quotation, at most three blanks from its begin."""
    bare = line[: _MOST_BLANKS + 2].lstrip()
    indent = len(line[: _MOST_BLANKS + 2]) - len(bare)
    return indent <= _MOST_BLANKS and (bare[:1] == ">" or (bare[:1] == "|" and bare[1:2].isspace()))


def _back_to_new(spans: Sequence[tuple[int, int]], lines: Sequence[Line], text: str, index: int) -> bool:
    """Whether unmarked text follows marked quotes: an answer written below or between them."""
    start, end = spans[index]
    if not text[start:end].strip():
        return False
    for line in reversed(lines):
        before = text[line.start : line.end]
        if before.strip():
            return line.zone is Zone.QUOTE and _is_marked(before)
    return False


def _frame_length(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    """Return how many lines from ``index`` on are an attribution or a header block."""
    start, end = spans[index]
    line = text[start:end]
    if not line.strip():
        return 0
    bare = line.lstrip(" \t>|*")
    if bare[:2].lower() in _ATTRIBUTION_WORDS and _ATTRIBUTION_BEGINS.match(line):
        for count in range(1, _MOST_ATTRIBUTION_LINES + 1):
            if index + count > len(spans):
                break
            joined = text[start : spans[index + count - 1][1]]
            if _ATTRIBUTION_ENDS.search(joined):
                return count if "@" in joined or "," in joined or "<" in joined or ":" in joined else 0
    if _is_foreign_attribution(line) and index + 1 < len(spans) and _is_marked(text[slice(*spans[index + 1])]):
        return 1
    if "your message" in line.lower() and _REACTION.match(line):
        return 1
    if bare[:1] in ("-", "_") and _SEPARATOR.match(line) and _SEPARATOR_WORDS.search(line):
        return 1 + _header_lines(text, spans, index + 1)
    headers = _header_lines(text, spans, index)
    return headers if headers >= _LEAST_HEADER_LINES else 0


def _is_foreign_attribution(line: str) -> bool:
    """Whether a line says when and by whom the quote below it was written, in whatever language."""
    if not line.rstrip().endswith(":") or not _YEAR.search(line) or not _TIME.search(line):
        return False
    return len(_WORD.findall(_ADDRESS.sub("", line))) <= _MOST_ATTRIBUTION_WORDS


def _header_lines(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    count = 0
    while index + count < len(spans):
        start, end = spans[index + count]
        if ":" not in text[start:end] or not _HEADER.match(text[start:end] + " "):
            break
        count += 1
    return count


class Zones:
    """The zones of a text, asked by position."""

    def __init__(self, text: str) -> None:
        """Find the zones of a folded text."""
        self.lines = zoned_lines(text)
        self._starts = [line.start for line in self.lines]

    def index_at(self, position: int) -> int:
        """Return the number of the line that ``position`` is in."""
        return max(0, bisect_right(self._starts, position) - 1)

    def lines_of(self, start: int, end: int) -> list[Line]:
        """Return the lines that ``[start, end)`` touches."""
        return self.lines[self.index_at(start) : self.index_at(max(start, end - 1)) + 1]
