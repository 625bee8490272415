"""Takes out of a part whatever does not leave with a document; reading and cleaning begin with it, alike.

What stays is the document's text. What goes is told as its properties: traces of people and programs, foreign markup
(which a program may show or not, ECMA-376-3), and all forms of a passage but the one that is shown.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from relay.mime.files.office.fields import prune_fields
from relay.mime.files.office.forms import choose_forms
from relay.mime.files.office.formulas import prune_formulas
from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, ancestors, elements, named, short, sweep, take_out, unwrap
from relay.mime.files.office.telling import (
    AUTHORS,
    DROPPED,
    DROPPED_ATTRIBUTES,
    EMBEDDED_FILE,
    FILE_NAMES,
    LINKS,
    MEDIA,
    NEUTRAL_ATTRIBUTES,
    NEUTRAL_TEXTS,
    SETTINGS,
    TEXT_FORMULAS,
    UNWRAPPED,
)
from relay.mime.files.office.text import trim
from relay.mime.files.office.values import prune_values

_FILES = frozenset(
    {
        "p:oleObj", "o:OLEObject", "w:altChunk", "w:subDoc", "w:control", "x:oleObjects", "p:controls",
        "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame", "office:binary-data",
    }
)  # fmt: skip
_OF_OTHER_PARTS = frozenset({"cm", "vm"})  # of a cell: numbers of entries in parts that are left behind
_SOUNDS = frozenset({"p:audio", "p:video", "p:sndTgt"})  # of an animation, which falls apart without them
_NEVER_EMPTY = frozenset(
    {
        "x:hyperlinks", "x:tableParts", "x:definedNames", "x:dataValidations", "x:conditionalFormatting",
        "x14:dataValidations", "x14:conditionalFormatting", "x14:sparklineGroup", "p:custShowLst",
    }
)  # fmt: skip
_OFTEN_EMPTY = frozenset({"office:scripts", "office:forms"})
_PICTURE_NAMES = frozenset({"name", "title", "descr", "alt", "draw:name"})
_FILE_NAME = re.compile(
    r"[^\n]{1,300}\.(?:jpe?g|jfif|png|gif|bmp|tiff?|hei[cf]|webp|svg|emf|wmf|docx?|pptx?|xlsx?|od[tsp]|pdf|mp4|mov)",
    re.IGNORECASE,
)
_FIELD_TYPE = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}type"
_FORM_FIELDS = frozenset(f"vnd.oasis.opendocument.field.FORM{one}" for one in ("CHECKBOX", "TEXT", "DROPDOWN"))
_FIELD_MARKS = frozenset({"field:fieldmark", "field:fieldmark-start"})
_JUDGED = _FIELD_MARKS | _FILES | _SOUNDS | DROPPED.keys() | UNWRAPPED


def prune(root: Element, found: Found) -> None:
    """Take out of a part what does not leave, and note it in ``found``."""
    choose_forms(root, found)
    plan = _Plan(root)
    for element in elements(root):
        name = short(element.tag)
        plan.judge(element, name)
        _prune_element(element, name, found)
    plan.carry_out(found)
    del plan
    for many in [root] if short(root.tag) == "x:sst" else [one for one in root if short(one.tag) == "x:sheetData"]:
        _prune_plainly(many, found)
    trim(root)
    for value in prune_values(root) if short(root.tag).startswith("office:") else ():
        found.note("", value)
    for code in prune_fields(root) if short(root.tag).startswith("w:") else ():
        found.note("", code)
    for words, formulas in zip((LINKS, TEXT_FORMULAS), prune_formulas(root), strict=True):
        for formula in formulas:
            found.note(words, formula)
    sweep(root)
    take_out_empty(root)


class _Plan:
    """What is to become of the elements of a part."""

    def __init__(self, root: Element) -> None:
        self.doomed: dict[Element, str] = {}  # and what they are called
        self.unwrapped: list[Element] = []
        self.objects: list[Element] = []
        self.has_files = False
        self._root = root
        self._mixes_foreign = short(root.tag).startswith(("office:", "math:"))  # ODF 1.3, part 3, 3.17
        self._is_settings = short(root.tag) == "w:settings"

    def judge(self, element: Element, name: str) -> None:
        if name not in _JUDGED and not name.startswith("?") and not self._is_settings:
            return
        self.has_files |= name in _FILES
        if name == "p:oleObj":
            self.objects.append(element)
        elif name in _SOUNDS:
            self.doomed[next((one for one in ancestors(element) if short(one.tag) == "p:timing"), element)] = MEDIA
        elif name in DROPPED:
            self.doomed[element] = DROPPED[name] if len(element) or name not in _OFTEN_EMPTY else ""
        elif self._is_settings and name not in SETTINGS and element.getparent() is self._root:
            self.doomed[element] = ""
        elif name.startswith("?") and not self._mixes_foreign:
            self.doomed[_extension_around(element)] = ""
        elif name in _FIELD_MARKS and element.get(_FIELD_TYPE) not in _FORM_FIELDS:
            self.unwrapped.append(element)
            self.doomed |= dict.fromkeys(named(element, {"field:param"}), LINKS)
        elif name in UNWRAPPED or (name.startswith("?") and element is not self._root):
            self.unwrapped.append(element)

    def carry_out(self, found: Found) -> None:
        found.has_files |= self.has_files
        for element in self.objects:
            _show_picture_only(element, found)
        for element, words in self.doomed.items():
            found.note_all(words, element)
        for element in self.doomed:
            take_out(element)
        for element in self.unwrapped:
            unwrap(element)


def _prune_plainly(cells: Element, found: Found) -> None:
    """Prune cells or shared strings by the names in use, for there may be very many of very few kinds."""
    tags: set[str] = set()
    keys: set[str] = set()
    for element in cells.iter():
        tags.add(element.tag)
        keys.update(map(str, element.keys()))
    doomed = [tag for tag in tags if short(tag).startswith("?") or short(tag) in DROPPED or tag.endswith("}extLst")]
    for element in list(cells.iter(*doomed)) if doomed else ():
        found.note_all("", element)
        take_out(element)
    unwanted = [key for key in keys if short(key).startswith("?") or short(key) in _OF_OTHER_PARTS]
    for element in cells.iter() if unwanted else ():
        for key in unwanted:
            if key in element.attrib:
                del element.attrib[key]


def _prune_element(element: Element, name: str, found: Found) -> None:
    neutral = NEUTRAL_TEXTS.get(name)
    if neutral is not None and element.text != neutral:
        found.note(AUTHORS, element.text or "")
        element.text = neutral
    for key in element.keys():  # noqa: SIM118 - an element's items are its children
        rule = _rule_for(name, str(key))
        if rule is not None:
            rule.apply(element, str(key), found)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What becomes of an attribute: it goes (``put`` is None), or something else is put in its place.

    ``words`` name what goes; ``says``: what it said, if it is not told as it stood. ``only``: which values go.
    """

    words: str
    put: str | None = None
    says: str = ""
    only: re.Pattern[str] | None = None

    def apply(self, element: Element, key: str, found: Found) -> None:
        value = element.get(key) or ""
        if value == self.put or (self.only and not self.only.fullmatch(value)):
            return
        if self.words and value:
            found.note(self.words, self.says or value)
        if self.put is None:
            del element.attrib[key]
        else:
            element.set(key, self.put)


