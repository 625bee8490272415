"""Character references in HTML (``&amp;``, ``&#64;``) to characters, as browsers read them (WHATWG HTML 13.2.5.72)."""

import html
import re
from functools import lru_cache
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]++);?|#([0-9]++);?|([A-Za-z][A-Za-z0-9]{1,31});?)")
_OLD_NAMES = frozenset(name for name in html5 if not name.endswith(";"))  # read without semicolon, too
_LONGEST_OLD_NAME = max(map(len, _OLD_NAMES))
_MOST_DIGITS = 7  # of the highest character, in decimal
_REPLACEMENT = "\ufffd"


def resolved(text: str) -> str:
    """Return ``text`` with its references resolved. Linear; never raises, whatever number is written."""
    return _REFERENCE.sub(_in_text, text) if "&" in text else text


def resolved_in_attribute(value: str) -> str:
    """Return an attribute's ``value`` resolved: there ``&copy=`` and ``&copyx`` are no references, but parameters."""
    return _REFERENCE.sub(_in_attribute, value) if "&" in value else value


def _in_text(match: re.Match[str]) -> str:
    return _read(match[0])


def _in_attribute(match: re.Match[str]) -> str:
    name = match[3]
    if name is None or match[0].endswith(";"):
        return _read(match[0])
    return match[0] if name not in _OLD_NAMES or match.string[match.end() : match.end() + 1] == "=" else _read(match[0])


@lru_cache(maxsize=4096)
def _read(reference: str) -> str:
    """Return what ``reference`` stands for, with what is glued to an old name; itself if it stands for nothing."""
    body = reference[1:].rstrip(";")
    if body.startswith("#"):
        base = body[1:2].lower().strip("0123456789")
        digits = body[1:].lstrip("xX0") or "0"
        return html.unescape(f"&#{base}{digits};") if len(digits) <= _MOST_DIGITS else _REPLACEMENT
    if f"{body};" in html5 and (reference.endswith(";") or body in _OLD_NAMES):
        return html5[f"{body};"]
    for length in range(min(len(body), _LONGEST_OLD_NAME), 1, -1):
        if body[:length] in _OLD_NAMES:
            return html5[body[:length]] + reference[1 + length :]
    return reference
