"""Readings: one text seen in another form, with a map back to what the sender wrote."""

from collections.abc import Iterable, Iterator, Sequence
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
    made = Reading("".join(texts), starts, ends)
    return made if base is None else composed(made, base)


def composed(upper: Reading, base: Reading) -> Reading:
    """Return ``upper``, a reading of the text of ``base``, as a reading of what ``base`` is made of."""
    if upper.starts is None or upper.ends is None:
        return Reading(upper.text, base.starts, base.ends)
    if base.starts is None or base.ends is None:
        return upper
    starts = [base.starts[index] for index in upper.starts]
    return Reading(upper.text, starts, [base.ends[index - 1] for index in upper.ends])


def replaced(base: Reading, found: Iterable[Piece]) -> Reading:
    """Return ``base`` with stretches replaced by pieces: in their order, none in another, with offsets into its text."""
    return build(_with_rest(base.text, found), base)


def _with_rest(text: str, found: Iterable[Piece]) -> Iterator[Piece]:
    done = 0
    for piece in found:
        yield text[done : piece[1]], done, piece[1]
        yield piece
        done = piece[2]
    yield text[done:], done, len(text)


def reverse(base: Reading) -> Reading:
    """Return ``base`` read from its end."""
    length = len(base.text)
    starts = [base.span(index, index + 1)[0] for index in range(length - 1, -1, -1)]
    ends = [base.span(index, index + 1)[1] for index in range(length - 1, -1, -1)]
    return Reading(base.text[::-1], starts, ends)
