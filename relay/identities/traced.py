"""A text made of another, with the way back: what is found in the one is replaced in the other."""

from collections.abc import Callable, Sequence
from functools import cached_property

Origins = Callable[[], Sequence[int]]
"""Gives for each character of a text the index in its original, never decreasing."""


class Traced:
    """A text made of another of ``length`` characters.

    ``origins`` leads back to it (None: character for character), and is not asked before something was found.
    """

    def __init__(self, text: str, length: int, origins: Origins | None = None) -> None:
        """Keep the way back."""
        self.text = text
        self.length = length
        self._make_origins = origins

    @cached_property
    def _origins(self) -> Sequence[int]:
        return self._make_origins() if self._make_origins else range(self.length)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of ``text[start:end]``."""
        if self._make_origins is None:
            return start, end
        if start >= len(self._origins):
            return self.length, self.length
        last = self._origins[end - 1] + 1
        following = self._origins[end] if end < len(self._origins) else self.length
        # What vanished after the match belongs to it; half of an expanded character takes it whole.
        return self._origins[start], max(last, following)

    def origin(self, index: int) -> int:
        """Return the index in the original of the character at ``index``."""
        return index if self._make_origins is None else self._origins[index]

    def then(self, later: "Traced") -> "Traced":
        """Return ``later``, which was made of this text, traced back to the original of this one."""

        def origins() -> list[int]:
            first = self._origins
            return [first[index] for index in later._origins]  # noqa: SLF001 - another one of these

        return Traced(later.text, self.length, origins)


def untouched(text: str) -> Traced:
    """Return ``text`` as made of itself."""
    return Traced(text, len(text))
