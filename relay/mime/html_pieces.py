"""Clean HTML as a flat list of pieces, which masking can change, and HTML written from it."""

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from relay.mime.html_preparation import VOID, in_plain_characters

_TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z]+="[^"]*")*)>|([^<]+|<)')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_PICTURE_SCHEME = "cid:"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Piece:
    """A piece of clean HTML: a run of text, or a tag (``tag`` set, with ``closing`` or ``attributes``).

    A picture is a tag ``img`` with ``alt``, ``src`` or both: what it says, and ``cid:`` with its Content-ID where
    it came with the mail.
    """

    __slots__ = ("attributes", "closing", "tag", "text")

    def __init__(
        self, *, text: str = "", tag: str = "", closing: bool = False, attributes: dict[str, str] | None = None
    ) -> None:
        """Make a text (``tag`` is "") or a tag."""
        self.text = text
        self.tag = tag
        self.closing = closing
        self.attributes = attributes or {}


def read_pieces(clean: str) -> list[Piece]:
    """Return the pieces of what the sanitizer wrote; what stands for another character is that one again."""
    pieces = [_piece(match) for match in _TOKEN.finditer(clean)]
    _settle_directions(pieces)
    return [piece for piece in pieces if piece.tag != "img" or piece.attributes]


def _piece(match: re.Match[str]) -> Piece:
    slash, tag, attributes, text = match.groups()
    if text is not None:
        return Piece(text=in_plain_characters(text))
    if slash:
        return Piece(tag=tag, closing=True)
    kept = {name: in_plain_characters(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}
    return Piece(tag=tag, attributes=_with_own_schemes(tag, kept))


def _with_own_schemes(tag: str, attributes: dict[str, str]) -> dict[str, str]:
    """Return ``attributes`` without a link to a picture, or a picture from elsewhere."""
    if tag == "a" and attributes.get("href", "")[:4].lower() == _PICTURE_SCHEME:
        del attributes["href"]
    if tag == "img" and not attributes.keys() & {"src", "alt"}:
        return {}
    return attributes


def picture_id(piece: Piece) -> str:
    """Return the Content-ID, without brackets, of the picture that a piece shows; "" for every other piece."""
    source = piece.attributes.get("src", "") if piece.tag == "img" else ""
    return unquote(source[len(_PICTURE_SCHEME) :])


def with_words_for_pictures(pieces: Iterable[Piece], shown: Collection[str] = ()) -> list[Piece]:
    """Return ``pieces`` with each picture but those ``shown`` (Content-IDs) as the words that stand for it."""
    return [
        Piece(text=f" {piece.attributes['alt']} " if piece.attributes.get("alt") else "")
        if piece.tag == "img" and picture_id(piece) not in shown
        else piece
        for piece in pieces
    ]


def _settle_directions(pieces: list[Piece]) -> None:
    """Keep a direction where the text is read from right to left: elsewhere it would turn numbers around (D10).

    "rtl" stays, and "auto" becomes it, where the element's text begins so; "ltr" says something only amid such text.
    """
    if not any("dir" in piece.attributes for piece in pieces):
        return
    ends = _ends(pieces)
    following: tuple[int, bool] = (len(pieces), False)  # the next text with a direction: its place, whether rtl
    is_rtl_page = any(_direction(piece.text) for piece in pieces if not piece.tag)
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        written = piece.attributes.pop("dir", "")
        if not piece.tag:
            direction = _direction(piece.text)
            following = (index, direction) if direction is not None else following
        elif written in {"rtl", "auto"} and following[1] and following[0] < ends[index]:
            piece.attributes["dir"] = "rtl"
        elif written == "ltr" and is_rtl_page:
            piece.attributes["dir"] = "ltr"


def _ends(pieces: list[Piece]) -> dict[int, int]:
    """Return for each opening tag the place of its end tag."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.tag in VOID or not piece.tag:
            ends[index] = index
        elif piece.closing and opened:
            ends[opened.pop()] = index
        elif not piece.closing:
            opened.append(index)
    return ends | dict.fromkeys(opened, len(pieces))


def _direction(text: str) -> bool | None:
    """Return whether the first strong character of ``text`` is read from right to left; None if it has none."""
    if text.isascii():
        return False if any(character.isalpha() for character in text) else None
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L" or kind in _RIGHT_TO_LEFT:
            return kind in _RIGHT_TO_LEFT
    return None


def serialized(pieces: Iterable[Piece]) -> str:
    """Return ``pieces`` as HTML."""
    return "".join(_written(pieces))


def _written(pieces: Iterable[Piece]) -> Iterator[str]:
    after_pre = False
    for piece in pieces:
        if not piece.tag:
            # The parser takes away a line end that follows <pre>: a second one stays.
            yield ("\n" if after_pre and piece.text.startswith("\n") else "") + html.escape(piece.text, quote=False)
        elif piece.closing:
            yield "" if piece.tag in VOID else f"</{piece.tag}>"
        else:
            attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in piece.attributes.items())
            yield f"<{piece.tag}{attributes}>"
        after_pre = piece.tag == "pre" and not piece.closing
