"""What masking leaves of a page with nothing inside: links without words, paragraphs without lines."""

from collections.abc import Collection
from dataclasses import dataclass

from relay.mime.html_pieces import Piece
from relay.mime.html_preparation import VOID

# Taken out, they would shift the columns of a table.
_OF_TABLES = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "caption"})


@dataclass(slots=True)
class _Open:
    """An element whose end is not reached; ``start`` is the place of its tag."""

    start: int
    shows: bool = False
    lost: bool = False  # words that stood in it


def without_emptied(pieces: list[Piece], emptied: Collection[int]) -> list[Piece]:
    """Return ``pieces`` without the elements that show nothing any more.

    ``emptied`` are the places of the texts in which masking left no word. What was empty before stays: it may be
    how a program writes an empty line.
    """
    if not emptied:
        return pieces
    gone: list[tuple[int, int]] = []
    opened = [_Open(0)]
    for index, piece in enumerate(pieces):
        if not piece.tag:
            opened[-1].lost |= index in emptied
            opened[-1].shows |= bool(piece.text.strip())
        elif piece.tag in VOID:
            opened[-1].shows = True
        elif not piece.closing:
            opened.append(_Open(index))
        elif len(opened) > 1:
            element = opened.pop()
            goes = element.lost and not element.shows and piece.tag not in _OF_TABLES
            if goes:
                gone.append((element.start, index + 1))
            opened[-1].lost |= goes
            opened[-1].shows |= not goes and (element.shows or not element.lost)
    return _without(pieces, gone)


def _without(pieces: list[Piece], gone: list[tuple[int, int]]) -> list[Piece]:
    """Return ``pieces`` without the spans ``gone``, of which some lie inside others."""
    kept: list[Piece] = []
    end = 0
    for start, stop in sorted(gone):
        if start >= end:
            kept += pieces[end:start]
        end = max(end, stop)
    return kept + pieces[end:]
