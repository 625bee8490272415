"""The look of quotes, lines and tables: the same for every writer, so that it tells nothing."""

from collections.abc import Iterable, Iterator, Mapping

from relay.mime.html_pieces import Piece

# Gmail, Outlook and Apple Mail draw and fold quotes by it.
_DRESS: Mapping[str, Mapping[str, str]] = {
    "blockquote": {"type": "cite", "style": "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"},
    "p compact": {"style": "margin:0"},
    "table border": {"border": "1", "cellspacing": "0", "cellpadding": "4", "style": "border-collapse:collapse"},
}


def dressed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield ``pieces`` with what makes quotes and tables look like those of an ordinary mail."""
    for piece in pieces:
        marks = [
            f"{piece.tag} {mark}" for mark in ("compact", "border") if piece.attributes.pop(mark, None) is not None
        ]
        for name in (piece.tag, *marks):
            piece.attributes |= _DRESS.get(name, {}) if not piece.closing else {}
        yield piece
