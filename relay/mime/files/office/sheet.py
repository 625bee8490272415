"""The cells of a worksheet as lines: what they show, and the words in their formulas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from relay.mime.files.office.formats import shown_value
from relay.mime.files.office.markup import Element, short
from relay.mime.files.office.text import Paragraph, paragraphs, strings_of

_MARGINS = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f+-]{6}|\d+|[A-Za-z])")
MARGIN_TEXTS = frozenset(
    f"x:{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer")
)  # fmt: skip


@dataclass(slots=True)
class Strings:
    """The strings that the cells of a workbook share, and which of them a cell showed."""

    strings: Sequence[str] = ()
    shown: set[int] = field(default_factory=set)

    def at(self, index: str) -> str:
        """Return a string by its number as written, "" for none."""
        if not index.isascii() or not index.isdigit() or len(index) > 9 or int(index) >= len(self.strings):
            return ""
        self.shown.add(int(index))
        return self.strings[int(index)]

    def unshown(self) -> Iterator[str]:
        """Yield the strings that no cell showed so far."""
        return (text for number, text in enumerate(self.strings) if number not in self.shown)


def shared_strings(root: Element) -> list[str]:
    """Return the strings of a part of shared strings, by their number."""
    return [" ".join(paragraph.text for paragraph in strings_of(entry)) for entry in root]


def sheet_rows(root: Element, strings: Strings, formats: Sequence[str] = ()) -> Iterator[str]:
    """Yield the rows of a worksheet, cells set apart by tabs; ``formats`` by the number of their style."""
    for row in root.iter("{*}row"):
        yield "\t".join(_formatted(cell, _cell(cell, strings), formats) for cell in row)


def _formatted(cell: Element, value: str, formats: Sequence[str]) -> str:
    """Return the value of a cell, and what its format makes of it where that adds something."""
    style = cell.get("s") or ""
    code = formats[int(style)] if style.isascii() and style.isdigit() and int(style[:9]) < len(formats) else ""
    shown = shown_value(code, value, is_text=cell.get("t") not in {None, "n"}) if code and value else ""
    return f"{value} {shown}" if shown and shown != value else value


def _cell(cell: Element, strings: Strings) -> str:
    kind = cell.get("t")
    shown = []
    for child in cell:
        name = short(child.tag)
        if name == "x:v" and kind == "s":
            shown.append(strings.at((child.text or "").strip()))
        elif name == "x:v":
            shown.append(child.text or "")
        elif name == "x:is":
            shown += [item.text for item in paragraphs(child) if isinstance(item, Paragraph)]
    return " ".join(shown)


def margin_words(code: str) -> str:
    """Return what a header or footer of a sheet shows, without its codes (ECMA-376-1 18.3.1.39)."""
    return (
        _MARGINS.sub(lambda match: "\t" if match[0] in {"&L", "&C", "&R"} else "", code).replace("&&", "&").lstrip("\t")
    )
