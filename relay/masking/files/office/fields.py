"""Masks the codes of the fields that a Word document keeps."""

from dataclasses import replace

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.links import safe_link
from relay.mime.files.office.fields import fields_of, hyperlink_of, simple_code
from relay.mime.files.office.markup import Element, named, short, sweep, unwrap


def mask_fields(root: Element, mask: TextMask) -> None:
    """Mask the code of each field of a part; a link that may lead nowhere leaves its text."""
    for element in named(root, {"w:fldSimple"}):
        code = simple_code(element)
        safe = _safe_code(code, mask)
        if not safe:
            unwrap(element)
        elif safe != code:
            for key in [key for key in element.keys() if short(str(key)) == "w:instr"]:  # noqa: SIM118 - no mapping
                element.set(key, safe)
    whole, _ = fields_of(root)
    for field in whole:
        safe = _safe_code(field.code, mask)
        if not safe:
            field.take_out()
        elif safe != field.code:
            field.write(safe)
    sweep(root)


def _safe_code(code: str, mask: TextMask) -> str:
    """Return the code of a field without identities, "" where only its result may stay."""
    link = hyperlink_of(code)
    if link is None:
        return mask.text(code)
    target = safe_link(link.target, mask).replace('"', "%22") if link.target else ""
    if target == link.target and mask.text(code) == code:
        return code
    switches = tuple((switch, mask.text(value)) for switch, value in link.switches)
    safe = replace(link, target=target, switches=switches)
    return safe.code() if target or not link.target else ""
