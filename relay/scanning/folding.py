"""Folding: any text as plain ASCII letters, digits and marks, with a map back.

NFKC, marks and accents taken off, zero-width and direction controls removed, look-alike letters
and digits of other scripts read as what they look like or mean.
"""

import unicodedata
from functools import lru_cache

from relay.scanning.reading import Reading

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
    "∕": "/", "＠": "@", "﹫": "@", "¿": " ", "¡": " ", "€": "EUR", "£": "GBP",
    "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n", "\r": "",
}  # fmt: skip

_ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
    "\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e"
    "\u206f\u3164\ufeff\uffa0"
)
UNREADABLE = "\x1a"  # a character that has no ASCII form
_TAGS = range(0xE0020, 0xE007F)  # invisible doubles of ASCII
_ENCLOSED_LETTERS = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
_KEYCAP_TEN = "\U0001f51f"


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:  # noqa: PLR0911 -- a table of cases
    """Return the ASCII form of one character; empty for one that is not seen."""
    if character.isascii():
        return "" if character == "\r" else ("\n" if character in "\x0b\x0c" else character)
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    code = ord(character)
    if character in _ZERO_WIDTH or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    if code in _TAGS:
        return chr(code - 0xE0000)
    for first, count in _ENCLOSED_LETTERS:
        if first <= code < first + count:
            return chr(ord("A") + code - first)
    if character == _KEYCAP_TEN:
        return "10"
    return _decomposed(character)


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
        elif part in _LOOK_ALIKE:
            folded.append(_LOOK_ALIKE[part])
        elif unicodedata.category(part) not in ("Mn", "Me"):
            folded.append(UNREADABLE)
    return "".join(folded) or UNREADABLE


def fold(text: str) -> Reading:
    """Return ``text`` in ASCII, with the map back. Plain ASCII text comes back as it is."""
    if text.isascii() and not any(control in text for control in "\r\x0b\x0c"):
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


def fold_plainly(text: str) -> str:
    """Return ``text`` folded, in lower case and with single spaces: a form to compare by."""
    return " ".join(fold(text).text.lower().split())
