"""Writes the parts of a document into a new archive: the same parts make the same bytes."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from relay.mime.files.office.markup import Element, prefix_of

_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CHOICE, _IGNORABLE = f"{{{_COMPATIBILITY}}}Choice", f"{{{_COMPATIBILITY}}}Ignorable"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # when a zip archive can be from: nobody's clock


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive; ``stored``: not compressed, as pictures are not again."""

    name: str
    content: bytes
    stored: bool = False


def packed(entries: Iterable[Entry]) -> bytes:
    """Return an archive of ``entries`` in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, _EARLIEST)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if entry.stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, entry.content)
    return out.getvalue()


def serialised(root: Element) -> bytes:
    """Return a part as UTF-8, without the names of foreign markup."""
    kept = {prefix: None for prefix, name in root.nsmap.items() if prefix and prefix_of(name) != "?"}
    for element in root.iter(_CHOICE):
        kept |= dict.fromkeys((element.get("Requires") or "").split())
    found = root.xpath("//*[@mc:Ignorable]", namespaces={"mc": _COMPATIBILITY})
    for element in [one for one in found if isinstance(one, Element)] if isinstance(found, list) else ():
        prefixes = element.get(_IGNORABLE) or ""
        known = [one for one in prefixes.split() if prefix_of(element.nsmap.get(one) or "") != "?"]
        kept |= dict.fromkeys(known)
        if known:
            element.set(_IGNORABLE, " ".join(known))
        else:
            del element.attrib[_IGNORABLE]
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(kept))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
