"""The fields of a Word document: those that only count, refer or link stay, of the others their last result.

Some load a picture or a file from elsewhere, some run something, some write a name anew when they are updated
(ECMA-376-1 17.16.5).
"""

import re
from dataclasses import dataclass, field

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.links import safe_link
from relay.mime.files.office.markup import Element, short, take_out, unwrap

_KEPT = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX EQ SYMBOL DATE TIME LISTNUM"
    " AUTONUM AUTONUMLGL AUTONUMOUT FORMTEXT FORMCHECKBOX FORMDROPDOWN BIBLIOGRAPHY CITATION TOA TA ADVANCE".split()
)
_ARGUMENT = re.compile(r'"((?:\\.|[^"\\])*)"|(\S+)')
_SWITCHES_WITH_VALUE = frozenset({"\\l", "\\o", "\\t"})


@dataclass(slots=True)
class _Field:
    """A field between its marks; what is nested in it has marks of its own."""

    marks: list[Element] = field(default_factory=list)
    codes: list[Element] = field(default_factory=list)


def mask_fields(root: Element, mask: TextMask) -> None:
    """Leave of each field of a part what may stay."""
    _mask_simple(root, mask)
    open_fields: list[_Field] = []
    for element in [one for one in root.iter() if short(one.tag) in {"w:fldChar", "w:instrText", "w:delInstrText"}]:
        if short(element.tag) != "w:fldChar":
            (open_fields[-1].codes if open_fields else _Field().codes).append(element)
            if not open_fields:
                take_out(element)
            continue
        kind = _attribute(element, "w:fldCharType")
        if kind == "begin":
            open_fields.append(_Field())
        if not open_fields:
            take_out(element)
            continue
        open_fields[-1].marks.append(element)
        if kind == "end":
            _finish(open_fields.pop(), mask)
    for unfinished in open_fields:
        _take_out(unfinished)


def _mask_simple(root: Element, mask: TextMask) -> None:
    for element in [one for one in root.iter() if short(one.tag) == "w:fldSimple"]:
        code = _attribute(element, "w:instr")
        safe = safe_code(code, mask)
        if not safe:
            unwrap(element)
        elif safe != code:
            for key in [key for key in element.keys() if short(str(key)) == "w:instr"]:  # noqa: SIM118 - no mapping
                element.set(key, safe)


def _finish(one: _Field, mask: TextMask) -> None:
    code = "".join(element.text or "" for element in one.codes)
    safe = safe_code(code, mask)
    if not safe:
        _take_out(one)
    elif safe != code:
        for number, element in enumerate(one.codes):
            element.text = "" if number else safe


def _take_out(one: _Field) -> None:
    for element in (*one.marks, *one.codes):
        take_out(element)


def safe_code(code: str, mask: TextMask) -> str:
    """Return the code of a field as it may stay, "" where only its result may."""
    name = code.strip().partition(" ")[0].upper()
    if name == "HYPERLINK":
        return _safe_hyperlink(code, mask)
    return mask.text(code) if name in _KEPT or name.startswith("=") else ""


def _safe_hyperlink(code: str, mask: TextMask) -> str:
    target, parts, has_place = "", [], False
    arguments = [match[1] if match[1] is not None else match[2] for match in _ARGUMENT.finditer(code.strip())][1:]
    given = iter(arguments)
    for argument in given:
        if argument.lower() in _SWITCHES_WITH_VALUE:
            value = next(given, "").replace('"', "")
            has_place |= argument.lower() == "\\l"
            parts.append(f'{argument.lower()} "{mask.text(value)}"')
        elif not argument.startswith("\\") and not target:
            target = argument
    if not target:
        return f" HYPERLINK {' '.join(parts)} " if has_place else ""
    safe = safe_link(target, mask)
    if safe == target and mask.text(code) == code:
        return code
    return f' HYPERLINK "{safe}" {" ".join(parts)} ' if safe and '"' not in safe else ""


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if short(str(key)) == name), "")
