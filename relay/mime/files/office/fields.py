"""The fields of a Word document: those that count, refer or link stay, of the others their last result.

Some load a picture or a file from elsewhere, some run something, some write a name anew when they are updated
(ECMA-376-1 17.16.5).
"""

import re
from dataclasses import dataclass, field

from relay.mime.files.office.links import leads_outside
from relay.mime.files.office.markup import Element, named, short, take_out, unwrap

_KEPT = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX EQ SYMBOL DATE TIME LISTNUM"
    " AUTONUM AUTONUMLGL AUTONUMOUT FORMTEXT FORMCHECKBOX FORMDROPDOWN BIBLIOGRAPHY CITATION TOA TA ADVANCE".split()
)
_CODES = frozenset({"w:instrText", "w:delInstrText"})
_MARKS = _CODES | {"w:fldChar"}
_ARGUMENT = re.compile(r'"((?:\\.|[^"\\])*)"|(\S+)')
_WITH_VALUE = frozenset({"\\l", "\\o", "\\t"})


@dataclass(slots=True)
class Field:
    """A field between its marks, with the pieces of its code; what is nested in it has marks of its own."""

    marks: list[Element] = field(default_factory=list)
    codes: list[Element] = field(default_factory=list)

    @property
    def code(self) -> str:
        """What the field is to do."""
        return "".join(element.text or "" for element in self.codes)

    def write(self, code: str) -> None:
        """Put ``code`` in its place."""
        for number, element in enumerate(self.codes):
            element.text = "" if number else code

    def take_out(self) -> None:
        """Mark everything but the result to be removed."""
        for element in (*self.marks, *self.codes):
            take_out(element)


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """What a HYPERLINK field says: where it leads, and its switches with their values."""

    target: str
    switches: tuple[tuple[str, str], ...]

    @property
    def leads_somewhere(self) -> bool:
        """Whether it may stay: it leads out of all files, or to a place in this one."""
        return leads_outside(self.target) if self.target else any(switch == "\\l" for switch, _ in self.switches)

    def code(self) -> str:
        """Return it as a field's code."""
        words = [f'"{self.target}"'] if self.target else []
        words += [f'{switch} "{value}"' for switch, value in self.switches]
        return f" HYPERLINK {' '.join(words)} "


def hyperlink_of(code: str) -> Hyperlink | None:
    """Return what a field's code says if it is a link, None for another field."""
    if _name(code) != "HYPERLINK":
        return None
    found = (match[1] if match[1] is not None else match[2] for match in _ARGUMENT.finditer(code.strip()))
    next(found, None)
    target, switches = "", []
    for argument in found:
        if argument.lower() in _WITH_VALUE:
            switches.append((argument.lower(), next(found, "").replace('"', "")))
        elif not argument.startswith("\\") and not target:
            target = argument.replace('"', "")
    return Hyperlink(target, tuple(switches))


def _name(code: str) -> str:
    return code.strip().partition(" ")[0].upper()


def may_stay(code: str) -> bool:
    """Return whether a field with this code stays a field."""
    link = hyperlink_of(code)
    return link.leads_somewhere if link else _name(code) in _KEPT or code.strip().startswith("=")


def prune_fields(root: Element) -> list[str]:
    """Leave of the fields that may not stay their result; return their codes. `sweep` carries it out."""
    gone = []
    for element in named(root, {"w:fldSimple"}):
        code = simple_code(element)
        if not may_stay(code):
            gone.append(code)
            unwrap(element)
    whole, broken = fields_of(root)
    for one in (*broken, *(one for one in whole if not may_stay(one.code))):
        gone.append(one.code)
        one.take_out()
    return gone


def simple_code(element: Element) -> str:
    """Return the code of a w:fldSimple."""
    return next((str(value) for key, value in element.attrib.items() if short(str(key)) == "w:instr"), "")


def fields_of(root: Element) -> tuple[list[Field], list[Field]]:
    """Return the fields of a part, and what is left of fields without a beginning or an end."""
    whole: list[Field] = []
    broken: list[Field] = []
    still_open: list[Field] = []
    for element in named(root, _MARKS):
        if short(element.tag) in _CODES:
            if still_open:
                still_open[-1].codes.append(element)
            else:
                broken.append(Field(codes=[element]))
            continue
        kind = next((str(value) for key, value in element.attrib.items() if short(str(key)) == "w:fldCharType"), "")
        if kind == "begin":
            still_open.append(Field())
        if not still_open:
            broken.append(Field(marks=[element]))
            continue
        still_open[-1].marks.append(element)
        if kind == "end":
            whole.append(still_open.pop())
    return whole, [*broken, *still_open]
