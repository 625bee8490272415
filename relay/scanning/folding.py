"""Folding: any text as plain ASCII letters, digits and marks, with a map back.

NFKC, marks and accents taken off, zero-width and direction controls removed, look-alike letters
and digits of other scripts read as what they look like or mean.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from anyascii import anyascii

from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading, composed

# For `str.translate` of folded text: all but letters, or letters and digits, become blanks between words.
LETTERS_ONLY = {code: " " for code in range(128) if not chr(code).isalpha()}
LETTERS_AND_DIGITS = {code: " " for code in range(128) if not chr(code).isalnum()}

# Letters that look like Latin ones and have no compatibility decomposition to them (Unicode
# confusables, the part of it that people can type or paste).
_LOOK_ALIKE = {
    **dict(zip("абвгдеёзіїјкмнопрстуухһԁԛԝѕьԍ", "abbrdeeiiijkmhonpctyyxhdqwsbg", strict=True)),
    **dict(zip("АВЕЗІЇЈКМНОРСТУХҺԌЅЬЁԚԜҮѴ", "ABE3IIJKMHOPCTYXHGSbEQWYV", strict=True)),
    **dict(zip("αβγδεζηικνορστυχωϲϳ", "abydeznikvopotuxwcj", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABEZHIKMNOPTYXC", strict=True)),
    "ı": "i", "ȷ": "j", "ɡ": "g", "ɑ": "a", "ɩ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y",
    "ɪ": "i", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h",
    "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v",
    "ᴡ": "w", "ᴢ": "z", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ß": "ss",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ƒ": "f", "ħ": "h", "ŧ": "t", "þ": "p", "ð": "d",
    "ӏ": "l", "Ӏ": "I", "ǀ": "l", "｜": "|", "∣": "|", "ɐ": "a", "ǝ": "e", "ɟ": "f", "ɥ": "h",
    "ʞ": "k", "ɯ": "m", "ɹ": "r", "ʇ": "t", "ʌ": "v", "ʍ": "w", "ʎ": "y",
    "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "ʹ": "'", "´": "'", "`": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": '"', "›": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "－": "-",
    "•": "*", "·": ".", "∙": ".", "●": "*", "▪": "*", "。": ".", "․": ".", "…": "...", "⁄": "/",
    "∕": "/", "＠": "@", "﹫": "@", "¿": " ", "¡": "!", "€": "EUR", "£": "GBP",
    "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
}  # fmt: skip

# Drawn as nothing or as a blank, though of no category that says so: joiners, fillers, the blank
# Braille cell. The categories: format and control characters, private use, not assigned.
_ZERO_WIDTH = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_CONFUSABLES = Path(__file__).with_name("data") / "confusables.txt"
_ZERO_WIDTH_CATEGORIES = frozenset({"Cf", "Cc", "Co", "Cn"})
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_ENDS = {"\x0b": "\n", "\x0c": "\n", "\r": ""}
UNREADABLE = "\x1a"  # a character that has no ASCII form
_TAGS = range(0xE0020, 0xE007F)  # invisible doubles of ASCII
_ENCLOSED_LETTERS = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
# Faces of dice, of clocks at the full hour, and of cards: the first of each, and how many are a digit.
_PICTURED_DIGITS = ((0x2680, 6), (0x1F550, 9), (0x1F0A1, 9), (0x1F0B1, 9), (0x1F0C1, 9), (0x1F0D1, 9), (0x1D360, 9))
_KEYCAP_TEN = 0x1F51F


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:  # noqa: PLR0911 -- a table of cases
    """Return the ASCII form of one character; empty for one that is not seen."""
    if character in _LINE_ENDS:
        return _LINE_ENDS[character]
    if character.isascii():
        return "" if _CONTROL.search(character) else character
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    code = ord(character)
    if code in _TAGS:
        return chr(code - 0xE0000)
    if character in _ZERO_WIDTH or unicodedata.category(character) in _ZERO_WIDTH_CATEGORIES:
        return ""
    for first, count in _ENCLOSED_LETTERS:
        if first <= code < first + count:
            return chr(ord("A") + code - first)
    return _pictured_number(code) or _decomposed(character)


def _pictured_number(code: int) -> str:
    if code == _KEYCAP_TEN:
        return "10"
    return next((str(1 + code - first) for first, count in _PICTURED_DIGITS if first <= code < first + count), "")


@cache
def _confusables() -> dict[str, str]:
    """Return the signs of other scripts that look like a letter or digit of ASCII (Unicode's confusables)."""
    found: dict[str, str] = {}
    for line in _CONFUSABLES.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            sign, *codes = line.split()
            found.update((chr(int(code, 16)), sign) for code in codes)
    return found


def _undecomposed(character: str) -> str:
    """Return the ASCII form of a character that Unicode does not decompose to one."""
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    if character in _confusables():
        return _confusables()[character]
    number = unicodedata.numeric(character, None)
    if number is not None and number in range(10):
        return str(int(number))
    is_latin = unicodedata.name(character, "").startswith(("LATIN", "MODIFIER LETTER"))
    return (anyascii(character) if is_latin else "") or UNREADABLE


def _decomposed(character: str) -> str:
    if unicodedata.category(character) in ("Mn", "Me"):
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character.isspace():
        return " "
    folded = []
    for part in unicodedata.normalize("NFKD", character):
        if part.isascii():
            folded.append(part)
        elif unicodedata.category(part) not in ("Mn", "Me"):
            folded.append(_undecomposed(part))
    return "".join(folded) or UNREADABLE


def fold(text: str) -> Reading:
    """Return ``text`` in ASCII, with the map back. Plain ASCII text comes back as it is."""
    if text.isascii() and not _CONTROL.search(text):
        return Reading(text)
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        folded = fold_character(character)
        for part in folded:
            characters.append(part)
            starts.append(index)
            ends.append(index + 1)
    return Reading("".join(characters), starts, ends)


def fold_reading(reading: Reading) -> Reading:
    """Return ``reading`` folded, with its map back to what ``reading`` was made of."""
    return composed(fold(reading.text), reading)


def fold_plainly(text: str) -> str:
    """Return ``text`` folded, in lower case and with single spaces: a form to compare by."""
    return " ".join(fold(text).text.lower().split())
