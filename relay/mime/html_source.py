"""HTML to a small clean set of it: what the reader gets, what is scanned and what monitors see.

nh3 (ammonia, html5ever) parses as browsers do and keeps allow-listed tags and attributes alone. Its
output is balanced and escaped, so the standard library's tokenizer reads it without surprises.
"""

import html
import re
from html.entities import html5
from html.parser import HTMLParser

import nh3

from relay.mime.charset import unix_lines, without_controls

TAGS = frozenset(
    {
        "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "div", "dl",
        "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
        "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "tt", "u", "ul", "var",
    }
)  # fmt: skip
# Elements that browsers set apart from the text around them: each becomes a plain block.
_AS_BLOCK = frozenset(
    {
        "address", "article", "aside", "button", "details", "dialog", "dir", "fieldset", "figcaption", "figure",
        "footer", "form", "header", "hgroup", "legend", "listing", "main", "marquee", "menu", "nav", "optgroup",
        "option", "search", "section", "select", "summary", "textarea",
    }
)  # fmt: skip
VOID = frozenset({"br", "hr", "img"})
_CONTENT_DROPPED = {"script", "style", "title", "iframe", "object", "noembed", "noframes", "svg", "math", "template"}
_ATTRIBUTES = {
    "a": {"href"}, "img": {"alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "*": {"lang"},
}  # fmt: skip
# Attribute values that nobody reads could carry a message or a number: only what a writing program needs stays.
_VALUES = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "start": re.compile(r"[0-9]{1,4}"),
    "colspan": re.compile(r"[0-9]{1,3}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
}
_SCHEMES = {"http", "https", "mailto"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Their end tags are often left out, so that an opening one says nothing about depth.
_NOT_NESTING = frozenset(
    {
        "br", "hr", "img", "p", "li", "td", "tr", "th", "dd", "dt", "meta", "link", "input", "col", "option", "area",
        "base", "wbr", "tbody", "thead", "tfoot", "body", "html", "head", "o:p", "basefont", "param", "source",
        "optgroup",
    }
)  # fmt: skip
_DEEPEST = 400
_LONGEST = 4_000_000
# Raw text that is not escaped when it is written again: read as preformatted text instead.
_RAW_TEXT = re.compile(r"<(/?)(?:xmp|plaintext)\b[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(
    r"&(?:(#[0-9]{1,64}(?![0-9])|#[xX][0-9a-fA-F]{1,64}(?![0-9a-fA-F]))|([A-Za-z][A-Za-z0-9]{1,31}))?;?"
)
_OLD_NAMES = frozenset(name for name in html5 if not name.endswith(";"))
_LONGEST_OLD_NAME = max(map(len, _OLD_NAMES))
_AMPERSAND, _NO_BREAK = "\ufdd0", "\ufdd1"  # never characters of a text (Unicode 23.7)
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


def with_stand_ins(source: str) -> str:
    """Return ``source`` with stand-ins for ``&`` and no-break spaces, however they are written; linear.

    The parser takes time quadratic in the number of those. A ``&`` that begins another reference stays.
    """
    bare = source.replace(_AMPERSAND, "").replace(_NO_BREAK, "").replace("\xa0", _NO_BREAK)
    return _REFERENCE.sub(_stand_in, bare)


def _stand_in(match: re.Match[str]) -> str:
    written, number, name = match[0], match[1], match[2]
    if number is None and name is None:
        return _AMPERSAND + written[1:]
    # Old names need no semicolon, and what follows may be glued to them: "&ampx" (WHATWG HTML 13.2.5.73).
    old = next((name[:n] for n in range(_LONGEST_OLD_NAME, 1, -1) if name[:n] in _OLD_NAMES), "") if name else ""
    if name and not old and f"{name};" not in html5:
        return _AMPERSAND + written[1:]
    known = f"&{name if f'{name};' in html5 else old}" if name else f"&{number}"
    stand_in = {"&": _AMPERSAND, "\xa0": _NO_BREAK}.get(html.unescape(f"{known};"))
    return stand_in + written[len(known) :].removeprefix(";") if stand_in else written


def sanitized(source: str) -> str:
    """Return ``source`` reduced to the allowed tags and attributes; hidden text is kept as text.

    Without comments, head, scripts, styles, images' sources and anything else remote.
    """
    clean = nh3.clean(
        with_stand_ins(_RAW_TEXT.sub(r"<\1pre>", _INVISIBLE_BREAKS.sub("", source))),
        tags=set(TAGS | _AS_BLOCK),
        clean_content_tags=_CONTENT_DROPPED,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        url_relative="deny",
        strip_comments=True,
        link_rel="noopener noreferrer",
    )
    return clean.replace(_AMPERSAND, "&amp;").replace(_NO_BREAK, "&nbsp;")


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
        kept = {name: without_controls(value or "") for name, value in attrs if _may_stay(name, value or "")}
        self.pieces.append(Piece(tag=_block(tag), attributes=kept))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.pieces.append(Piece(tag=_block(tag), closing=True))

    def handle_data(self, data: str) -> None:
        self._text(data)

    def _text(self, data: str) -> None:
        text = unix_lines(data)  # entities may stand for controls
        if text:
            self.pieces.append(Piece(text=text))


def _block(tag: str) -> str:
    return "div" if tag in _AS_BLOCK else tag


def _may_stay(name: str, value: str) -> bool:
    return name != "rel" and (name not in _VALUES or _VALUES[name].fullmatch(value) is not None)


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
