"""Braille: its cells as letters, and as digits."""

from collections.abc import Iterator

from relay.scanning.reading import Piece, Reading, replaced

_FIRST, _LAST = "\u2801", "\u28ff"
# Dots of the letters a to z, and of marks, as Unicode counts them from the empty cell at U+2800.
_LETTERS = (1, 3, 9, 25, 17, 11, 27, 19, 10, 26, 5, 7, 13, 29, 21, 15, 31, 23, 14, 30, 37, 39, 58, 45, 61, 53)
_CELLS = {
    **{chr(0x2800 + dots): chr(ord("a") + place) for place, dots in enumerate(_LETTERS)},
    "\u2832": ".", "\u2802": ",", "\u2824": "-", "\u2820": "",
}  # fmt: skip
_NUMBER_SIGN = "\u283c"
_DIGITS = {cell: str((place + 1) % 10) for place, cell in enumerate(list(_CELLS)[:10])}
_LEAST_DIGITS = 7  # cells without a sign of numbers that may be digits all the same


def braille_readings(text: str) -> Iterator[Reading]:
    """Yield a text with its braille as letters and, where it says so, digits; then with all that may be digits as such."""
    cells = [(cell, place) for place, cell in enumerate(text) if _FIRST <= cell <= _LAST]
    if not cells:
        return
    yield replaced(Reading(text), _as_letters(cells))
    if sum(cell in _DIGITS for cell, _ in cells) >= _LEAST_DIGITS:
        digits = ((_DIGITS.get(cell, "" if cell == _NUMBER_SIGN else cell), at, at + 1) for cell, at in cells)
        yield replaced(Reading(text), digits)


def _as_letters(cells: list[tuple[str, int]]) -> Iterator[Piece]:
    numbers, end = False, -1
    for cell, place in cells:
        numbers = cell == _NUMBER_SIGN or (numbers and place == end and cell in _DIGITS)
        end = place + 1
        sign = "" if cell == _NUMBER_SIGN else _DIGITS[cell] if numbers else _CELLS.get(cell, cell)
        yield sign, place, end
