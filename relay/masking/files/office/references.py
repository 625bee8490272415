"""The ids by which the markup of a part asks for other parts: new ones, and what goes where there is none any more."""

from collections.abc import Mapping

from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, ancestors, elements, named, short, sweep, take_out, unwrap
from relay.mime.files.office.ooxml import is_reference
from relay.mime.files.office.telling import LINKS

_CLICKS = frozenset({"a:hlinkClick", "a:hlinkHover", "a:hlinkMouseOver"})
_ACTIONS = ("", "ppaction://hlinkshowjump", "ppaction://hlinksldjump", "ppaction://customshow", "ppaction://noaction")
# These are something without what they asked for; everything else is not.
_STANDING = frozenset({"a:blip", "v:fill", "v:stroke", "w:background"})
_FRAMED = frozenset({"c:chart", "dgm:relIds", "lc:lockedCanvas"})
_FRAMES = frozenset({"w:drawing", "p:graphicFrame", "xdr:graphicFrame"})


def take_out_actions(root: Element, found: Found) -> None:
    """Take out what runs a program or a macro at a click (ECMA-376-1 21.1.2.3.5)."""
    for element in named(root, _CLICKS):
        if (element.get("action") or "").partition("?")[0] not in _ACTIONS:
            found.note(LINKS, element.get("action") or "")
            take_out(element)
    sweep(root)


def lead_anew(root: Element, ids: Mapping[str, str]) -> None:
    """Write the new ids for the old ones; what asks for something that is gone goes as well."""
    lost: list[tuple[Element, str]] = []
    for element in elements(root):
        for key, value in element.attrib.items():
            if value and is_reference(str(key)):
                if str(value) in ids:
                    element.set(key, ids[str(value)])
                else:
                    lost.append((element, str(key)))
    for element, key in lost:
        _lose(element, key)
    sweep(root)


def _lose(element: Element, key: str) -> None:
    name = short(element.tag)
    if name in _STANDING or (name == "x:hyperlink" and element.get("location")):
        del element.attrib[key]
    elif name == "w:hyperlink":
        del element.attrib[key]
        if not any(short(str(one)) == "w:anchor" for one in element.attrib):
            unwrap(element)
    elif name in _FRAMED:
        take_out(next((one for one in ancestors(element) if short(one.tag) in _FRAMES), element))
    else:
        take_out(element)
