"""Which lines of a text are newly written, quoted, frame (attribution, header block) or sign-off.

Nothing is ever left out of the scan for its zone: zones only say whose words a finding stands in.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from relay.scanning.attributions import is_attribution, may_begin_attribution
from relay.scanning.patterns import pattern

Known = Callable[[str], bool]  # whether lines, a folded text, stand so in what was delivered to the pair


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
_LEAST_KNOWN = 30  # characters of lines that count as a quote for having been delivered; fewer stand in any text
_MOST_STRETCHES = 300  # of one text, of which is asked whether they were delivered
_LEAST_HEADER_LINES = 2


def split_lines(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line, without the line ends."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def nothing_known(_lines: str) -> bool:
    """Take no lines for delivered."""
    return False


def zoned_lines(text: str, known: Known = nothing_known) -> list[Line]:
    """Return the lines of a folded text with their zones.

    Below an attribution or a header block a line is a quote if it is marked as one, or ``known``. Any other is taken for
    newly written: whoever writes "On Monday Tim said:" may go on himself.
    """
    spans = split_lines(text)
    lines: list[Line] = []
    below: list[Line] = []  # unmarked ones after a frame
    frames = 0
    index = 0
    while index < len(spans):
        frame = _frame_length(text, spans, index)
        if frame:
            frames += 1
            lines += [Line(start, end, Zone.FRAME) for start, end in spans[index : index + frame]]
            index += frame
            continue
        marked = _is_marked(text[slice(*spans[index])])
        lines.append(Line(*spans[index], Zone.QUOTE if marked else Zone.NEW))
        below += [lines[-1]] if frames and not marked else []
        index += 1
    quoted = {line.start for line in _delivered(text, below, known)}
    return [Line(line.start, line.end, Zone.QUOTE) if line.start in quoted else line for line in lines]


def _delivered(text: str, lines: Sequence[Line], known: Known) -> Iterator[Line]:
    """Yield those of ``lines`` that stand in stretches which were delivered, each as long as it goes."""
    first = 0
    for _ in range(_MOST_STRETCHES):
        if first >= len(lines):
            return
        count = _known_from(text, lines, first, known)
        stretch = lines[first : first + count]
        if sum(line.end - line.start for line in stretch) >= _LEAST_KNOWN:
            yield from stretch
        first += max(1, count)


def _known_from(text: str, lines: Sequence[Line], first: int, known: Known) -> int:
    """Return how many lines from ``first`` on are known together, asked for twice as many each time, then between."""
    least, most = 0, len(lines) - first
    step = 1
    while least < most:
        wanted = min(least + step, most)
        if known("\n".join(text[line.start : line.end] for line in lines[first : first + wanted])):
            least, step = wanted, step * 2
        else:
            most, step = wanted - 1, max(1, (wanted - 1 - least) // 2)
    return least


def _is_marked(line: str) -> bool:
    """Whether a line has a mark of quotation, at most three blanks from its begin."""
    bare = line[: _MOST_BLANKS + 2].lstrip()
    indent = len(line[: _MOST_BLANKS + 2]) - len(bare)
    return indent <= _MOST_BLANKS and (bare[:1] == ">" or (bare[:1] == "|" and bare[1:2].isspace()))


def _frame_length(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    """Return how many lines from ``index`` on are an attribution or a header block."""
    start, end = spans[index]
    line = text[start:end]
    if not line.strip():
        return 0
    bare = line.lstrip(" \t>|*")
    if attribution := _attribution_length(text, spans, index):
        return attribution
    if _is_foreign_attribution(line) and index + 1 < len(spans) and _is_marked(text[slice(*spans[index + 1])]):
        return 1
    if "your message" in line.lower() and _REACTION.match(line):
        return 1
    if bare[:1] in ("-", "_") and _SEPARATOR.match(line) and _SEPARATOR_WORDS.search(line):
        return 1 + _header_lines(text, spans, index + 1)
    headers = _header_lines(text, spans, index)
    return headers if headers >= _LEAST_HEADER_LINES else 0


def _attribution_length(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    start = spans[index][0]
    if not may_begin_attribution(text[slice(*spans[index])]):
        return 0
    for count, (_, end) in enumerate(spans[index : index + _MOST_ATTRIBUTION_LINES], 1):
        if is_attribution(text[start:end]):
            return count
    return 0


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

    def __init__(self, text: str, known: Known = nothing_known) -> None:
        """Find the zones of a folded text; ``known`` says which lines were delivered to the pair."""
        self.lines = zoned_lines(text, known)
        self._starts = [line.start for line in self.lines]

    def index_at(self, position: int) -> int:
        """Return the number of the line that ``position`` is in."""
        return max(0, bisect_right(self._starts, position) - 1)

    def lines_of(self, start: int, end: int) -> list[Line]:
        """Return the lines that ``[start, end)`` touches."""
        return self.lines[self.index_at(start) : self.index_at(max(start, end - 1)) + 1]
