"""Takes out of a part whatever does not leave with a document; reading and cleaning begin with it, alike.

What stays is the document's text. What goes is told as its properties: traces of people and programs, foreign markup
(which a program may show or not, ECMA-376-3), and all forms of a passage but the one that is shown.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from relay.mime.files.office.markup import Element, ancestors, prefix_of, read_xml, short, take_out, unwrap
from relay.mime.files.office.package import Package
from relay.mime.files.office.telling import (
    AUTHORS,
    DROPPED,
    DROPPED_ATTRIBUTES,
    EMBEDDED_FILE,
    FILE_NAMES,
    MEDIA,
    NEUTRAL_ATTRIBUTES,
    NEUTRAL_TEXTS,
    OTHER_FORM,
    SETTINGS,
    UNWRAPPED,
)
from relay.mime.files.office.text import Paragraph, paragraphs
from relay.mime.files.reading import UnreadableFileError

_LONGEST_PROPERTIES = 200_000  # characters
# What a program must understand to show the first form of a passage (mc:Choice); older ones draw VML instead.
_UNDERSTOOD = frozenset({"wps", "wpg", "wpc", "wp14", "w14", "a14", "p14", "x14", "c14"})
_FILES = frozenset(
    {
        "p:oleObj", "o:OLEObject", "w:altChunk", "w:subDoc", "w:control", "x:oleObjects", "p:controls",
        "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame", "office:binary-data",
    }
)  # fmt: skip
_SOUNDS = frozenset({"p:audio", "p:video", "p:sndTgt"})  # of an animation, which falls apart without them
_OFTEN_EMPTY = frozenset({"office:scripts", "office:forms"})
_PICTURE_NAMES = frozenset({"name", "title", "descr", "alt", "draw:name"})
_FILE_NAME = re.compile(
    r"[^\n]{1,300}\.(?:jpe?g|jfif|png|gif|bmp|tiff?|hei[cf]|webp|svg|emf|wmf|docx?|pptx?|xlsx?|od[tsp]|pdf|mp4|mov)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\W\d_]*|dcterms:W3CDTF|variant|lpstr|i4|true|false|\{[0-9A-Fa-f-]{36}\}")
_TRIMMED = frozenset({"w:t", "w:delText", "x:t"})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class Found:
    """What was taken out: what it says, what it is called, and whether there were files in it."""

    properties: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    has_files: bool = False
    _length: int = 0

    def note(self, words: str, said: str = "") -> None:
        """Note that something called ``words`` was taken out, and what it said."""
        if words:
            self.removed[words] = None
        line = " ".join((said or words).split())
        if line and line not in self.properties and self._length < _LONGEST_PROPERTIES:
            self.properties[line] = None
            self._length += len(line)

    def note_all(self, words: str, element: Element) -> None:
        """Note an element with the texts and attributes in it."""
        if words:
            self.note(words)
        for one in element.iter():
            for said in (*(one.attrib.values() if words else ()), one.text, one.tail if one is not element else ""):
                if said and not _NOTHING.fullmatch(str(said)):
                    self.note("", str(said))


def prune(root: Element, found: Found) -> None:
    """Take out of a part what does not leave, and note it in ``found``."""
    for alternatives in [one for one in root.iter("{*}AlternateContent") if short(one.tag) == "mc:AlternateContent"]:
        _choose(alternatives, found)
    plan = _Plan(root)
    for element in root.iter():
        name = short(element.tag)
        plan.judge(element, name)
        _prune_element(element, name, found)
    found.has_files |= plan.has_files
    for element in plan.objects:
        _show_picture_only(element, found)
    for element, words in plan.doomed.items():
        found.note_all(words, element)
        take_out(element)
    for element in plan.unwrapped:
        unwrap(element)
    _take_out_empty(root)


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
        elif name in UNWRAPPED or (name.startswith("?") and element is not self._root):
            self.unwrapped.append(element)


def _prune_element(element: Element, name: str, found: Found) -> None:
    neutral = NEUTRAL_TEXTS.get(name)
    if neutral is not None and element.text != neutral:
        found.note(AUTHORS, element.text or "")
        element.text = neutral
    elif name in _TRIMMED and element.text and element.get(_SPACE) != "preserve":
        element.text = element.text.strip(" \t\r\n")  # as it is shown
    for key in element.keys():  # noqa: SIM118 - an element's items are its children
        _prune_attribute(element, name, str(key), found)


def _prune_attribute(element: Element, name: str, key: str, found: Found) -> None:
    attribute = short(key)
    words = DROPPED_ATTRIBUTES.get(attribute)
    if words is None:
        words = DROPPED_ATTRIBUTES.get(f"{name}@{attribute}")
    if words is not None or attribute.startswith("?"):
        if words and element.get(key):
            found.note(words, "ids of editing sessions" if "rsid" in attribute else element.get(key) or "")
        del element.attrib[key]
        return
    neutral = NEUTRAL_ATTRIBUTES.get(attribute) or NEUTRAL_ATTRIBUTES.get(f"{name}@{attribute}")
    if neutral is not None and element.get(key) != neutral:
        found.note(AUTHORS, element.get(key) or "")
        element.set(key, neutral)
    elif attribute in _PICTURE_NAMES and _FILE_NAME.fullmatch(element.get(key) or ""):
        found.note(FILE_NAMES, element.get(key) or "")
        element.set(key, "Picture" if attribute in {"name", "draw:name"} else "")


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
    if frame is None:
        return take_out(element)
    picture = next((one for one in element.iter() if short(one.tag) == "p:pic"), None)
    if picture is not None:
        numbers = [one.get("id") for one in frame.iter() if short(one.tag) == "p:cNvPr"]
        for properties in (one for one in picture.iter() if short(one.tag) == "p:cNvPr"):
            properties.set("id", numbers[0] or "0")
        frame.addprevious(picture)
    return take_out(frame)


def _choose(alternatives: Element, found: Found) -> None:
    """Leave the form that is shown; beside it the one for older programs, if that says nothing else."""
    choices = [one for one in alternatives if short(one.tag) == "mc:Choice"]
    fallback = next((one for one in alternatives if short(one.tag) == "mc:Fallback"), None)
    chosen = next((choice for choice in choices if _is_shown(choice)), None)
    for choice in choices:
        if choice is not chosen:
            found.note_all("", choice)
            take_out(choice)
    if chosen is None:
        if fallback is not None:
            unwrap(fallback)
        unwrap(alternatives)
    elif fallback is not None and not _lines(fallback) <= _lines(chosen):
        found.note_all(OTHER_FORM, fallback)
        take_out(fallback)


def _is_shown(choice: Element) -> bool:
    needed = (choice.get("Requires") or "?").split()
    understood = all(prefix_of(choice.nsmap.get(prefix) or "") in _UNDERSTOOD for prefix in needed)
    return understood and not any(short(one.tag) in {"p:contentPart", "w:contentPart"} for one in choice.iter())


def _lines(element: Element) -> set[str]:
    lines = (item.text for item in paragraphs(element) if isinstance(item, Paragraph))
    return {"".join(line.split()) for line in lines} | {""}


def _take_out_empty(root: Element) -> None:
    for name in ("ext", "extLst"):
        for element in list(root.iter(f"{{*}}{name}")):
            parent = element.getparent()
            inside = name == "extLst" or (parent is not None and short(parent.tag).endswith(":extLst"))
            if inside and not len(element) and parent is not None:
                take_out(element)


def note_part(package: Package, name: str, words: str, found: Found) -> None:
    """Note what a whole part says that does not leave; one that cannot be read leaves all the same."""
    with suppress(UnreadableFileError):
        found.note_all(words, read_xml(package, name))
