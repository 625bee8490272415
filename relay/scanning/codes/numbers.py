"""Letters and digits by their numbers: as bytes, in two, ten or sixteen digits, or by their place in the alphabet."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from relay.scanning.codes.legible import as_text, is_known, is_number_or_address
from relay.scanning.lexicon import is_given_name, surnames
from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece

_HEX = pattern(r"\b(?:[0-9a-f]{2}[\s:,-]{0,2}){5,}[0-9a-f]{2}\b")
_BINARY = pattern(r"\b(?:[01]{7,8}[\s,.-]{1,2}){2,}[01]{7,8}\b|\b(?:[01]{8}){3,}\b")
_DECIMAL = pattern(r"\b(?:\d{2,3}[\s,.-]{1,2}){5,}\d{2,3}\b")
_ALPHABET = pattern(r"\b(?:\d{1,2}[-.,_ ]{1,2}(?:/ )?){4,}\d{1,2}\b")
_SHORT_ALPHABET = pattern(r"\b(?:[12]?\d-){2,}[12]?\d(?:\s*[/,|]\s*(?:[12]?\d-){2,}[12]?\d)*\b")
_ABOUT_CODES = pattern(r"\b(?:hex\w*|ascii|unicode|bytes?|decode\w*|codes?|cipher|secret|codigo)\b")
_NUMBER = re.compile(r"\d+|[^\d]+")
_GROUP = re.compile(r"[^/,|\s]+")
_PAIR = re.compile(r"[0-9a-f]{2}", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BITS = re.compile(r"[01]+")
_LEAST_BYTES = 6
_LAST_LETTER_NUMBER = 26
_LEAST_NAME = 3

_Byte = tuple[int, int, int]  # its value, and where its number stands


def binary(text: str) -> Iterator[Piece]:
    """Yield bytes in two digits, seven or eight a character."""
    for match in _BINARY.finditer(text):
        run = match.group(0)
        parts = _BITS.findall(run)
        if len(parts) == 1:
            parts = [run[i : i + 8] for i in range(0, len(run), 8)]
        if new := as_text(bytes(int(part, 2) for part in parts)):
            yield new, *match.span()


def hexadecimal(text: str) -> Iterator[Piece]:
    """Yield bytes in sixteen digits, two a character, with blanks between or none."""
    for match in _HEX.finditer(text):
        at = match.start()
        found = [(int(m.group(0), 16), at + m.start(), at + m.end()) for m in _PAIR.finditer(match.group(0))]
        yield from _legible(text, found, named=_says_code(text, match.start()))


def decimal(text: str) -> Iterator[Piece]:
    """Yield bytes in ten digits, blanks between."""
    for match in _DECIMAL.finditer(text):
        at = match.start()
        found = [(int(m.group(0)), at + m.start(), at + m.end()) for m in _DIGITS.finditer(match.group(0))]
        yield from _legible(text, found, named=_says_code(text, match.start()) or _says_code(text, match.end() + 30))


def _says_code(text: str, before: int) -> bool:
    return _ABOUT_CODES.search(text[max(0, before - 60) : before]) is not None


def _legible(text: str, found: Sequence[_Byte], *, named: bool) -> Iterator[Piece]:
    """Yield the stretches of printable bytes that are text; what stands beside them may be other numbers.

    Numbers that are all digits in ten and in sixteen (measured temperatures) are a code only where they make a telephone
    number without commas between, or where the text speaks of codes (``named``).
    """
    for printable, group in groupby(found, lambda byte: 32 <= byte[0] <= 126):
        run = list(group)
        if not printable or len(run) < _LEAST_BYTES:
            continue
        start, end = run[0][1], run[-1][2]
        new = as_text(bytes(byte for byte, _, _ in run))
        letters = sum(character.isalpha() for character in new)
        worded = letters * 2 > len(new) and (is_known(new, 0.5) or not text[start:end].replace(" ", "").isdigit())
        if new and (worded or (is_number_or_address(new) and (named or "," not in text[start:end]))):
            yield new, start, end


def alphabet(text: str) -> Iterator[Piece]:
    """Yield words whose letters are numbered: "20-9-13" is tim."""
    for match in _ALPHABET.finditer(text):
        new = "".join(_letter(part) for part in _NUMBER.findall(match.group(0)))
        if "#" not in new and is_known(new):
            yield new, *match.span()


def _letter(part: str) -> str:
    if part.isdigit():
        return chr(ord("a") + int(part) - 1) if 1 <= int(part) <= _LAST_LETTER_NUMBER else "#"
    return " " if " " in part or "/" in part else ""


def numbered_names(text: str) -> Iterator[Piece]:
    """Yield names whose letters are numbered, with hyphens between: too short to be known as words."""
    for match in _SHORT_ALPHABET.finditer(text):
        words = ["".join(_letter(part) for part in _NUMBER.findall(group)) for group in _GROUP.findall(match.group(0))]
        known = any(word in surnames() or is_given_name(word) for word in words if len(word) >= _LEAST_NAME)
        if known and not any("#" in word for word in words):
            yield " ".join(word.capitalize() for word in words), *match.span()
