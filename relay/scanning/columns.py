"""Tables read down their columns, where one says a number or a word that no row says: "a,5 / b,1 / c,5 …".

Only a column that is nothing else is read so: data have columns of figures, too. What makes a telephone number of it are
ten single digits, or three cells of three, three and four, that can be dialled.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from relay.scanning.dialling import may_be_dialled
from relay.scanning.reading import Piece, Reading, build

_DELIMITERS = "\t;,|"
_BLANKS, _QUOTES = " \t", "\"'"
_LEAST_LINES = 3
_MOST_ALONE = 30  # that are read each by itself; the others are read one below the other
_NATIONAL = 10  # digits of a number in North America
_GROUPS = [3, 3, 4]
_LEAST_LETTERS = 7
_BEYOND_A_DIE = frozenset("0789")  # ten throws of a die are homework
_Cell = tuple[str, int, int]  # text without quote marks, start and end


def readings_by_columns(text: str, delimiters: str = _DELIMITERS) -> Iterator[Reading]:
    """Yield columns, and rows of single digits, as what they say; offsets into ``text``."""
    said = (
        pieces
        for delimiter in delimiters
        if delimiter in text
        for rows in _tables(text, delimiter)
        for cells in (*_columns(rows), *_lone_rows(rows))
        if (pieces := _said(cells))
    )
    yield from map(build, islice(said, _MOST_ALONE))
    others = [piece for pieces in said for piece in (*pieces, ("\n\n", pieces[-1][2], pieces[-1][2]))]
    if others:
        yield build(others)


def _tables(text: str, delimiter: str) -> Iterator[list[list[_Cell]]]:
    """Yield runs of lines with as many cells, two or more, each."""
    lines: list[tuple[str, int]] = []
    start = 0
    for line in text.split("\n"):
        lines.append((line, start))
        start += len(line) + 1
    for count, run in groupby(lines, key=lambda line: line[0].count(delimiter)):
        if count:
            yield [_cells(line, at, delimiter) for line, at in run]


def _cells(line: str, start: int, delimiter: str) -> list[_Cell]:
    cells: list[_Cell] = []
    for written in line.split(delimiter):
        text = written.strip(_BLANKS)
        first = start + len(written) - len(written.lstrip(_BLANKS))
        if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES:
            text, first = text[1:-1], first + 1
        cells.append((text, first, first + len(text)))
        start += len(written) + 1
    return cells


def _columns(rows: Sequence[Sequence[_Cell]]) -> Iterator[list[_Cell]]:
    if len(rows) >= _LEAST_LINES:
        for column in zip(*rows, strict=True):
            cells = [cell for cell in column if cell[0]]
            yield from (cells, cells[1:])  # the first one may be its head
            for is_single, run in groupby(cells, key=lambda cell: len(cell[0]) == 1 and cell[0].isdigit()):
                if is_single:
                    yield list(run)


def _lone_rows(rows: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Return the one row of single digits; several are a grid."""
    found = [[cell for cell in row if cell[0]] for row in rows]
    digits = [row for row in found if len(row) > 1 and all(len(text) == 1 and text.isdigit() for text, _, _ in row)]
    return digits if len(digits) == 1 else []


def _fits(cell: _Cell) -> bool:
    return len(cell[0]) == 1 or cell[0].isdigit()


def _said(cells: Sequence[_Cell]) -> list[Piece]:
    """Return what cells say as pieces of a reading; none if they are data."""
    if not cells or not all(_fits(cell) for cell in cells):
        return []
    texts = [text for text, _, _ in cells]
    whole = "".join(texts)
    if all(len(text) == 1 for text in texts) and sum(text.isalpha() for text in texts) >= _LEAST_LETTERS:
        return list(cells)
    if not (whole.isascii() and whole.isdigit() and may_be_dialled(whole)):
        return []
    if [len(text) for text in texts] == _GROUPS:
        return list(_joined(cells, (1, 2)))
    if len(texts) == _NATIONAL and not _BEYOND_A_DIE.isdisjoint(whole):
        return list(_joined(cells, (3, 6)))
    return []


def _joined(cells: Sequence[_Cell], dashes: tuple[int, int]) -> Iterator[Piece]:
    for index, cell in enumerate(cells):
        if index in dashes:
            yield "-", cell[1], cell[1]
        yield cell
