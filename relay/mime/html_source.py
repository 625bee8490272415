"""HTML to a small clean set of it: what the reader gets, what is scanned and what monitors see.

nh3 (ammonia, html5ever) parses as browsers do and keeps allow-listed tags and attributes alone. Its
output is balanced and escaped, so the standard library's tokenizer reads it without surprises.
"""

import html
import re
from html.parser import HTMLParser

import nh3

from relay.mime.charset import unix_lines, without_controls

TAGS = frozenset(
    {
        "a", "abbr", "b", "big", "blockquote", "br", "center", "cite", "code", "dd", "del", "div", "dl", "dt", "em",
        "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
        "tr", "tt", "u", "ul", "var",
    }
)  # fmt: skip
VOID = frozenset({"br", "hr", "img"})
_CONTENT_DROPPED = {"script", "style", "title", "iframe", "object", "noembed", "noframes", "svg", "math", "template"}
_ATTRIBUTES = {
    "a": {"href"}, "img": {"alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "*": {"dir", "lang"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Their end tags are often left out, so that an opening one says nothing about depth.
_NOT_NESTING = frozenset(
    {
        "br", "hr", "img", "p", "li", "td", "tr", "th", "dd", "dt", "meta", "link", "input", "col", "option", "area",
        "base", "wbr", "tbody", "thead", "tfoot", "body", "html", "head", "o:p", "basefont", "param", "source",
    }
)  # fmt: skip
_DEEPEST = 400
_LONGEST = 4_000_000
_INVISIBLE_BREAKS = re.compile(r"<wbr\b[^<>]*>", re.IGNORECASE)


def is_readable(source: str) -> bool:
    """Return whether ``source`` is within what can be parsed quickly: length and depth of nesting."""
    if len(source) > _LONGEST:
        return False
    depth = 0
    for match in _TAG.finditer(source):
        if match[2].lower() in _NOT_NESTING:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > _DEEPEST:
            return False
    return True


def sanitized(source: str) -> str:
    """Return ``source`` reduced to the allowed tags and attributes; hidden text is kept as text.

    Without comments, head, scripts, styles, images' sources and anything else remote.
    """
    return nh3.clean(
        _INVISIBLE_BREAKS.sub("", source),
        tags=set(TAGS),
        clean_content_tags=_CONTENT_DROPPED,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        url_relative="deny",
        strip_comments=True,
        link_rel="noopener noreferrer",
    )


class Piece:
    """A piece of clean HTML: a run of text, or a tag (``tag`` set, with ``closing`` or ``attributes``)."""

    __slots__ = ("attributes", "closing", "tag", "text")

    def __init__(
        self, *, text: str = "", tag: str = "", closing: bool = False, attributes: dict[str, str] | None = None
    ) -> None:
        """Make a text (``tag`` is "") or a tag."""
        self.text = text
        self.tag = tag
        self.closing = closing
        self.attributes = attributes or {}


class _Tokens(HTMLParser):
    """Collects the pieces of clean HTML; entities are resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            alt = dict(attrs).get("alt") or ""
            self._text(f" {alt} " if alt.strip() else "")
            return
        kept = {name: without_controls(value or "") for name, value in attrs if name != "rel"}
        self.pieces.append(Piece(tag=tag, attributes=kept))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.pieces.append(Piece(tag=tag, closing=True))

    def handle_data(self, data: str) -> None:
        self._text(data)

    def _text(self, data: str) -> None:
        text = unix_lines(data)  # entities may stand for controls
        if text:
            self.pieces.append(Piece(text=text))


def pieces_of(source: str) -> list[Piece]:
    """Return the pieces of any HTML ``source``, sanitised first; an image becomes its alternative text."""
    tokens = _Tokens()
    tokens.feed(sanitized(source))
    tokens.close()
    return tokens.pieces


def serialized(pieces: list[Piece]) -> str:
    """Return ``pieces`` as HTML."""
    return "".join(_written(piece) for piece in pieces)


def _written(piece: Piece) -> str:
    if not piece.tag:
        return html.escape(piece.text, quote=False)
    if piece.closing:
        return "" if piece.tag in VOID else f"</{piece.tag}>"
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in piece.attributes.items())
    return f"<{piece.tag}{attributes}>"
