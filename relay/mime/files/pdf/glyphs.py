"""Which glyphs of a TrueType font are the letters and digits of ASCII, as the font itself says (OpenType, ``cmap``)."""

import struct
from collections.abc import Callable

PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_UNICODE = frozenset({(0, number) for number in range(7) if number != 5} | {(3, 1), (3, 10)})  # 5: variants
_MOST_TABLES = 32
_MOST_PARTS = 20_000  # of a table


def plain_glyphs(font: bytes) -> dict[int, str]:
    """Return the glyphs that a font has for letters and digits, and for each all that it stands for.

    Empty where the font does not say, or cannot be read.
    """
    try:
        return _plain_glyphs(font)
    except struct.error:
        return {}


def _plain_glyphs(font: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in _tables(font):
        reads = _FORMATS.get(_short(font, start))
        for letter in PLAIN if reads else "":
            glyph = reads(font, start, ord(letter)) if reads else 0
            if glyph and letter not in found.get(glyph, ""):
                found[glyph] = found.get(glyph, "") + letter
    return found


def _tables(font: bytes) -> list[int]:
    """Return where the maps from Unicode begin."""
    for number in range(min(_short(font, 4), _MOST_TABLES)):
        tag, _, begins, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == b"cmap":
            count = min(_short(font, begins + 2), _MOST_TABLES)
            maps = [struct.unpack_from(">HHL", font, begins + 4 + 8 * place) for place in range(count)]
            return sorted({begins + offset for platform, coding, offset in maps if (platform, coding) in _UNICODE})
    return []


def _in_segments(font: bytes, start: int, code: int) -> int:
    """Return the glyph of a code by format 4."""
    count = min(_short(font, start + 6) // 2, _MOST_PARTS)
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    segment = next((number for number, end in enumerate(ends) if end >= code), None)
    if segment is None:
        return 0
    begins, delta, offset = (
        _short(font, start + 16 + 2 * count * place + 2 * segment) for place in (1, 2, 3)
    )  # fmt: skip
    if begins > code:
        return 0
    if not offset:
        return (code + delta) & 0xFFFF
    glyph = _short(font, start + 16 + 6 * count + 2 * segment + offset + 2 * (code - begins))
    return (glyph + delta) & 0xFFFF if glyph else 0


def _in_list(font: bytes, start: int, code: int) -> int:
    """Return the glyph of a code by format 6."""
    first, count = struct.unpack_from(">HH", font, start + 6)
    return _short(font, start + 10 + 2 * (code - first)) if first <= code < first + count else 0


def _in_groups(font: bytes, start: int, code: int) -> int:
    """Return the glyph of a code by format 12."""
    (count,) = struct.unpack_from(">L", font, start + 12)
    for number in range(min(count, _MOST_PARTS)):
        first, last, glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * number)
        if first <= code:
            if code <= last:
                return int(glyph) + code - int(first)
        else:
            break
    return 0


def _short(font: bytes, place: int) -> int:
    return int(struct.unpack_from(">H", font, place)[0])


_FORMATS: dict[int, Callable[[bytes, int, int], int]] = {4: _in_segments, 6: _in_list, 12: _in_groups}
