"""Where two words meet at a tag alone: one word to a program, two to whoever sees the one bold and the other a link."""

from typing import NamedTuple


class Seam(NamedTuple):
    """``place``: where in a text the second word begins; ``at_link``: a link begins or ends there."""

    place: int
    at_link: bool


def meet(before: str, after: str) -> bool:
    """Return whether ``before`` ends, and ``after`` begins, within a word."""
    return _is_of_word(before[-1:]) and _is_of_word(after[:1])


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
