"""Pieces of a text that are written in a code that decodes to text: another reading has them decoded.

What is read stands in `relay.scanning.codes`. What comes out of a code is looked at for codes again.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from relay.scanning.codes.alphabets import on_radio, rotated_names, shifted
from relay.scanning.codes.backwards import backwards, names_backwards, said_backwards
from relay.scanning.codes.bases import base32_text, base64_text
from relay.scanning.codes.digit_signs import digit_signs
from relay.scanning.codes.escapes import entities, escapes, percent
from relay.scanning.codes.morse import morse
from relay.scanning.codes.numbers import alphabet, binary, decimal, hexadecimal, numbered_names
from relay.scanning.reading import Piece, Reading, replaced
from relay.scanning.stretches import Stretches

_DEEPEST = 3  # codes in codes


def coded_pieces(text: str) -> tuple[Piece, ...]:
    """Return what the coded pieces of a folded text say, each with where it stands, in order."""
    return _pieces(text, again=False)


@lru_cache(maxsize=4)
def _pieces(text: str, *, again: bool) -> tuple[Piece, ...]:
    found: list[Piece] = []
    taken = Stretches()
    for read in _READERS if again else (*_READERS, *_READERS_BY_CUE):
        for piece in read(text):
            if not taken.overlap(piece[1], piece[2]):
                found.append(piece)
                taken.add(piece[1], piece[2])
    return tuple(sorted(found, key=lambda piece: piece[1]))


def decoded(text: str) -> Reading | None:
    """Return a folded text with its coded pieces decoded, also codes in codes; None where there is none."""
    reading: Reading | None = None
    for depth in range(_DEEPEST):
        found = _pieces(text if reading is None else reading.text, again=depth > 0)
        if not found:
            break
        reading = replaced(reading or Reading(text), found)
    return reading


_READERS: tuple[Callable[[str], Iterator[Piece]], ...] = (
    entities, percent, escapes, digit_signs, binary, hexadecimal, decimal, base64_text, base32_text, morse, alphabet, numbered_names,
    on_radio, backwards, names_backwards, shifted,
)  # fmt: skip
# What they undo they would do again, as what tells of it stays where it is.
_READERS_BY_CUE: tuple[Callable[[str], Iterator[Piece]], ...] = (said_backwards, rotated_names)
