"""An OpenDocument text written anew: content, styles, formulas, charts and pictures, masked."""

import posixpath
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.links import LINK, safe_link
from relay.masking.files.office.packing import Entry, packed, serialised
from relay.masking.files.office.pictures import Pictures
from relay.masking.files.office.texts import mask_attributes, mask_texts
from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, short, sweep, take_out, unwrap
from relay.mime.files.office.opendocument import (
    HREF,
    LINKING,
    MANIFEST,
    MEDIA_TYPE,
    MIMETYPE,
    PICTURING,
    WRAPPING,
    OdfPart,
    entry_of,
    opendocument_parts,
)
from relay.mime.files.office.package import Package

_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_VERSION = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version"
_VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4"})


def clean_opendocument(package: Package, mask: TextMask, found: Found) -> bytes:
    """Return a new package; what was taken out is noted in ``found``. Raises UnreadableFileError."""
    cleaning = _Cleaning(package, mask, found)
    for part in opendocument_parts(package, found):
        cleaning.add(part)
    found.removed |= cleaning.pictures.removed
    return packed(cleaning.entries())


class _Cleaning:
    """The cleaning of one package."""

    def __init__(self, package: Package, mask: TextMask, found: Found) -> None:
        self.pictures = Pictures(package, "Pictures/")
        self._package = package
        self._mask = mask
        self._found = found
        self._parts: dict[str, tuple[bytes, str]] = {}
        self._folders: dict[str, str] = {}
        self._version = "1.2"

    def add(self, part: OdfPart) -> None:
        """Write a part."""
        for element in [one for one in part.root.iter() if one.get(HREF) is not None]:
            self._lead_anew(part, element)
        sweep(part.root)
        folder, name = posixpath.split(part.name)
        if not folder and part.root.get(_VERSION) in _VERSIONS:
            self._version = part.root.get(_VERSION) or self._version
        is_formula = short(part.root.tag) == "math:math"
        mask_texts(part.root, self._mask)
        mask_attributes(part.root, self._mask)
        kind = MEDIA_TYPE if not folder else _FORMULA if is_formula else _CHART
        self._parts[posixpath.join(self._folder(folder), name)] = (serialised(part.root), kind)

    def _folder(self, folder: str) -> str:
        if folder and folder not in self._folders:
            self._folders[folder] = f"Object {len(self._folders) + 1}"
        return self._folders.get(folder, "")

    def _lead_anew(self, part: OdfPart, element: Element) -> None:
        target, name = element.get(HREF) or "", short(element.tag)
        entry = entry_of(part.name, target)
        if name in PICTURING:
            up = "../" if "/" in part.name else ""
            element.set(HREF, up + self.pictures.name_of(self._package.name_of(entry)))
        elif name == "draw:object":
            element.set(HREF, f"./{self._folder(entry)}")
        elif name in LINKING:
            self._link(element, target, safe_link(target, self._mask))

    def _link(self, element: Element, target: str, safe: str) -> None:
        if safe != target:
            self._found.note(LINK)
        if safe:
            element.set(HREF, safe)
        elif short(element.tag) in WRAPPING:
            unwrap(element)
        else:
            take_out(element)

    def entries(self) -> Iterator[Entry]:
        """Yield the files of the archive: the type first and uncompressed, as ODF 1.3, part 2, 3.3 asks."""
        yield Entry(MIMETYPE, MEDIA_TYPE.encode(), stored=True)
        for name, (content, _) in self._parts.items():
            yield Entry(name, content)
        for name, (content, _) in self.pictures.entries.items():
            yield Entry(name, content, stored=True)
        yield Entry(MANIFEST, self._manifest())

    def _manifest(self) -> bytes:
        listed = {"/": MEDIA_TYPE}
        for name, (_, kind) in self._parts.items():
            folder = posixpath.dirname(name)
            listed |= {f"{folder}/": kind} if folder else {}
            listed[name] = "text/xml"
        listed |= {name: kind for name, (_, kind) in self.pictures.entries.items()}
        lines = (
            f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
            for name, kind in listed.items()
        )
        head = f'<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="{self._version}">'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{"".join(lines)}</manifest:manifest>'.encode()


_FORMULA = "application/vnd.oasis.opendocument.formula"
_CHART = "application/vnd.oasis.opendocument.chart"
