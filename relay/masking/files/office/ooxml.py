"""A Word document, presentation or workbook written anew: known parts alone, under new names, masked."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import quoteattr

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.comment_frames import MEDIA_TYPE as FRAMES_TYPE
from relay.masking.files.office.comment_frames import comment_frames
from relay.masking.files.office.fields import mask_fields
from relay.masking.files.office.links import LINK, safe_link
from relay.masking.files.office.packing import Entry, packed, serialised
from relay.masking.files.office.parts import PartNames
from relay.masking.files.office.pictures import Pictures
from relay.masking.files.office.references import lead_anew, take_out_actions
from relay.masking.files.office.texts import mask_attributes, mask_texts
from relay.masking.files.office.workbook import (
    Names,
    column_names,
    mask_cells,
    mask_formats,
    mask_margins,
    mask_workbook,
)
from relay.mime.files.kinds import FileKind
from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, read_xml
from relay.mime.files.office.ooxml import LoadedPart, ooxml_parts
from relay.mime.files.office.package import Package
from relay.mime.files.office.pruning import prune, take_out_empty
from relay.mime.files.office.relations import CONTENT_TYPES, MAIN, Fate, Relation, relations_of

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_USUAL_ID = re.compile(r"rId\d{1,6}")
_MOST_AHEAD = 4 * 1024 * 1024  # bytes of a sheet that is held twice
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A relationship of a new part: its id, type, and target as it is written."""

    id: str
    type: str
    target: str
    external: bool = False


@dataclass(slots=True)
class _Written:
    """The parts of the new package by name, with their types, and the relationships of each and to the main one."""

    main: _Arrow
    parts: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    arrows: dict[str, list[_Arrow]] = field(default_factory=dict)


def clean_ooxml(package: Package, kind: FileKind, mask: TextMask, found: Found) -> bytes:
    """Return a new package; what was taken out is noted in ``found``. Raises UnreadableFileError."""
    cleaning = _Cleaning(package, kind, mask, found)
    for part in ooxml_parts(package, kind, found):
        cleaning.add(part)
    found.removed |= cleaning.pictures.removed
    return packed(_entries(cleaning.written, cleaning.pictures))


