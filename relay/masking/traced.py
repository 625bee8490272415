"""A text made of another, with the way back: what is found in the one is replaced in the other."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """A text made of another of ``length`` characters.

    ``origins`` gives for each of its characters the index in the original (None: the same), never decreasing.
    """

    text: str
    origins: Sequence[int] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of ``text[start:end]``."""
        if self.origins is None:
            return start, end
        if start >= len(self.origins):
            return self.length, self.length
        last = self.origins[end - 1] + 1
        following = self.origins[end] if end < len(self.origins) else self.length
        # What vanished after the match belongs to it; half of an expanded character takes it whole.
        return self.origins[start], max(last, following)

    def origin(self, index: int) -> int:
        """Return the index in the original of the character at ``index``."""
        return index if self.origins is None else self.origins[index]

    def then(self, later: "Traced") -> "Traced":
        """Return ``later``, which was made of this text, traced back to the original of this one."""
        if self.origins is None:
            return Traced(later.text, later.origins, self.length)
        if later.origins is None:
            return Traced(later.text, self.origins, self.length)
        return Traced(later.text, [self.origins[index] for index in later.origins], self.length)