@lru_cache(maxsize=16_384)
def _rule_for(name: str, key: str) -> _Rule | None:
    attribute = short(key)
    for known in (attribute, f"{name}@{attribute}"):
        if known in DROPPED_ATTRIBUTES:
            return _Rule(DROPPED_ATTRIBUTES[known], says="ids of editing sessions" if "rsid" in known else "")
        if known in NEUTRAL_ATTRIBUTES:
            return _Rule(AUTHORS, NEUTRAL_ATTRIBUTES[known])
    if attribute in _PICTURE_NAMES:
        return _Rule(FILE_NAMES, "Picture" if attribute in {"name", "draw:name"} else "", only=_FILE_NAME)
    return _Rule("") if attribute.startswith("?") else None


def _extension_around(element: Element) -> Element:
    """Return the whole extension in which foreign markup stands: half of one is no markup of anybody's."""
    for around in ancestors(element):
        parent = around.getparent()
        if short(around.tag).endswith(":ext") and parent is not None and short(parent.tag).endswith(":extLst"):
            return around
    return element


def _show_picture_only(element: Element, found: Found) -> None:
    """Leave of an embedded object on a slide the picture of it."""
    found.note(EMBEDDED_FILE)
    frame = next((one for one in ancestors(element) if short(one.tag) == "p:graphicFrame"), None)
    picture = next(iter(named(element, {"p:pic"})), None)
    if frame is not None and picture is not None:
        number = next((one.get("id") for one in named(frame, {"p:cNvPr"})), None)
        for properties in named(picture, {"p:cNvPr"}):
            properties.set("id", number or "0")
        frame.addprevious(picture)
    take_out(element if frame is None else frame)


def take_out_empty(root: Element) -> None:
    """Take out lists in which nothing is left, where the format knows no empty ones."""
    for name in ("ext", "extLst"):
        for element in root.iter(f"{{*}}{name}"):
            parent = element.getparent()
            inside = name == "extLst" or (parent is not None and short(parent.tag).endswith(":extLst"))
            if inside and not len(element):
                take_out(element)
        sweep(root)
    for element in named(root, _NEVER_EMPTY):
        if not len(element):
            take_out(element)
    sweep(root)
