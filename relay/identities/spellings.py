"""The spellings of a name: folded, umlauts written out, without the ending of its owner's sex, in Latin letters."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

from anyascii import anyascii

from relay.identities.fold import fold

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th"})
_SPELT_IN = re.compile("([aou])e")
_SHORTEST_SPELT_IN = 5
# Families whose women and men are called by different endings: Иванов and Иванова, Kowalski and Kowalska.
_STEMS = (
    re.compile(r"(.{2,}(?:ов|ев|ёв|ин|ын))а\Z"),
    re.compile(r"(.{2,}[сц]к)(?:ий|ая|ой)\Z"),
    re.compile(r"(.{2,}[sc]k)[iay]\Z"),
    re.compile(r"(.{3,}[oe]v)a\Z"),
    re.compile(r"(.{5,})ová\Z"),
)
# How the letters of other scripts are written in Latin ones, by passports and by people.
_ROMANISED = (
    ("shch", ("shch", "sch", "sh")),
    ("iy", ("iy", "y", "ij", "ii", "i")),
    ("ey", ("ey", "ei", "ej")),
    ("ks", ("ks", "x")),
    ("ya", ("ya", "ia", "ja")),
    ("yu", ("yu", "iu", "ju")),
    ("yo", ("yo", "e", "io", "jo")),
    ("kh", ("kh", "h", "ch")),
    ("ts", ("ts", "c", "tz")),
)
_ROMANISED_PART = re.compile("|".join(f"({part})" for part, _ in _ROMANISED))
_MOST_ROMANISED = 64
_VOWEL = re.compile("[aeiouy]")


def spellings(component: str) -> list[str]:
    """Return the folded spellings of one word of a name, in small letters: as it stands first."""
    found: list[str] = []
    for word in (component, *_stems(component)):
        plain = fold(word).text
        spelt_in = _SPELT_IN.sub(r"\1", plain) if len(plain) >= _SHORTEST_SPELT_IN else plain
        found += [plain, fold(word.translate(_SPELT_OUT)).text, spelt_in, *islice(_romanised(word), _MOST_ROMANISED)]
    return list(dict.fromkeys(found))


def _stems(word: str) -> list[str]:
    composed = unicodedata.normalize("NFC", word)
    return [match[1] for stem in _STEMS if (match := stem.match(composed))]


def _romanised(word: str) -> Iterator[str]:
    """Yield ``word`` in Latin letters, as far as it is written in others that have vowels."""
    if all("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha()):
        return
    latin = "".join(letter for letter in anyascii(word).lower() if letter.isalpha())
    if not _VOWEL.search(latin):  # Arabic and Hebrew: nobody writes "mhmd"
        return
    pieces = [piece for piece in _ROMANISED_PART.split(latin) if piece]
    ways = dict(_ROMANISED)
    for chosen in product(*(ways.get(piece, (piece,)) for piece in pieces)):
        yield "".join(chosen)
