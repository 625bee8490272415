"""How the parts of an OOXML package hang together (ECMA-376-2), and which of them leave with the document."""

import posixpath
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from relay.mime.files.kinds import FileKind
from relay.mime.files.office.markup import Element, named, read_xml, short
from relay.mime.files.office.package import Package
from relay.mime.files.office.telling import (
    AUTHORS,
    CUSTOM,
    EMBEDDED_FILE,
    FONTS,
    FORMS,
    LINKS,
    MACRO,
    MEDIA,
    OTHER_FORM,
    PIVOTS,
    PRINTER,
    PROPERTIES,
    SIGNATURE,
    THUMBNAIL,
    UNKNOWN_DATA,
)
from relay.mime.files.reading import BROKEN, MACROS, MISMATCH, UnreadableFileError

CONTENT_TYPES = "[Content_Types].xml"
MAIN = "officeDocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN_TYPES = {
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document.main+xml",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation.main+xml",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet.main+xml",
}
_TYPE = re.compile(
    r"(?:http://schemas\.openxmlformats\.org/office[dD]ocument/2006/relationships(?:/metadata)?"
    r"|http://purl\.oclc\.org/ooxml/officeDocument/relationships"
    r"|http://schemas\.openxmlformats\.org/package/2006/relationships/(?:metadata|digital-signature)"
    r"|http://schemas\.microsoft\.com/office/(?:[a-z]+/)?(\d{4})(?:/\d{1,2})?/relationships(?:/ui)?)/([A-Za-z-]+)"
)
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|macrosheet|vbaData", re.IGNORECASE)
_MOST_RELATIONS = 5_000  # of one part


class Fate(Enum):
    """What becomes of what a relationship leads to."""

    KEPT = "kept"
    PICTURE = "picture"
    LINK = "link"
    NOTES = "notes"  # the frames of a sheet's comments, drawn anew
    FILE = "file"
    MACRO = "macro"
    DROPPED = "dropped"


