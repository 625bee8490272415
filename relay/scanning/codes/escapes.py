r"""Characters written as programs escape them: ``&#53;``, ``%35``, ``=35``, ``\u0035``, ``U+0035``, ``0x35``, ``\065``."""

import html
from collections.abc import Iterator
from urllib.parse import unquote

from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece

_PERCENT = pattern(r"[^\s]{0,80}?(?:%[0-9a-f]{2}[\w.@-]{0,20}){2,}")
_ENTITY = pattern(r"(?:[\w.@-]{0,40}&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,12});?)+")
_ESCAPE = r"(?:\\u\{?[0-9a-f]{4,6}\}?|u\+[0-9a-f]{4,6}|\\x[0-9a-f]{2}|0x[0-9a-f]{2}|\\[0-3][0-7]{2}|=[0-9a-f]{2})"
_ESCAPED = pattern(rf"(?:{_ESCAPE}[\s,;]{{0,2}}){{2,}}{_ESCAPE}")
_ONE_ESCAPE = pattern(r"(?:(\\[0-3][0-7]{2})|(?:\\u\{?|u\+|\\x|0x|=)([0-9a-f]{2,6}))")
_HIGHEST = 0x10FFFF
_LONGEST_LINK = 4000  # characters


def percent(text: str) -> Iterator[Piece]:
    """Yield what is escaped as in a link, outside of links."""
    for match in _PERCENT.finditer(text):
        new = unquote(match.group(0), errors="replace")
        if not _is_in_link(text, match.start()) and new != match.group(0) and "\ufffd" not in new:
            yield new, *match.span()


def _is_in_link(text: str, at: int) -> bool:
    begin = max(text.rfind(blank, max(0, at - _LONGEST_LINK), at) for blank in " \n\t<(") + 1
    return "://" in text[begin : at + 80].split(None, 1)[0] if text[begin : at + 80].strip() else False


def entities(text: str) -> Iterator[Piece]:
    """Yield what is escaped as in HTML."""
    for match in _ENTITY.finditer(text):
        new = html.unescape(match.group(0))
        if new != match.group(0):
            yield new, *match.span()


def escapes(text: str) -> Iterator[Piece]:
    """Yield what is escaped as in source code, in tables of characters, or in the lines of a mail."""
    for match in _ESCAPED.finditer(text):
        codes = [_code(one.group(1), one.group(2)) for one in _ONE_ESCAPE.finditer(match.group(0))]
        new = "".join(chr(code) for code in codes if code <= _HIGHEST)
        if new.isprintable() and new.isascii():
            yield new, *match.span()


def _code(octal: str | None, hexadecimal: str) -> int:
    return int(octal[1:], 8) if octal else int(hexadecimal, 16)
