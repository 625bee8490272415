"""A text with its findings marked: by their numbers in brackets, or in colour where it is a terminal that shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relay.model.category import Severity
from relay.model.finding import Finding

_AROUND = 2  # lines that are shown beside one with a find, in a long text
_LONG = 60  # lines
_MOST_UNMARKED = 400  # characters of one piece; more of it says nothing about a find


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line; ``numbers`` are those of the findings in it, ``severity`` the gravest of theirs."""

    text: str
    numbers: tuple[int, ...] = ()
    severity: Severity | None = None


Line = tuple[Piece, ...]
Numbered = tuple[int, Finding]


def marked_lines(text: str, findings: Sequence[Numbered]) -> Iterator[Line | None]:
    """Yield the lines of a text in pieces; None stands for lines that are left out of a long one.

    ``findings`` are those of this text, with the numbers under which they are told.
    """
    lines = list(_lines(text, findings))
    shown = range(len(lines)) if len(lines) <= _LONG else _around_finds(lines)
    next_one = 0
    for at in shown:
        if at != next_one:
            yield None
        yield lines[at]
        next_one = at + 1
    if next_one < len(lines):
        yield None


def _around_finds(lines: Sequence[Line]) -> Sequence[int]:
    marked = [at for at, line in enumerate(lines) if any(piece.numbers for piece in line)] or [0]
    wanted = {at + by for at in marked for by in range(-_AROUND, _AROUND + 1)}
    return sorted(wanted & set(range(len(lines))))


def _lines(text: str, findings: Sequence[Numbered]) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield tuple(_pieces(text, start, start + len(line), findings))
        start += len(line) + 1


def _pieces(text: str, start: int, end: int, findings: Sequence[Numbered]) -> Iterator[Piece]:
    here = [(number, f) for number, f in findings if f.start < end and start < f.end]
    cuts = {cut for _, f in here for cut in (f.start, f.end) if start < cut < end}
    for first, last in pairwise(sorted({start, end, *cuts})):
        over = [(number, f) for number, f in here if f.start <= first and last <= f.end]
        if over:
            gravest = max((f.severity for _, f in over), key=lambda severity: severity.rank)
            yield Piece(text[first:last], tuple(number for number, _ in over), gravest)
        else:
            yield Piece(_shortened(text[first:last]))


def _shortened(text: str) -> str:
    half = _MOST_UNMARKED // 2
    return text if len(text) <= _MOST_UNMARKED else f"{text[:half]} … {text[-half:]}"
