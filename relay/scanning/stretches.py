"""Stretches of a text that do not overlap, asked and added to in the time that a search in a sorted list takes."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Self


class Stretches:
    """What of a text is taken already: pairs of start and end, none of them empty, none in another."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        """Begin with ``spans``, in any order."""
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]

    @classmethod
    def covering(cls, spans: Iterable[tuple[int, int]]) -> Self:
        """Return what ``spans``, which may overlap, cover together."""
        covered: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if covered and start < covered[-1][1]:
                covered[-1] = covered[-1][0], max(covered[-1][1], end)
            else:
                covered.append((start, end))
        return cls(covered)

    def overlap(self, start: int, end: int) -> bool:
        """Return whether one has a character in common with ``[start, end)``."""
        index = bisect_left(self._starts, end)
        return index > 0 and self._ends[index - 1] > start

    def add(self, start: int, end: int) -> None:
        """Take ``[start, end)``, which must overlap none."""
        index = bisect_left(self._starts, start)
        self._starts.insert(index, start)
        self._ends.insert(index, end)
