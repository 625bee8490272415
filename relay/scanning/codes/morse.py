"""Morse: dots and dashes with blanks between letters, wider ones or strokes between words."""

import re
from collections.abc import Iterator

from relay.scanning.patterns import runs
from relay.scanning.reading import Piece

_RUN = runs(r"[-./|\s]{9,}")
_SIGNS = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h", "..": "i",
    ".---": "j", "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p", "--.-": "q", ".-.": "r",
    "...": "s", "-": "t", "..-": "u", "...-": "v", ".--": "w", "-..-": "x", "-.--": "y", "--..": "z", ".----": "1",
    "..---": "2", "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7", "---..": "8", "----.": "9",
    "-----": "0", ".--.-.": "@", ".-.-.-": ".", "--..--": ",", "..--..": "?",
}  # fmt: skip
_WORD_GAP = re.compile(r"\s?[/|]\s?|\s{2,3}")
_LETTER = re.compile(r"[.-]+")
_FAR = re.compile(r"\s{4,}|\n\s*\n")
_LEAST_LETTERS = 5


def morse(text: str) -> Iterator[Piece]:
    """Yield what runs of dots and dashes say; signs that touch a word end a sentence or hang on it."""
    for run in _RUN.finditer(text):
        done = run.start()
        for gap in (*_FAR.finditer(text, run.start(), run.end()), None):
            end = run.end() if gap is None else gap.start()
            yield from _read(text, done, end)
            done = end if gap is None else gap.end()


def _read(text: str, start: int, end: int) -> Iterator[Piece]:
    letters = [m.span() for m in _LETTER.finditer(text, start, end)]
    if letters and text[letters[0][0] - 1 : letters[0][0]].isalnum():
        del letters[0]
    if letters and text[letters[-1][1] : letters[-1][1] + 1].isalnum():
        del letters[-1]
    if len(letters) < _LEAST_LETTERS:
        return
    start, end = letters[0][0], letters[-1][1]
    words = [[_SIGNS.get(sign, "") for sign in word.split()] for word in _WORD_GAP.split(text[start:end])]
    flat = [letter for word in words for letter in word]
    if all(flat) and len(set(flat)) > 2:
        yield " ".join("".join(word) for word in words if word), start, end
