"""Where two words meet at a tag alone: one word to a program, two to whoever sees the one bold and the other a link."""

from typing import NamedTuple

_CLOSING = frozenset(".,;:!?)]}")


class Seam(NamedTuple):
    """``place``: where in a text the second word begins; ``at_link``: a link begins or ends there."""

    place: int
    at_link: bool


def meet(before: str, after: str) -> bool:
    """Return whether ``after`` begins with a word, and ``before`` ends with one or with what closes one: "Dr."."""
    return _is_of_word(after[:1]) and (_is_of_word(before[-1:]) or before[-1:] in _CLOSING)


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
