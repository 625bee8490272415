"""What an office document says: its text as its reader comes to it, its pictures, and what it tells beside."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from relay.mime.charset import unix_lines
from relay.mime.files.kinds import FileKind
from relay.mime.files.office.formats import cell_formats
from relay.mime.files.office.formulas import formula_words
from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, read_xml, short, sweep, take_out
from relay.mime.files.office.ooxml import LATE, LoadedPart, ooxml_parts
from relay.mime.files.office.opendocument import opendocument_parts
from relay.mime.files.office.package import Package, open_package
from relay.mime.files.office.relations import Fate
from relay.mime.files.office.sheet import (
    MARGIN_TEXTS,
    Strings,
    margin_words,
    shared_strings,
    sheet_rows,
)
from relay.mime.files.office.shown import shown_attributes
from relay.mime.files.office.text import Break, Paragraph, paragraphs, text_of, trim
from relay.mime.files.picture import pixel_digest
from relay.mime.files.reading import BROKEN, EMBEDDED, TOO_LARGE, UNREADABLE_PICTURE, FileReading, UnreadableFileError

_MOST_TEXT = 1_000_000  # characters
# What PowerPoint calls the shapes of its layouts: read one after the other they seem to ask for pictures.
_OF_PROGRAMS = re.compile(
    r"(?:Vertical )?(?:Title|Text|Content|Picture|Date|Footer|Header|Slide Number|Slide Image|Notes|Chart|Table|Media"
    r"|Online Image|SmartArt) Placeholder \d{1,3}"
)


@dataclass(slots=True)
class _Text:
    """Lines, as many as are looked into."""

    lines: list[str] = field(default_factory=list)
    labels: dict[str, None] = field(default_factory=dict)
    length: int = 0

    def add(self, lines: Iterable[str], *, again: bool = True) -> None:
        """Add lines; unless ``again`` only those that were not said before (layouts repeat each other)."""
        said = set() if again else set(self.lines)
        for line in lines:
            if line.strip() and line not in said:
                self.lines.append(line)
                if not again:
                    said.add(line)
                self.length += len(line) + 1
            if self.length > _MOST_TEXT:
                raise _TextIsFullError

    def label(self, labels: Iterable[str]) -> None:
        """Add what attributes show: after all else, and each once, for programs give most things a name."""
        for label in labels:
            if label not in self.labels and not _OF_PROGRAMS.fullmatch(label):
                self.labels[label] = None
                self.length += len(label) + 1
            if self.length > _MOST_TEXT:
                raise _TextIsFullError

    def whole(self) -> str:
        return unix_lines("\n".join([*self.lines, *self.labels]))


class _TextIsFullError(Exception):
    """There is more text than is looked into."""


def read_office(content: bytes, kind: FileKind) -> FileReading:
    """Return what a document of ``kind`` says. Raises UnreadableFileError for what cannot be understood.

    Pictures that cannot be read and embedded files are its ``problem``: its text is read all the same.
    """
    reading = _Reading(open_package(content))
    try:
        if kind is FileKind.ODT:
            reading.opendocument()
        else:
            reading.ooxml(kind)
    except _TextIsFullError:
        reading.problem = TOO_LARGE
    problem = reading.problem or (EMBEDDED if reading.found.has_files else "")
    properties = unix_lines("\n".join(reading.found.properties))
    return FileReading(kind, reading.text.whole(), properties, tuple(reading.pictures), problem)


class _Reading:
    """One reading of one package."""

    def __init__(self, package: Package) -> None:
        self.found = Found()
        self.text = _Text()
        self.pictures: dict[str, None] = {}
        self.problem = ""
        self._package = package
        self._seen: set[str] = set()
        self._strings = Strings()
        self._formats: list[str] = []

    def opendocument(self) -> None:
        for part in opendocument_parts(self._package, self.found):
            self.text.add(_lines(part.root))
            self.text.label(shown_attributes(part.root))
            self.text.add(link.strip() for link in part.links)
            self._look_at(part.pictures)

    def ooxml(self, kind: FileKind) -> None:
        for part in ooxml_parts(self._package, kind, self.found):
            if part.kind == "officeDocument" and kind is FileKind.XLSX:
                self._strings = self._shared(part)
                self._formats = self._formats_of(part)
            self.text.label(shown_attributes(part.root))
            self.text.add(self._part_lines(part), again=part.kind not in LATE)
            self.text.add(relation.target.strip() for relation in part.related(Fate.LINK))
            self._look_at(relation.target for relation in part.related(Fate.PICTURE))

    def _shared(self, main: LoadedPart) -> Strings:
        """Return the shared strings ahead of the sheets; the part itself comes after them."""
        root = self._of_main(main, "sharedStrings")
        if root is None:
            return Strings()
        trim(root)
        return Strings(shared_strings(root))

    def _formats_of(self, main: LoadedPart) -> list[str]:
        """Return the formats of cells ahead of the sheets, as the shared strings."""
        root = self._of_main(main, "styles")
        return [] if root is None or not short(root.tag).startswith("x:") else cell_formats(root)

    def _of_main(self, main: LoadedPart, kind: str) -> Element | None:
        names = [relation.target for relation in main.relations.values() if relation.kind == kind]
        return read_xml(self._package, names[0]) if names else None

    def _part_lines(self, part: LoadedPart) -> Iterator[str]:
        if part.kind == "sharedStrings":
            yield from self._strings.unshown()
            return
        for older_form in part.root.iter("{*}Fallback"):
            take_out(older_form)  # it says nothing else, or it would have gone
        sweep(part.root)
        if part.kind == "worksheet":
            yield from sheet_rows(part.root, self._strings, self._formats)
        for child in part.root:
            if short(child.tag) != "x:sheetData":
                yield from _lines(child)
        yield from formula_words(part.root)

    def _look_at(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._seen:
                continue
            self._seen.add(name)
            try:
                self.pictures[pixel_digest(self._package.read(name))] = None
            except UnreadableFileError as error:
                self.problem = UNREADABLE_PICTURE if str(error) == BROKEN else str(error)


def _lines(root: Element) -> list[str]:
    """Return the paragraphs of a part, rows of tables as lines with tabs between the cells."""
    out: list[str] = []
    fresh = False  # whether a paragraph ended since the last cell did
    for item in paragraphs(root):
        if isinstance(item, Paragraph):
            for text in _texts(item):
                out += [text, "\n"]
            fresh = True
        elif item is Break.CELL and not fresh:
            out.append("\t")
        elif out:
            out[-1] = item.value
            fresh = False
    return "".join(out).split("\n")


def _texts(paragraph: Paragraph) -> dict[str, None]:
    """Return what a paragraph says to each of those who may see it differently."""
    if len(paragraph.pieces) == 1 and short(paragraph.pieces[0].element.tag) in MARGIN_TEXTS:
        return {margin_words(paragraph.text): None}
    return dict.fromkeys(text_of(view) for view in paragraph.views())
