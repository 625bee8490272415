"""The parts of an OpenDocument text (ODF 1.3, part 2): its content, its styles, and the formulas and charts in it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from relay.mime.files.office.found import Found, is_a_file, note_part
from relay.mime.files.office.links import leads_outside
from relay.mime.files.office.markup import Element, named, read_xml, short, sweep, take_out, unwrap
from relay.mime.files.office.package import Package
from relay.mime.files.office.pruning import prune
from relay.mime.files.office.telling import EMBEDDED_FILE, LINKS, PRINTER, PROPERTIES, THUMBNAIL
from relay.mime.files.reading import BROKEN, ENCRYPTED, MACROS, MISMATCH, UnreadableFileError

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
MIMETYPE, MANIFEST = "mimetype", "META-INF/manifest.xml"
HREF = "{http://www.w3.org/1999/xlink}href"
WRAPPING = frozenset({"text:a", "draw:a"})  # around what is to be clicked at
LINKING = WRAPPING | {"draw:area-rectangle", "draw:area-circle", "draw:area-polygon"}
PICTURING = frozenset({"draw:image", "draw:fill-image", "style:background-image", "text:list-level-style-image"})
_LIBRARY_LISTS = frozenset({"script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"})
_BORING = ("Configurations2/", "ObjectReplacements/", "Pictures/", "META-INF/", "layout-cache", "manifest.rdf")
_PARTS = ("content.xml", "styles.xml", "settings.xml")
_MOST_OBJECTS = 200


@dataclass(frozen=True, slots=True)
class OdfPart:
    """A part that leaves with the document: pruned, with nothing left in it that leads to another file.

    ``links``: where its links point. ``pictures``: the entries of the pictures that it shows.
    """

    name: str
    root: Element
    links: tuple[str, ...]
    pictures: tuple[str, ...]


def opendocument_parts(package: Package, found: Found) -> Iterator[OdfPart]:
    """Yield the content, the styles, and each formula or chart with its own; a part may be changed in between.

    Notes in ``found`` what is left behind. Raises UnreadableFileError.
    """
    _check(package)
    content, objects = _load(package, "content.xml", found)
    yield content
    names = {"content.xml"}
    for name in (f"{folder}{part}" for folder in ("", *objects) for part in _PARTS):
        if name not in names and package.name_of(name):
            names.add(name)
            yield _load(package, name, found)[0]
    _note_left(package, names, found)


def _check(package: Package) -> None:
    if package.read(MIMETYPE, 100).strip() != MEDIA_TYPE.encode():
        raise UnreadableFileError(MISMATCH)
    if not package.name_of("content.xml"):
        raise UnreadableFileError(BROKEN)
    if any(_is_macro(name) for name in package.names):
        raise UnreadableFileError(MACROS)
    if package.name_of(MANIFEST):
        listed = read_xml(package, MANIFEST)
        if any(short(element.tag) == "manifest:encryption-data" for element in listed.iter()):
            raise UnreadableFileError(ENCRYPTED)


def _is_macro(name: str) -> bool:
    return name.startswith(("Basic/", "Scripts/", "Dialogs/")) and posixpath.basename(name) not in _LIBRARY_LISTS


def _load(package: Package, name: str, found: Found) -> tuple[OdfPart, list[str]]:
    """Return a part, and the folders of the formulas and charts in it."""
    root = read_xml(package, name)
    if name.endswith("settings.xml"):
        _prune_settings(root, found)
    prune(root, found)
    objects = _objects(package, name, root, found)
    sweep(root)
    links: list[str] = []
    pictures: dict[str, None] = {}
    for element in [one for one in root.iter() if one.get(HREF) is not None]:
        target, kind = element.get(HREF) or "", short(element.tag)
        entry = package.name_of(entry_of(name, target))
        if kind in LINKING and leads_outside(target):
            links.append(target)
        elif kind in PICTURING and entry and not entry.endswith(".xml"):
            pictures[entry] = None
        elif kind != "draw:object" and target != ".":  # the chart itself, in its own folder
            found.note(LINKS, target)
            (unwrap if kind in WRAPPING else take_out)(element)
    sweep(root)
    return OdfPart(name, root, tuple(links), tuple(pictures)), objects


def entry_of(part: str, target: str) -> str:
    """Return the entry that ``target`` in a part names, which may be none."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target))).lstrip("/")


def _objects(package: Package, part: str, root: Element, found: Found) -> list[str]:
    """Return the folders of formulas and charts in a part; other objects go, and leave the picture of them."""
    folders: dict[str, None] = {}
    for element in named(root, {"draw:object"}):
        target = element.get(HREF)
        if target is None:
            continue  # its formula stands in it
        folder = entry_of(part, target) + "/"
        if part == "content.xml" and len(folders) < _MOST_OBJECTS and _is_drawn(package, folder):
            folders[folder] = None
            for picture in [one for one in element.itersiblings() if short(one.tag) == "draw:image"]:
                take_out(picture)  # of the object, drawn again by whoever opens it
        else:
            found.has_files = True
            found.note(EMBEDDED_FILE)
            take_out(element)
    return list(folders)


def _is_drawn(package: Package, folder: str) -> bool:
    """Return whether an object is a formula or a chart, which are marked up like the document itself."""
    name = f"{folder}content.xml"
    if not package.name_of(name):
        return False
    root = read_xml(package, name)
    return short(root.tag) == "math:math" or any(short(one.tag) == "office:chart" for one in root.iter())


def _note_left(package: Package, names: set[str], found: Found) -> None:
    for name in package.names:
        if name in names or name == MIMETYPE or name.startswith(_BORING):
            continue
        if name.startswith("Thumbnails/"):
            found.note(THUMBNAIL)
        elif name.endswith((".xml", ".rdf")):
            note_part(package, name, PROPERTIES if name.endswith("meta.xml") else "", found)
        elif is_a_file(package.read(name)):
            found.has_files = True
            found.note(EMBEDDED_FILE)


def _prune_settings(root: Element, found: Found) -> None:
    """Leave the switches and numbers by which a document is laid out; names of printers and all else go."""
    for item in named(root, {"config:config-item", "config:config-item-set"}):
        name, value = item.get(_NAME) or "", item.text or ""
        around = item.getparent()
        is_set = short(item.tag).endswith("-set")
        of_document = around is not None and (around.get(_NAME) or _LAYOUT) == _LAYOUT
        if is_set and name == _LAYOUT:
            continue
        if "Printer" in name and value and value not in _VALUES:
            found.note(PRINTER, value)
        is_switch = bool(_SWITCH.fullmatch(value)) or value in _VALUES
        if is_set or not (of_document and is_switch and _SWITCH_NAME.fullmatch(name)):
            take_out(item)
    for other in named(root, {"config:config-item-map-indexed", "config:config-item-map-named"}):
        take_out(other)
    sweep(root)


_NAME = "{urn:oasis:names:tc:opendocument:xmlns:config:1.0}name"
_LAYOUT = "ooo:configuration-settings"
_SWITCH = re.compile(r"true|false|-?[0-9]{1,5}")
_SWITCH_NAME = re.compile(r"(?!Rsid)[A-Za-z]{1,60}[0-9]{0,3}")
_VALUES = frozenset({"high-resolution", "low-resolution", "disabled"})  # of PrinterIndependentLayout
