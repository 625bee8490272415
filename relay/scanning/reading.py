"""Readings: one text seen in another form, with a map back to what the sender wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A form of a source text in which disguises are undone.

    Character ``i`` of ``text`` stands for ``source[starts[i]:ends[i]]``. Both maps are None where
    the reading has its source's own offsets (nothing was changed, or only one for one).
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that ``text[start:end]`` (not empty) stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        first, last = self.starts[start:end], self.ends[start:end]
        return min(first), max(last)


Piece = tuple[str, int, int]


def build(pieces: Iterable[Piece], base: Reading | None = None) -> Reading:
    """Build a reading of ``(text, start, end)`` pieces, with offsets into ``base`` or the source.

    A piece as long as its origin maps one for one; any other maps each character to the whole of
    its origin.
    """
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for text, start, end in pieces:
        texts.append(text)
        if len(text) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(text))
            ends.extend([end] * len(text))
    if base is not None and base.starts is not None and base.ends is not None:
        base_starts, base_ends = base.starts, base.ends
        starts = [base_starts[index] for index in starts]
        ends = [base_ends[index - 1] for index in ends]
    return Reading("".join(texts), starts, ends)


def reverse(base: Reading) -> Reading:
    """Return ``base`` read from its end."""
    length = len(base.text)
    starts = [base.span(index, index + 1)[0] for index in range(length - 1, -1, -1)]
    ends = [base.span(index, index + 1)[1] for index in range(length - 1, -1, -1)]
    return Reading(base.text[::-1], starts, ends)
