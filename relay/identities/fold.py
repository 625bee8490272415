"""Folding: one spelling for all disguises of a text, with the way back to the text as written.

Lower case, compatibility forms (full-width ``＠``), accents, invisible characters and letters of other
scripts that look Latin are levelled. Patterns and texts are folded alike, so that they meet.
"""

import re
import unicodedata
from functools import lru_cache, partial

from relay.identities.traced import Traced

# What decomposition leaves alone: strokes, small capitals, and look-alikes of other scripts (Unicode TR 39).
_LOOK_ALIKES = {
    **str.maketrans("łøđħıŧðþæœ․·•", "lodhitdpao..."),
    **str.maketrans("ɑɡɩɪʀʏʟɴʜɢʙᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱꜰ", "agiirylnhgbacdejkmoptuvwzsf"),
    **str.maketrans("аеорсухіјѕһԁѵқӏԛԝүкмнтвгп", "aeopcyxijshdvklqwykmhtbrn"),  # Cyrillic
    **str.maketrans("αορνικτυχεγωσϲϳ", "aopviktuxeywocj"),  # Greek
    **str.maketrans("օսհոցք", "ouhngq"),  # Armenian
}
_ENCLOSED = {start + i: chr(97 + i) for start in (0x1F150, 0x1F170) for i in range(26)}  # white on black
# What shows nothing, beside all of the categories below: joiners, fillers, blanks and variation selectors.
_INVISIBLE = frozenset([0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810),
                        *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0x1D173, 0x1D17B),
                        *range(0xE0000, 0xE1000)])  # fmt: skip
_INVISIBLE_CATEGORIES = frozenset({"Cf", "Cn", "Co"})
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"  # all others are folded to a space
_PASSED_OVER = frozenset(_BLANKS + ">")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if ord(character) in _INVISIBLE or unicodedata.category(character) in _INVISIBLE_CATEGORIES:
        return ""
    if ord(character) in _ENCLOSED:
        return _ENCLOSED[ord(character)]
    parts = unicodedata.normalize("NFKD", character).casefold()
    bare = "".join(part for part in unicodedata.normalize("NFKD", parts) if not unicodedata.combining(part))
    return bare.translate(_LOOK_ALIKES) if bare else ("" if unicodedata.combining(character) else character)


def fold(text: str) -> Traced:
    """Fold ``text``; linear in its length."""
    if text.isascii():
        return Traced(text.lower(), len(text))
    table = {ord(character): _fold_character(character) for character in set(text)}
    sizes = {chr(code): len(folded) for code, folded in table.items() if len(folded) != 1}
    return Traced(text.translate(table), len(text), partial(_origins, text, sizes) if sizes else None)


def _origins(text: str, sizes: dict[str, int]) -> list[int]:
    """Return where each character of the folded text was, given those that became none or several."""
    origins: list[int] = []
    end = 0
    for match in re.finditer(f"[{re.escape(''.join(sizes))}]", text):
        origins += range(end, match.start())
        origins += [match.start()] * sizes[match[0]]
        end = match.end()
    origins += range(end, len(text))
    return origins


def squeeze(folded: Traced) -> Traced:
    """Return ``folded`` without white space and quote marks: for addresses that are spaced out or wrapped."""
    bare = "".join(folded.text.replace(">", " ").split())  # several times faster than `translate`
    return folded.then(Traced(bare, len(folded.text), partial(_kept, folded.text)))


def _kept(text: str) -> list[int]:
    return [index for index, character in enumerate(text) if character not in _PASSED_OVER]
