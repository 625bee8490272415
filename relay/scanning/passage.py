"""A passage: one text of a message, folded, with its sentences and zones, as recognisers see it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relay.model.category import Category, Severity
from relay.scanning.folding import fold, fold_reading
from relay.scanning.patterns import pattern
from relay.scanning.zones import Known, Zones, nothing_known

if TYPE_CHECKING:
    from relay.scanning.reading import Reading

# A sentence ends at . ! ? before white space, at an empty line, or at the end of a short line
# (longer ones are wrapped by the mail program); never inside an abbreviation's single letter.
_SENTENCE_END = pattern(r"""[.!?]+["')\]]*\s+|\n\s*\n|\n[\s>]*[-*]\s""")
_ABBREVIATION = pattern(r"(?:\b(?:mr|mrs|ms|dr|st|ave|jr|sr|sra|prof|no|vs|etc|[a-z]))\.\s*$")
_WRAPPED_LINE = 55
_LONGEST_SENTENCE = 800  # characters


def _cuts(text: str, starts: list[int]) -> Iterator[int]:
    """Yield where to cut what has no end of a sentence for long, at white space if there is any.

    What is asked of the sentence around a match then costs the same however long the text is.
    """
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        begin = start
        while end - begin > _LONGEST_SENTENCE:
            space = text.rfind(" ", begin + _LONGEST_SENTENCE // 2, begin + _LONGEST_SENTENCE)
            begin = space + 1 if space >= 0 else begin + _LONGEST_SENTENCE
            yield begin


@dataclass(frozen=True, slots=True)
class Match:
    """What a recogniser found: a span of the reading it looked at, and why.

    ``severity`` replaces that of the category where it is not None. ``read_as`` is what stands there in the
    reading in which it was found, where that is another than the folded text. ``many``: it stands for all that a
    recogniser found beyond a bound, which nobody looked at one by one; nothing of it is allowed.
    """

    category: Category
    start: int
    end: int
    explanation: str
    score: float = 0.9
    severity: Severity | None = None
    read_as: str = ""
    many: bool = False


class Passage:
    """One text: as written and folded."""

    def __init__(self, part: str, written: str, shown: "Reading | None" = None, known: Known = nothing_known) -> None:
        """Fold ``written``, the text of ``part``; or ``shown``, another reading of it.

        ``known`` says which lines were delivered to the pair before, and may be a quote without a mark.
        """
        self.known = known
        self.part = part
        self.written = written
        self.folded: Reading = fold(written) if shown is None else fold_reading(shown)
        self.text = self.folded.text

    @cached_property
    def zones(self) -> Zones:
        """The zones of the folded text."""
        return Zones(self.text, self.known)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        starts = [0]
        starts += (
            match.end()
            for match in _SENTENCE_END.finditer(self.text)
            if not _ABBREVIATION.search(self.text[max(0, match.start() - 6) : match.end()])
        )
        starts += (line.end + 1 for line in self.zones.lines if line.end - line.start < _WRAPPED_LINE)
        return sorted({*starts, *_cuts(self.text, sorted(set(starts)))})

    def sentence_at(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence that ``position`` of the folded text is in."""
        starts = self._sentence_starts
        index = bisect_right(starts, position) - 1
        end = starts[index + 1] if index + 1 < len(starts) else len(self.text)
        return starts[index], end

    def sentence_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of whole sentences that ``[start, end)`` is in."""
        return self.sentence_at(start)[0], self.sentence_at(max(start, end - 1))[1]

    def sentences(self) -> list[tuple[int, int]]:
        """Return start and end of every sentence that is not blank."""
        starts = [start for start in self._sentence_starts if start < len(self.text)]
        ends = [*starts[1:], len(self.text)][: len(starts)]  # a text that folds to nothing has no sentence
        return [(a, b) for a, b in zip(starts, ends, strict=True) if self.text[a:b].strip()]

    def around(self, start: int, end: int) -> str:
        """Return the sentence (or sentences) that a span of the folded text stands in."""
        first, last = self.sentence_of(start, end)
        return self.text[first:last]

    def before(self, start: int, most: int = 60) -> str:
        """Return up to ``most`` characters before ``start``, of the same sentence."""
        return self.text[max(self.sentence_at(start)[0], start - most) : start]

    def after(self, end: int, most: int = 60) -> str:
        """Return up to ``most`` characters after ``end``, of the same sentence."""
        return self.text[end : min(self.sentence_at(max(0, end - 1))[1], end + most)]
