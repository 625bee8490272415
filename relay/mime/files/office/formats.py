"""What the formats of numbers write beside a number: a cell of 5 may show any sentence (ECMA-376-1 18.8.31)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from relay.mime.files.office.markup import Element, named, short

GENERAL = "General"
# A text in quotation marks, one escaped sign, a currency, a condition or colour, a gap, a filler; codes; other signs.
_PIECE = re.compile(
    r'"([^"]*)(?:"|\Z)|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])|(_.)|\*(.)'
    r"|(general|am/pm|a/p|e[+-]|[dmyhsbge]+|[@0#?.,%;])|(.)",
    re.DOTALL | re.IGNORECASE,
)
_DIGITS = frozenset("0#?")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_LONGEST = 255  # characters that Excel takes
_TEXTS_SECTION = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a format: ``says`` what it writes, or ``code`` what it does."""

    says: str = ""
    code: str = ""


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[_Piece, ...], ...]:
    sections: list[list[_Piece]] = [[]]
    for match in _PIECE.finditer(code[: _LONGEST * 4]):
        quoted, escaped, currency, condition, gap, filler, does, other = match.groups()
        if does == ";":
            sections.append([])
        elif does or condition:
            sections[-1].append(_Piece(code=does or condition))
        else:
            sections[-1].append(_Piece(" " if gap else quoted or escaped or currency or filler or other or ""))
    return tuple(map(tuple, sections))


@lru_cache(maxsize=1024)
def format_words(code: str) -> tuple[str, ...]:
    """Return what a format writes of its own accord, section by section; numbers in between may show nothing."""
    said: dict[str, None] = {}
    for section in _sections(code):
        for gap in ("", " "):
            words = "".join(piece.says or (gap if piece.code and piece.code[0] != "[" else "") for piece in section)
            said[" ".join(words.split())] = None
    return tuple(words for words in said if any(map(str.isalnum, words)))


@lru_cache(maxsize=1024)
def writes_onto_text(code: str) -> bool:
    """Return whether a format puts letters right before or behind the text of a cell, so that both make a word."""
    for section in _sections(code):
        for before, after in pairwise(section):
            if (after.code == "@" and before.says[-1:].isalnum()) or (before.code == "@" and after.says[:1].isalnum()):
                return True
    return False


def shown_value(code: str, value: str, *, is_text: bool) -> str:
    """Return what a cell shows if its format adds words or signs amid digits, else "": about as Excel writes it."""
    sections = _sections(code)
    if is_text:
        section: Sequence[_Piece] = sections[min(_TEXTS_SECTION, len(sections) - 1)]
        if not any(piece.code == "@" for piece in section) or not _adds(section):
            return ""
        return "".join(value if piece.code == "@" else piece.says for piece in section)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ""
    section = _section_for(sections, number)
    return _written(section, number) if number.is_finite() and abs(number) < 10**15 and _adds(section) else ""


def _adds(section: Sequence[_Piece]) -> bool:
    """Return whether a section writes letters or digits, or signs between the digits of a number."""
    places = [number for number, piece in enumerate(section) if piece.code and piece.code in _DIGITS]
    amid = section[places[0] : places[-1]] if places else ()
    return any(map(str.isalnum, "".join(piece.says for piece in section))) or any(piece.says for piece in amid)


def _section_for(sections: Sequence[Sequence[_Piece]], number: Decimal) -> Sequence[_Piece]:
    for section in sections[:2]:
        match = next((found for piece in section if (found := _CONDITION.fullmatch(piece.code))), None)
        if match and _holds(number, match[1], Decimal(match[2])):
            return section
        if match and section is sections[0]:
            return sections[min(1, len(sections) - 1)]
    wanted = 0 if number > 0 else 1 if number < 0 else 2
    return sections[wanted] if wanted < len(sections) else sections[0]


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    return ("=" if number == bound else "<" if number < bound else ">") in sign


def _written(section: Sequence[_Piece], number: Decimal) -> str:
    """Return the digits of a number in their places; where those are more than plain ones, all in the first."""
    places = [index for index, piece in enumerate(section) if piece.code and piece.code in _DIGITS]
    plain = not any(piece.code in {".", ",", "%"} or piece.code[:1] in "eE" for piece in section if piece.code)
    digits = str(abs(round(number))) if plain else f"{abs(number):f}"
    filled: dict[int, str] = {}
    if plain:
        for index in reversed(places[1:]):
            digits, last = digits[:-1], digits[-1:]
            filled[index] = last or ("0" if section[index].code == "0" else "")
    if places:
        filled[places[0]] = digits
    return "".join(filled.get(index, piece.says) for index, piece in enumerate(section))


def cell_formats(styles: Element) -> list[str]:
    """Return the formats of cells by the number of their style; "" for those that write nothing of their own."""
    codes = {one.get("numFmtId"): one.get("formatCode") or "" for one in named(styles, {"x:numFmt"})}
    cells = next((one for one in styles if short(one.tag) == "x:cellXfs"), ())
    return [codes.get(one.get("numFmtId"), "") for one in cells]


def written_formats(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield the elements of a part that hold a format, each with it."""
    for element in named(root, {"x:numFmt", "c:numFmt", "c:formatCode"}):
        code = element.text if short(element.tag) == "c:formatCode" else element.get("formatCode")
        if code:
            yield element, code