class _Cleaning:
    """The cleaning of one package."""

    def __init__(self, package: Package, kind: FileKind, mask: TextMask, found: Found) -> None:
        self.written = _Written(_Arrow("rId1", _MAIN, ""))
        self._package = package
        self._kind = kind
        self._mask = mask
        self._found = found
        self._parts = PartNames(kind)
        self._names = Names(mask)
        self._ahead: dict[str, Element] = {}  # the parts whose texts are masked before their turn
        self.pictures = Pictures(package, f"{self._parts.folder}media/")

    def add(self, part: LoadedPart) -> None:
        """Write a part, if one that was written leads to it."""
        if part.kind != MAIN and not self._parts.is_named(part.name):
            return
        if part.kind == MAIN:
            self._mask_ahead(part)
        is_ahead = part.name in self._ahead
        part = replace(part, root=self._ahead.pop(part.name, part.root))
        name = self._parts.name(part.name, part.kind)
        take_out_actions(part.root, self._found)
        arrows = list(self._arrows(part, name))
        lead_anew(part.root, {old: arrow.id for old, arrow in arrows})
        self._mask_part(part, texts=not is_ahead)
        if part.kind == MAIN:
            strict = any(arrow.type.startswith(_STRICT) for _, arrow in arrows)
            self.written.main = _Arrow("rId1", f"{_STRICT}officeDocument" if strict else _MAIN, name)
        self.written.parts[name] = (serialised(part.root), self._parts.media_type(part.kind))
        self.written.arrows[name] = [arrow for _, arrow in arrows]

    def _mask_ahead(self, main: LoadedPart) -> None:
        """Mask the strings of cells before all else where there are tables, whose columns are called like cells."""
        sheets = [one.target for one in main.relations.values() if one.kind == "worksheet"]
        tables = {sheet: tuple(self._tables(sheet)) for sheet in sheets}
        columns = {name for found in tables.values() for table in found for name in column_names(table)}
        strings = [one.target for one in main.relations.values() if one.kind == "sharedStrings" and columns]
        for target in (*strings, *(sheet for sheet in sheets if tables[sheet] and self._has_strings(sheet))):
            name = self._package.name_of(target)
            root = read_xml(self._package, name)
            prune(root, Found())
            mask_cells(root, self._mask, self._names, columns)
            self._ahead[name] = root
        for table in (table for found in tables.values() for table in found):
            if not self._names.are_columns(table):
                self._names.forget(table)

    def _tables(self, sheet: str) -> Iterator[Element]:
        for one in relations_of(self._package, sheet).values():
            if one.kind == "table" and self._package.name_of(one.target):
                yield read_xml(self._package, one.target)

    def _has_strings(self, sheet: str) -> bool:
        """Return whether cells hold strings of their own, as few programs write them."""
        name = self._package.name_of(sheet)
        content = self._package.read(name) if name else b""
        return b"inlineStr" in content and len(content) < _MOST_AHEAD

    def _mask_part(self, part: LoadedPart, *, texts: bool) -> None:
        if self._kind is FileKind.DOCX:
            mask_fields(part.root, self._mask)
        mask_workbook(part.root, self._names)
        take_out_empty(part.root)
        if texts:
            mask_margins(part.root, self._mask)
            mask_texts(part.root, self._mask)
        mask_formats(part.root, self._mask)
        mask_attributes(part.root, self._mask)

    def _arrows(self, part: LoadedPart, name: str) -> Iterator[tuple[str, _Arrow]]:
        """Yield the relationships of a part by their old ids; those of the usual form stay."""
        for number, relation in enumerate(part.relations.values()):
            target = self._target(part, relation)
            if target:
                external = relation.fate is Fate.LINK
                written = target if external else posixpath.relpath(target, posixpath.dirname(name))
                new = relation.id if _USUAL_ID.fullmatch(relation.id) else f"id{number}"
                yield relation.id, _Arrow(new, relation.type, written, external)

    def _target(self, part: LoadedPart, relation: Relation) -> str:
        """Return what a relationship leads to in the new package, "" for nothing."""
        match relation.fate:
            case Fate.LINK:
                safe = safe_link(relation.target, self._mask)
                if safe != relation.target:
                    self._found.note(LINK)
                return safe
            case Fate.PICTURE:
                return self.pictures.name_of(self._package.name_of(relation.target))
            case Fate.NOTES:
                return self._frames(part)
            case _:
                return self._part_target(relation)

    def _part_target(self, relation: Relation) -> str:
        if not self._parts.knows(relation.kind) or (
            relation.kind == "table" and not self._names.are_columns(read_xml(self._package, relation.target))
        ):
            return ""
        return self._parts.name(self._package.name_of(relation.target), relation.kind)

    def _frames(self, part: LoadedPart) -> str:
        comments = [one for one in part.relations.values() if one.kind == "comments"]
        if part.kind != "worksheet" or not comments:
            return ""
        name = self._parts.name(part.name, part.kind).replace("worksheets/sheet", "drawings/comments")
        name = name.removesuffix(".xml") + ".vml"
        self.written.parts[name] = (comment_frames(read_xml(self._package, comments[0].target)), FRAMES_TYPE)
        return name


def _entries(written: _Written, pictures: Pictures) -> Iterator[Entry]:
    media = {name: media_type for name, (_, media_type) in pictures.entries.items()}
    types = {name: media_type for name, (_, media_type) in written.parts.items()}
    yield Entry(CONTENT_TYPES, _content_types(types, media))
    yield Entry("_rels/.rels", _relations([written.main]))
    for name, (content, _) in written.parts.items():
        yield Entry(name, content)
        if arrows := written.arrows.get(name):
            folder, _, base = name.rpartition("/")
            yield Entry(f"{folder}/_rels/{base}.rels", _relations(arrows))
    for name, (content, _) in pictures.entries.items():
        yield Entry(name, content, stored=True)


def _content_types(types: dict[str, str], media: dict[str, str]) -> bytes:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    defaults |= {name.rpartition(".")[2]: media_type for name, media_type in media.items()}
    lines = [f"<Default Extension={quoteattr(one)} ContentType={quoteattr(two)}/>" for one, two in defaults.items()]
    lines += [f"<Override PartName={quoteattr('/' + one)} ContentType={quoteattr(two)}/>" for one, two in types.items()]
    return _document(f'<Types xmlns="{_TYPES}">{"".join(lines)}</Types>')


def _relations(arrows: Iterable[_Arrow]) -> bytes:
    lines = []
    for arrow in arrows:
        mode = ' TargetMode="External"' if arrow.external else ""
        name, kind, target = map(quoteattr, (arrow.id, arrow.type, arrow.target))
        lines.append(f"<Relationship Id={name} Type={kind} Target={target}{mode}/>")
    return _document(f'<Relationships xmlns="{_RELATIONS}">{"".join(lines)}</Relationships>')


def _document(markup: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{markup}'.encode()
