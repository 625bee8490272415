"""Folding: one spelling for all disguises of a text, with the way back to the text as written.

Lower case, compatibility forms (full-width ``＠``), accents, invisible characters and letters of other
scripts that look Latin are levelled. Patterns and texts are folded alike, so that they meet.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ASCII_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
_WHITE_SPACE = re.compile(r"\s")

# What decomposition leaves alone: strokes, and the look-alikes of Cyrillic and Greek (Unicode TR 39).
_LOOK_ALIKES = str.maketrans(
    "łøđħıŧðþæœаеорсухіјѕһԁѵքһкмнтвαορνικτυχε․·•",
    "lodhitdpaoaeopcyxijshdvqhkmhtbaopviktuxe...",
)  # fmt: skip
# What shows nothing, beside all of the categories below: joiners, fillers, blanks and variation selectors.
_INVISIBLE = frozenset([0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810),
                        *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0x1D173, 0x1D17B),
                        *range(0xE0000, 0xE1000)])  # fmt: skip
_INVISIBLE_CATEGORIES = frozenset({"Cf", "Cn", "Co"})


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if ord(character) in _INVISIBLE or unicodedata.category(character) in _INVISIBLE_CATEGORIES:
        return ""
    parts = unicodedata.normalize("NFKD", character).casefold()
    bare = "".join(part for part in unicodedata.normalize("NFKD", parts) if not unicodedata.combining(part))
    return bare.translate(_LOOK_ALIKES) if bare else ("" if unicodedata.combining(character) else character)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origins`` gives for each of its characters the index in the original (None: the same)."""

    text: str
    origins: list[int] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original text of ``text[start:end]``."""
        if self.origins is None:
            return start, end
        if start >= len(self.origins):
            return self.length, self.length
        last = self.origins[end - 1] + 1
        following = self.origins[end] if end < len(self.origins) else self.length
        # Invisible characters after the match belong to it; half of an expanded character takes it whole.
        return self.origins[start], max(last, following)


def fold(text: str) -> Folded:
    """Fold ``text``; linear in its length."""
    if text.isascii():
        return Folded(text.lower(), None, len(text))
    pieces: list[str] = []
    origins: list[int] = []
    for match in _ASCII_RUN.finditer(text):
        start, end = match.span()
        if match[0].isascii():
            pieces.append(match[0].lower())
            origins.extend(range(start, end))
        else:
            folded = _fold_character(match[0])
            pieces.append(folded)
            origins.extend([start] * len(folded))
    return Folded("".join(pieces), origins, len(text))


def squeeze(folded: Folded) -> Folded:
    """Return ``folded`` without white space and quote marks: for addresses that are spaced out or wrapped."""
    kept = [index for index, character in enumerate(folded.text) if not (character.isspace() or character == ">")]
    origins = kept if folded.origins is None else [folded.origins[index] for index in kept]
    return Folded("".join(folded.text[index] for index in kept), origins, folded.length)
