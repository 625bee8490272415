"""The text of a part in paragraphs, each with the places where its characters stand.

Readers and cleaners go through a part the same way: what is scanned is what is masked and delivered. Characters of one
paragraph are together whatever runs, spans and marks lie between them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, IntFlag

from relay.mime.files.office.formulas import FORMULAS
from relay.mime.files.office.markup import Element, named, short, walk

_FORMATS = frozenset(  # of numbers and dates, with words of their own
    f"number:{one}-style" for one in ("number", "currency", "percentage", "date", "time", "boolean", "text")
)
_WORD_BLOCKS = frozenset({"w:p", "a:p", "x:si", "x:is", "x:text"}) | _FORMATS
_MIXED_BLOCKS = frozenset({"text:p", "text:h", "math:math"})  # text and elements side by side, as in HTML
# Beside the text that they stand in: how a word is pronounced, a note, what a picture shows.
_WORD_SIDES = frozenset({"w:rt", "x:rPh"})
_MIXED_SIDES = frozenset(
    {"text:ruby-text", "text:note", "office:annotation", "svg:title", "svg:desc", "math:annotation", "draw:frame"}
)
_BLOCKS = _WORD_BLOCKS | _MIXED_BLOCKS | _WORD_SIDES | _MIXED_SIDES
_MIXED = _MIXED_BLOCKS | _MIXED_SIDES
_RUNS = frozenset({"w:t", "w:delText", "a:t", "m:t", "x:t", "number:text", "number:currency-symbol"})
_CODES = frozenset({"w:instrText", "w:delInstrText"})
_TRIMMED = frozenset({"w:t", "w:delText", "w:instrText", "m:t", "x:t"})  # unless told to keep blanks
_SIGNS = {
    "w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad",
    "a:br": "\n", "text:tab": "\t", "text:line-break": "\n", "text:s": " ",
}  # fmt: skip
# Text that nobody is shown: measures and ids; formulas, which are looked at apart; neutral names.
UNSHOWN = frozenset(
    {
        "wp:posOffset", "wp:align", "wp14:pctWidth", "wp14:pctHeight", "wp14:pctPosHOffset", "wp14:pctPosVOffset",
        "c:formatCode", "xm:sqref", "a:tableStyleId", "xdr:col", "xdr:row", "xdr:colOff", "xdr:rowOff", "p:attrName",
        "cdr:x", "cdr:y", "dc:creator", "dc:date", "x:author", "config:config-item",
    }
)  # fmt: skip
_PASSED_OVER = FORMULAS | UNSHOWN
_CELLS = frozenset({"w:tc", "a:tc", "table:table-cell", "table:covered-table-cell"})
_ROWS = frozenset({"w:tr", "a:tr", "table:table-row"})
_XML_BLANKS = " \t\r\n"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = str.maketrans("\n\r\t", "   ")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ST_Xstring, ECMA-376-1 22.9.2.19
_LIKE_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_OFF = frozenset({"0", "false", "off"})
_MOST_BLANKS = 200


class Place(Enum):
    """Where characters stand: in an element, after it, or as a sign that the element itself is."""

    TEXT = "text"
    TAIL = "tail"
    SIGN = "sign"


class Layer(IntFlag):
    """What has become of characters in a tracked change, or that a style hides them."""

    PLAIN = 0
    INSERTED = 1
    DELETED = 2
    HIDDEN = 4


class Break(Enum):
    """The end of a cell or a row of a table."""

    CELL = "\t"
    ROW = "\n"


@dataclass(slots=True)
class Piece:
    """Characters that stand in one place."""

    text: str
    element: Element
    place: Place
    layer: Layer = Layer.PLAIN

    def write(self, text: str) -> None:
        """Put ``text`` in this place; a sign can only go."""
        self.text = text
        if self.place is Place.TAIL:
            self.element.tail = text
        elif self.place is Place.TEXT:
            name = short(self.element.tag)
            self.element.text = _LIKE_ESCAPED.sub("_x005F_", text) if name.startswith("x:") else text
            if name in _TRIMMED and text != text.strip():
                self.element.set(_SPACE, "preserve")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, a cell's string, or any other text that stands by itself."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All characters, also deleted and hidden ones."""
        return text_of(self.pieces)

    def views(self) -> Iterator[list[Piece]]:
        """Yield what different readers see: changes accepted, changes rejected, and without what is hidden."""
        layers = {piece.layer for piece in self.pieces}
        if layers <= {Layer.PLAIN}:
            yield self.pieces
            return
        yield [piece for piece in self.pieces if not piece.layer & Layer.DELETED]
        if any(layer & (Layer.DELETED | Layer.INSERTED) for layer in layers):
            yield [piece for piece in self.pieces if not piece.layer & Layer.INSERTED]
        if any(layer & Layer.HIDDEN for layer in layers):
            yield [piece for piece in self.pieces if not piece.layer & (Layer.DELETED | Layer.HIDDEN)]


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the characters of pieces, one after the other."""
    return "".join(piece.text for piece in pieces)


def trim(root: Element) -> None:
    """Take blanks out that the format does not show, so that no program shows them all the same."""
    for element in named(root, _TRIMMED):
        text = element.text
        if text and text != text.strip(_XML_BLANKS) and element.get(_SPACE) != "preserve":
            element.text = text.strip(_XML_BLANKS)


def paragraphs(root: Element) -> Iterator[Paragraph | Break]:
    """Yield the paragraphs of a part where they end, and the ends of cells and rows.

    The numbers in the cells of a sheet are no text, and neither are the strings that they share.
    """
    if short(root.tag) == "x:sst":
        for entry in root:
            yield from strings_of(entry)
    elif short(root.tag) == "x:worksheet":
        for child in root:
            yield from _cell_strings(child) if short(child.tag) == "x:sheetData" else _Walk().through(child)
    else:
        yield from _Walk().through(root)


def _cell_strings(cells: Element) -> Iterator[Paragraph | Break]:
    for inline in cells.iter("{*}is"):
        yield from _Walk().through(inline)
    for value in cells.iter("{*}v"):
        if value.text and _is_string(value):
            yield Paragraph([Piece(_shown(value, "x:v"), value, Place.TEXT)])


def strings_of(entry: Element) -> Iterator[Paragraph]:
    """Yield what a shared string says, and then how it is pronounced."""
    only = entry[0] if len(entry) == 1 else None
    if only is not None and short(only.tag) == "x:t" and not len(only):
        yield Paragraph([Piece(_shown(only, "x:t"), only, Place.TEXT)])
        return
    found = [item for item in _Walk().through(entry) if isinstance(item, Paragraph)]
    yield from reversed(found)  # the string ends last, after what is in it


class _Walk:
    """One way through a part."""

    def __init__(self) -> None:
        self._open: list[tuple[Paragraph, bool]] = []  # and whether its own text is mixed with elements
        self._codes: list[Piece] = []
        self._layer = Layer.PLAIN
        self._layers: list[Layer] = []
        self._formula: Element | None = None  # one that is a block of its own
        self._capital: list[Piece] = []  # a dropped one, whose word goes on in the next paragraph

    def through(self, root: Element) -> Iterator[Paragraph | Break]:
        for begins, element in walk(root):
            name = short(element.tag)
            if begins:
                yield from self._begin(element, name)
            else:
                yield from self._end(element, name)
        if self._capital:
            yield Paragraph(self._capital)

    def _begin(self, element: Element, name: str) -> Iterator[Paragraph]:
        if name in _BLOCKS:
            self._open.append((Paragraph(self._capital if name == "w:p" else []), name in _MIXED))
            self._capital = [] if name == "w:p" else self._capital
        elif name == "m:oMath" and not self._open:
            self._formula = element
            self._open.append((Paragraph(), False))
        elif name in {"w:ins", "w:moveTo", "w:del", "w:moveFrom", "w:r"}:
            self._layers.append(self._layer)
            self._layer |= _CHANGES.get(name, Layer.PLAIN)
        elif name == "w:vanish" and _is_on(element) and _is_of_run(element):
            self._layer |= Layer.HIDDEN
        if name in _SIGNS or name == "w:sym":
            self._add_sign(element, name)
        elif name in _CODES:
            self._codes.append(Piece(element.text or "", element, Place.TEXT))
        elif element.text:
            yield from self._add_text(element, name)

    def _add_sign(self, element: Element, name: str) -> None:
        parent = element.getparent()
        if not self._open or (parent is not None and short(parent.tag) == "w:tabs"):
            return
        sign = _symbol(element) if name == "w:sym" else _SIGNS[name]
        if name == "text:s":
            sign *= _count(element)
        self._open[-1][0].pieces.append(Piece(sign, element, Place.SIGN, self._layer))

    def _add_text(self, element: Element, name: str) -> Iterator[Paragraph]:
        if name in _PASSED_OVER:
            return
        piece = Piece(_shown(element, name), element, Place.TEXT, self._layer)
        if self._open and (name in _RUNS or self._open[-1][1]):
            self._open[-1][0].pieces.append(piece)
        elif not piece.text.isspace() and (name != "x:v" or _is_string(element)):
            yield Paragraph([piece])

    def _end(self, element: Element, name: str) -> Iterator[Paragraph | Break]:
        if name in _BLOCKS or element is self._formula:
            paragraph, _ = self._open.pop()
            if name == "w:p" and _is_dropped_capital(element):
                self._capital = paragraph.pieces
            else:
                yield paragraph
            self._formula = None if element is self._formula else self._formula
            if self._codes and not self._open:
                yield Paragraph(self._codes)
                self._codes = []
        elif name in {"w:ins", "w:moveTo", "w:del", "w:moveFrom", "w:r"}:
            self._layer = self._layers.pop()
        elif name in _CELLS:
            yield Break.CELL
        elif name in _ROWS:
            yield Break.ROW
        if element.tail and self._open and self._open[-1][1]:
            self._open[-1][0].pieces.append(Piece(element.tail.translate(_BLANKS), element, Place.TAIL))


def _is_dropped_capital(paragraph: Element) -> bool:
    """Return whether a paragraph is the large letter with which the next one begins (ECMA-376-1 17.3.1.11)."""
    properties = next((one for one in paragraph if short(one.tag) == "w:pPr"), ())
    return any(
        short(str(key)) == "w:dropCap" and value != "none"
        for frame in properties
        if short(frame.tag) == "w:framePr"
        for key, value in frame.attrib.items()
    )


_CHANGES = {
    "w:ins": Layer.INSERTED,
    "w:moveTo": Layer.INSERTED,
    "w:del": Layer.DELETED,
    "w:moveFrom": Layer.DELETED,
}


def _is_on(element: Element) -> bool:
    return not any(short(name) == "w:val" and value in _OFF for name, value in element.attrib.items())


def _is_of_run(element: Element) -> bool:
    """Return whether these are properties of characters, not of the mark at a paragraph's end."""
    properties = element.getparent()
    run = properties.getparent() if properties is not None else None
    return run is not None and short(run.tag) == "w:r"


def _is_string(element: Element) -> bool:
    cell = element.getparent()
    return cell is not None and (short(cell.tag) != "x:c" or cell.get("t") == "str")


def _shown(element: Element, name: str) -> str:
    """Return the characters that the text of an element stands for; only those of Excel are written in a code."""
    text = element.text or ""
    if name.startswith("x:"):
        return unescaped(text)
    return text.translate(_BLANKS)


def unescaped(text: str) -> str:
    """Return what a string of Excel's stands for; it writes characters that XML has no place for in a code."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _symbol(element: Element) -> str:
    """Return the character of a symbol font: its private ones (U+F0xx) are places in a font of 256 (Wingdings)."""
    code = next((value for name, value in element.attrib.items() if short(name) == "w:char"), "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    shown = number - 0xF000 if 0xF020 <= number <= 0xF0FF else number
    return chr(shown) if 0x20 <= shown < 0xD800 or 0xE000 <= shown < 0x10FFFF else ""


def _count(element: Element) -> int:
    count = next((value for name, value in element.attrib.items() if short(name) == "text:c"), "1")
    return min(int(count), _MOST_BLANKS) if count.isascii() and count.isdigit() and len(count) < 5 else 1
