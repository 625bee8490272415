"""The XML of office documents: parsed within bounds, its names made short, and a way through it without recursion."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from relay.mime.files.office.package import Package
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

Element: TypeAlias = etree._Element  # noqa: SLF001 - the library has no public name for its type

_MOST_BYTES = 32 * 1024 * 1024  # of one part
_MOST_COST = 150 * 1024 * 1024  # bytes of memory that a tree may take
_NODE, _ATTRIBUTE = 120, 216  # bytes of libxml2 for an element or a text, and for an attribute with its value
_GONE, _OPENED = "relay-gone", "relay-opened"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONG_TAG = re.compile(rb"<[^<>]{20000,}")
_MOST_ATTRIBUTES = 2_000  # of an element with a long tag; Word writes drawings of megabytes into a single attribute
_WORDLESS = frozenset({"p:timing", "a:custGeom", "a:ln", "w:latentStyles"})
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")

_OPEN = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"  # ISO/IEC 29500 Strict writes the same under other names
_MICROSOFT = "http://schemas.microsoft.com/office"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_DRAWING = {
    "a": "main", "pic": "picture", "wp": "wordprocessingDrawing", "xdr": "spreadsheetDrawing", "c": "chart",
    "cdr": "chartDrawing", "dgm": "diagram", "lc": "lockedCanvas",
}  # fmt: skip
_ODF = {
    "office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0", "draw": "drawing:1.0",
    "fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0", "number": "datastyle:1.0", "meta": "meta:1.0",
    "chart": "chart:1.0", "dr3d": "dr3d:1.0", "form": "form:1.0", "script": "script:1.0", "of": "of:1.2",
    "presentation": "presentation:1.0", "config": "config:1.0", "manifest": "manifest:1.0",
}  # fmt: skip
# Every namespace that is understood, under the prefix that the standards use; what stands in another is taken out.
_PREFIXES: dict[str, str] = {
    **{f"{root}/drawingml{year}/{name}": prefix for prefix, name in _DRAWING.items() for root, year in (
        (_OPEN, "/2006"), (_STRICT, ""))},
    f"{_OPEN}/wordprocessingml/2006/main": "w", f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OPEN}/presentationml/2006/main": "p", f"{_STRICT}/presentationml/main": "p",
    f"{_OPEN}/spreadsheetml/2006/main": "x", f"{_STRICT}/spreadsheetml/main": "x",
    f"{_OPEN}/officeDocument/2006/relationships": "r", f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OPEN}/officeDocument/2006/math": "m", f"{_STRICT}/officeDocument/math": "m",
    f"{_OPEN}/markup-compatibility/2006": "mc",
    f"{_OPEN}/package/2006/relationships": "rel",
    f"{_OPEN}/package/2006/content-types": "ct",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    f"{_MICROSOFT}/word/2010/wordml": "w14",
    f"{_MICROSOFT}/word/2010/wordprocessingDrawing": "wp14",
    f"{_MICROSOFT}/word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}/word/2010/wordprocessingGroup": "wpg",
    f"{_MICROSOFT}/word/2010/wordprocessingCanvas": "wpc",
    f"{_MICROSOFT}/drawing/2008/diagram": "dsp",
    f"{_MICROSOFT}/drawing/2010/main": "a14",
    f"{_MICROSOFT}/drawing/2007/8/2/chart": "c14",
    f"{_MICROSOFT}/drawing/2013/main/command": "ac",
    f"{_MICROSOFT}/powerpoint/2010/main": "p14",
    f"{_MICROSOFT}/powerpoint/2013/main/command": "pc",
    f"{_MICROSOFT}/powerpoint/2018/8/main": "p188",
    f"{_MICROSOFT}/spreadsheetml/2009/9/main": "x14",
    f"{_MICROSOFT}/spreadsheetml/2009/9/ac": "x14ac",
    f"{_MICROSOFT}/excel/2006/main": "xm",
    **{f"{_OASIS}:{name}": prefix for prefix, name in _ODF.items()},
    "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://openoffice.org/2004/office": "ooo",
    "http://openoffice.org/2004/writer": "ooow",
    "http://openoffice.org/2004/calc": "oooc",
    "http://www.w3.org/XML/1998/namespace": "xml",
}  # fmt: skip


@lru_cache(maxsize=8192)
def short(tag: str) -> str:
    """Return the name of an element or attribute with the standards' prefix: ``w:p``; ``?:p`` where unknown.

    A name without a namespace stays as it is.
    """
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].partition("}")
    return f"{prefix_of(namespace)}:{name}"


def prefix_of(namespace: str) -> str:
    """Return the prefix that the standards use for a namespace, "?" for one that is not understood."""
    return _PREFIXES.get(namespace, "?")


def read_xml(package: Package, name: str) -> Element:
    """Return the root of a part. Raises UnreadableFileError."""
    return parse_xml(package.read(name, _MOST_BYTES))


def parse_xml(data: bytes) -> Element:
    """Return the root of ``data``, without comments and instructions.

    No document types, so no entities of its own; UTF-8 or UTF-16 with its mark, as ECMA-376-2 8.1.4 asks. Raises
    UnreadableFileError, also where the tree would take too much memory.
    """
    text = _utf8(data)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise UnreadableFileError(BROKEN)
    if any(match[0].count(b"=") > _MOST_ATTRIBUTES for match in _LONG_TAG.finditer(text)):
        raise UnreadableFileError(TOO_LARGE)
    if len(text) + text.count(b"<") * _NODE + text.count(b"=") * _ATTRIBUTE > _MOST_COST:
        raise UnreadableFileError(TOO_LARGE)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(BROKEN) from error


def _utf8(data: bytes) -> bytes:
    if not data.startswith(_MARKS):
        return data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(BROKEN) from error
    return _DECLARATION.sub("", text).encode()


def elements(root: Element) -> Iterator[Element]:
    """Yield all elements of a part but plain cells and plain shared strings: there may be a hundred thousand."""
    yield root
    if short(root.tag) == "x:sst":
        for rich in root.iter("{*}r", "{*}rPh"):
            yield from rich.iter()
        return
    for child in root:
        if short(child.tag) == "x:sheetData":
            yield child
            for inline in child.iter("{*}is"):
                yield from inline.iter()
        else:
            yield from child.iter()


def named(root: Element, names: Collection[str]) -> list[Element]:
    """Return the elements that have one of these short names."""
    tags = {"{*}" + name.partition(":")[2] for name in names}  # the library finds them faster than we can look
    return [element for element in root.iter(*tags) if short(element.tag) in names]


def walk(root: Element) -> Iterator[tuple[bool, Element]]:
    """Yield (True, element) where an element begins and (False, element) where it ends, in document order.

    Animations and outlines of shapes, in which nothing is written, are passed over.
    """
    way = etree.iterwalk(root, events=("start", "end"))
    for event, element in way:
        if event == "start" and short(element.tag) in _WORDLESS:
            way.skip_subtree()
        yield event == "start", element


def ancestors(element: Element) -> Iterator[Element]:
    """Yield the elements around ``element``, the nearest first."""
    parent = element.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def take_out(element: Element) -> None:
    """Mark an element to be removed by `sweep`; the text that follows it will stay."""
    if element.getparent() is not None:
        element.tag = _GONE


def unwrap(element: Element) -> None:
    """Mark an element to be replaced by what it holds, by `sweep`."""
    if element.getparent() is not None:
        element.tag = _OPENED


def sweep(root: Element) -> None:
    """Carry out what was marked: all at once, for the library takes quadratic time to remove them one by one."""
    etree.strip_elements(root, _GONE, with_tail=False)
    etree.strip_tags(root, _OPENED)