# Parts that belong to their owner by the relationship alone; the others are asked for by an id in its markup.
_IMPLICIT = frozenset(
    "styles numbering fontTable settings theme themeOverride footnotes endnotes comments modernComments authors"
    " commentAuthors notesSlide notesMaster slideLayout slideMaster tableStyles sharedStrings diagramDrawing".split()
)
_EXPLICIT = frozenset(
    "officeDocument header footer chart chartUserShapes diagramData diagramLayout diagramQuickStyle diagramColors slide"
    " handoutMaster worksheet chartsheet table drawing".split()
)
_FATES = {
    **dict.fromkeys(_IMPLICIT | _EXPLICIT, Fate.KEPT),
    "image": Fate.PICTURE,
    "hyperlink": Fate.LINK,
    "vmlDrawing": Fate.NOTES,
    **dict.fromkeys("oleObject package control activeXControlBinary aFChunk subDocument".split(), Fate.FILE),
    **dict.fromkeys("audio video media".split(), Fate.FILE),
    **dict.fromkeys("vbaProject wordVbaData xlMacrosheet xlIntlMacrosheet".split(), Fate.MACRO),
}
_WORDS = {
    **dict.fromkeys("core-properties extended-properties custom-properties custom-property".split(), PROPERTIES),
    **dict.fromkeys("oleObject package control aFChunk subDocument".split(), EMBEDDED_FILE),
    **dict.fromkeys("audio video media".split(), MEDIA),
    **dict.fromkeys("attachedTemplate externalLink externalLinkPath mailMergeSource image".split(), LINKS),
    **dict.fromkeys("mailMergeHeaderSource recipientData connections queryTable frame".split(), LINKS),
    **dict.fromkeys("customXml customXmlProps customProperty tags xmlMaps".split(), CUSTOM),
    **dict.fromkeys("people person".split(), AUTHORS),
    **dict.fromkeys("pivotTable pivotCacheDefinition pivotCacheRecords slicer slicerCache".split(), PIVOTS),
    "thumbnail": THUMBNAIL,
    "printerSettings": PRINTER,
    "origin": SIGNATURE,
    "signature": SIGNATURE,
    "font": FONTS,
    "ctrlProp": FORMS,
    "vbaProject": MACRO,
    "glossaryDocument": "building blocks",
    "threadedComment": OTHER_FORM,
    # Nothing in them but how a program arranges its windows, or numbers that it works out again.
    **dict.fromkeys(
        "webSettings presProps viewProps stylesWithEffects calcChain chartStyle chartColorStyle".split(), ""
    ),
    **dict.fromkeys("commentsExtended commentsIds commentsExtensible sheetMetadata keyMapCustomizations".split(), ""),
    **dict.fromkeys("volatileDependencies slideUpdateInfo revisionInfo notesMaster handoutMaster".split(), ""),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: ``type`` as it is written, ``kind`` its last word, ``target`` a part's name or a URL."""

    id: str
    type: str
    kind: str
    target: str
    external: bool

    @property
    def fate(self) -> Fate:
        """What becomes of its target."""
        fate = _FATES.get(self.kind, Fate.DROPPED)
        return Fate.DROPPED if self.external and fate is not Fate.LINK else fate

    @property
    def words(self) -> str:
        """How its target is called where it is taken out, "" if nobody needs to know."""
        return _WORDS.get(self.kind, LINKS if self.external else UNKNOWN_DATA)

    def is_asked_for(self, owner: str, asked: frozenset[str]) -> bool:
        """Return whether a part of the kind ``owner`` whose markup has the ids ``asked`` makes use of it."""
        back = owner == "notesSlide" and self.kind == "slide"
        return self.kind in _IMPLICIT or back or self.id in asked


def relations_of(package: Package, part: str) -> dict[str, Relation]:
    """Return the relationships of a part (of the package itself for ""), by their ids. Raises UnreadableFileError."""
    folder, _, base = part.rpartition("/")
    listed = package.name_of(posixpath.join(folder, "_rels", f"{base}.rels"))
    if not listed:
        return {}
    found: dict[str, Relation] = {}
    for element in read_xml(package, listed):
        relation = (
            _relation(folder, {str(key): str(value) for key, value in element.attrib.items()})
            if short(element.tag) == "rel:Relationship"
            else None
        )
        if relation is None or relation.id in found or len(found) > _MOST_RELATIONS:
            raise UnreadableFileError(BROKEN)
        found[relation.id] = relation
    return found


def _relation(folder: str, attributes: dict[str, str]) -> Relation | None:
    name, kind_of, target = (attributes.get(key) for key in ("Id", "Type", "Target"))
    if not name or not kind_of or target is None:
        return None
    external = attributes.get("TargetMode") == "External" or target.startswith("#")
    known = _TYPE.fullmatch(kind_of)
    kind = known[2] if known else "unknown"
    if known and known[1] and kind in _MODERN:
        kind = _MODERN[kind]
    return Relation(name, kind_of, kind, target if external else _resolved(folder, target), external)


# Relationships of Microsoft's that are named like older ones but lead to parts of another form.
_MODERN = {"comments": "modernComments"}


def _resolved(folder: str, target: str) -> str:
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def main_part(package: Package, kind: FileKind) -> str:
    """Return the name of the part in which the document begins.

    Raises UnreadableFileError where the package has macros, is of another kind or does not say.
    """
    types = read_xml(package, CONTENT_TYPES)
    if any(_MACRO_TYPE.search(element.get("ContentType") or "") for element in types):
        raise UnreadableFileError(MACROS)
    mains = {relation.target for relation in relations_of(package, "").values() if relation.kind == MAIN}
    if len(mains) != 1 or not package.name_of(min(mains)):
        raise UnreadableFileError(BROKEN)
    (main,) = mains
    if _declared(types, main) != MAIN_TYPES[kind]:
        raise UnreadableFileError(MISMATCH)
    return package.name_of(main)


def _declared(types: Element, part: str) -> str:
    """Return the type that is declared for a part: by its name, else by its ending."""
    ending = part.rpartition(".")[2].lower()
    for name, attribute, wanted in (("Override", "PartName", f"/{part.lower()}"), ("Default", "Extension", ending)):
        for element in named(types, {f"ct:{name}"}):
            if (element.get(attribute) or "").lower() == wanted:
                return element.get("ContentType") or ""
    return ""
