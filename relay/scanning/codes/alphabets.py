"""Letters that stand for other letters: shifted alphabets (ROT13, Caesar's), and letters by their words on the radio."""

import codecs
from collections.abc import Iterator
from functools import lru_cache

from relay.scanning.codes.legible import WORD, is_known
from relay.scanning.folding import LETTERS_ONLY
from relay.scanning.lexicon import common_words, surnames
from relay.scanning.numerals import UNITS
from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece

_LEAST_CODED_WORDS = 2
_LEAST_CODED_LETTERS = 8
_LONGEST_TRIED = 4000  # characters that are shifted at once; what is longer is tried in such pieces
_WIDEST_GAP = 3
_SHORT = 2  # letters of a word that may be known by chance
_LEAST_RIGHT = 0.8
_TABLES = [
    str.maketrans(
        "".join(map(chr, [*range(97, 123), *range(65, 91)])),
        "".join(chr(base + (i + shift) % 26) for base in (97, 65) for i in range(26)),
    )
    for shift in range(1, 26)
]
# Words for "my", "name", "the", "live" and the like in ROT13: single names are turned only beside them.
_ROTATED = pattern(r"\b(?:zl|anzr|obea|yvir|fpubby|ovegu|oveguqnl|znepu|ncevy|whar|nhthfg|tenqr)\b")
_RADIO = {
    word: word[0]
    for word in (
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa"
        " quebec romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu"
    ).split()
}
_RADIO_WORDS = "|".join(sorted(_RADIO, key=len, reverse=True))
_RADIO_DIGITS = "|".join(sorted(UNITS, key=len, reverse=True))
_ON_RADIO = pattern(
    rf"\b(?:{_RADIO_WORDS})(?:[\s,.-]{{1,3}}(?:{_RADIO_WORDS}|fife|tree|{_RADIO_DIGITS}|\d|dot|dash|underscore)\b){{3,}}"
)
_RADIO_SIGNS = {"dot": ".", "dash": "-", "underscore": "_", "fife": "5", "tree": "3", **UNITS, **_RADIO}
_ONE_ON_RADIO = pattern(r"x-ray|[a-z]+|\d")
_IN_ORDER = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=4)
def unknown_words(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case, that no language which is scanned knows."""
    return frozenset(word for word in text.lower().translate(LETTERS_ONLY).split() if len(word) > 1) - common_words()


def shifted(text: str) -> Iterator[Piece]:
    """Yield stretches that are of no known word, and of known ones in a shifted alphabet."""
    if not _has_unknown_run(text):
        return
    for start, end in _unknown_stretches(text):
        if new := _unshifted(text[start:end]):
            yield new, start, end


def _has_unknown_run(text: str) -> bool:
    """Whether two words in a row are unknown, and no names by their capital."""
    unknown, known, run = unknown_words(text), common_words(), 0
    for word in text.translate(LETTERS_ONLY).split():
        if word.lower() in unknown and not word.istitle():
            run += len(word)
            if run >= _LEAST_CODED_LETTERS:
                return True
        elif len(word) > _SHORT or word.lower() in known:
            run = 0
    return False


@lru_cache(maxsize=64)
def _unshifted(stretch: str) -> str:
    for table in _TABLES:
        new = stretch.translate(table)
        if is_known(new, _LEAST_RIGHT):
            return new
    return ""


def _unknown_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of two or more words that are unknown, none of them a name by its capital."""
    known = common_words()
    run: list[tuple[int, int]] = []
    lead: tuple[int, int] | None = None  # a short word that may be known by chance
    for match in WORD.finditer(text):
        word = match.group(0)
        gap = text[run[-1][1] : match.start()] if run else ""
        far = len(gap) > _WIDEST_GAP or any(sign in gap for sign in "\n.:;!?")
        strange = word.lower() not in known
        long = bool(run) and match.end() - run[0][0] > _LONGEST_TRIED
        if run and (far or long or not (strange or len(word) == _SHORT)):
            yield from _worth_a_try(run, text)
            run = []
        if strange or run:
            if not run and lead is not None and match.start() - lead[1] == 1:
                run.append(lead)
            run.append(match.span())
        lead = match.span() if len(word) == _SHORT else None
    yield from _worth_a_try(run, text)


def _worth_a_try(run: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    words = [text[start:end] for start, end in run]
    if (
        len(run) >= _LEAST_CODED_WORDS
        and sum(map(len, words)) >= _LEAST_CODED_LETTERS
        and sum(word[0].isupper() for word in words) * 2 <= len(words)
    ):
        yield run[0][0], run[-1][1]


def rotated_names(text: str) -> Iterator[Piece]:
    """Yield single words and surnames in ROT13, where the text has such words about a person in it."""
    if _ROTATED.search(text) is None:
        return
    for match in WORD.finditer(text):
        word = match.group(0)
        if word.lower() in common_words():
            continue
        turned = codecs.encode(word, "rot13")
        if turned.lower() in common_words() or turned.lower() in surnames():
            yield turned, *match.span()


def on_radio(text: str) -> Iterator[Piece]:
    """Yield letters and digits that are told as on the radio: "tango india mike niner" is tim9."""
    for match in _ON_RADIO.finditer(text):
        words = [one.group(0).lower() for one in _ONE_ON_RADIO.finditer(match.group(0))]
        new = "".join(_RADIO_SIGNS.get(word, word) for word in words)
        letters = "".join(character for character in new if character.isalpha())
        if letters not in _IN_ORDER:  # the alphabet itself is recited
            yield new, *match.span()
