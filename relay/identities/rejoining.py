"""What is written apart, joined again: letters one by one, words broken at a line end, tags amid a text.

``O-l-d-f-i-e-l-d``, ``Old-`` and ``field`` on the next line, ``Old<b>field</b>``: each with the way back.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

import re2

from relay.identities.traced import Traced

_LETTER = r"[^\W\d_]"
_SIGN = r"[.,][ ]|[ \t._*/|,·~+-]|[ \t]*\n[> \t]*"
# What is looked for in every text is asked of RE2 first, which takes a tenth of the time to find nothing.
_MAY_BE_SPELT = re2.compile(r"(?:^|[^\pL\pN])\pL(?:[.,][ ]|[ \t._*/|,·~+\-]|[ \t]*\n[> \t]*)\pL(?:[^\pL]|$)")
_SPELT = re.compile(rf"(?<![^\W_]){_LETTER}(?P<sign>{_SIGN}){_LETTER}(?:(?P=sign){_LETTER})+(?![^\W\d_])")
_BROKEN = re.compile(rf"[-‐\u00ad](?<={_LETTER}.)(?:[ \t]*\n[> \t]*|[ ]{{1,2}})?(?={_LETTER})")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


def rejoined(text: str) -> Iterator[Traced]:
    """Yield the readings of ``text`` in which what was written apart stands together; none where nothing was."""
    spelt = [(match, match["sign"]) for match in _SPELT.finditer(text)] if _MAY_BE_SPELT.search(text) else []
    if spelt:
        yield _without(text, (gap for match, sign in spelt for gap in _gaps(match, len(sign))))
    if broken := [match.span() for match in _BROKEN.finditer(text)]:
        yield _without(text, broken)
    if "<" in text and (tags := [match.span() for match in _TAG.finditer(text)]):
        yield _without(text, tags)
        yield _without(text, tags, " ")


def _gaps(match: re.Match[str], sign: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the signs between the letters that ``match`` spells, each ``sign`` characters long."""
    for start in range(match.start() + 1, match.end(), sign + 1):
        yield start, start + sign


def _without(text: str, places: Iterable[tuple[int, int]], instead: str = "") -> Traced:
    """Return ``text`` with ``instead`` in each of ``places``, which are in order and apart."""
    gaps = list(places)
    out: list[str] = []
    end = 0
    for start, stop in gaps:
        out += [text[end:start], instead]
        end = stop
    return Traced("".join([*out, text[end:]]), len(text), partial(_origins, len(text), gaps, len(instead)))


def _origins(length: int, gaps: list[tuple[int, int]], instead: int) -> list[int]:
    origins: list[int] = []
    end = 0
    for start, stop in gaps:
        origins += [*range(end, start), *[start] * instead]
        end = stop
    origins += range(end, length)
    return origins
