"""The names and formulas of a workbook: what is called after somebody gets another name, everywhere alike.

Formulas stay, but those that reach out of the file: such a cell keeps its last value.
"""

import re
from collections.abc import Callable, Iterable

from lxml import etree

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.links import safe_link
from relay.masking.files.office.texts import masked_values, rewrite
from relay.mime.files.office.markup import Element, short, take_out
from relay.mime.files.office.sheet import MARGIN_TEXTS
from relay.mime.files.office.text import FORMULAS, Piece, Place, text_of

# Strings, names of sheets in apostrophes, what stands in brackets, words (ECMA-376-1 18.17.2).
_TOKEN = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\]|[^\W\d](?:[\w.\\?]*[\w?])?")
_CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}|[A-Z]{1,3}|[Rr]\d*[Cc]\d*")
_OUTSIDE = re.compile(r"\[(?:\d+|[^\[\]]*\.(?:xl\w*|csv|ods))\](?=[^\[\]!]*!)|\|", re.IGNORECASE)
_REACHING = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|DDE|SQL\.REQUEST|STOCKHISTORY|CUBE\w+|FILTERXML"
    r"|IMPORT\w+|PY|TRANSLATE|COPILOT)\s*\(",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:|file:|javascript:|\\\\)", re.IGNORECASE)
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_NAMES = re.compile(r"\W")
_FORMULA_ATTRIBUTES = frozenset({"location", "textlink"})
_MARGIN_CODE = re.compile(r"(&(?:\"[^\"]*\"|K[0-9A-Fa-f+-]{6}|\d+|[A-Za-z]))")
_MARGIN_PLACES = frozenset({"&L", "&C", "&R"})
_LONGEST_SHEET = 31  # characters


class Names:
    """The names in one workbook; each has one masked form throughout."""

    def __init__(self, mask: TextMask) -> None:
        """Mask with ``mask``."""
        self._mask = mask
        self._names: dict[str, str] = {}
        self._sheets: dict[str, str] = {}

    def sheet(self, name: str) -> str:
        """Return what a sheet is called."""
        return self._known(
            self._sheets, name, lambda masked: _NOT_IN_SHEETS.sub("", masked)[:_LONGEST_SHEET].strip("'")
        )

    def name(self, name: str) -> str:
        """Return what a range, a table or a function is called."""
        return self._known(self._names, name, lambda masked: "_" + _NOT_IN_NAMES.sub("", masked))

    def column(self, name: str) -> str:
        """Return what a column of a table is called: what its head says."""
        return self._mask.text(name)

    def _known(self, known: dict[str, str], name: str, shape: Callable[[str], str]) -> str:
        if name.casefold() not in known:
            masked = self._mask.text(name)
            if masked == name:
                known[name.casefold()] = name
                return name
            wanted = shape(masked) or "Name"
            taken = {value.casefold() for value in known.values()}
            numbered = (wanted, *(f"{wanted[:25]}{number}" for number in range(2, len(taken) + 3)))
            known[name.casefold()] = next(one for one in numbered if one.casefold() not in taken)
        renamed = known[name.casefold()]
        return name if renamed.casefold() == name.casefold() else renamed

    def touched(self, formulas: Iterable[str]) -> set[str]:
        """Return those of ``formulas`` that cannot stay as they are."""
        tokens = {formula: [_bare(token) for token in _TOKEN.findall(formula)] for formula in formulas}
        words = dict.fromkeys(token for found in tokens.values() for token in found if not _CELL.fullmatch(token))
        changed = {**masked_values(list(words), self._mask), **masked_values(list(tokens), self._mask)}
        return {
            formula
            for formula, found in tokens.items()
            if formula in changed
            or any(token in changed or _URL.match(token) for token in found)
            or _reaches_out(formula)
        }

    def formula(self, formula: str) -> str | None:
        """Return a formula in which nothing is left that must go; None where it reaches out of the file."""
        if _reaches_out(formula):
            return None
        masked = _TOKEN.sub(self._token, formula)
        return masked if self._mask.text(masked) == masked else None

    def _token(self, match: re.Match[str]) -> str:
        token = match[0]
        if token[0] == '"':
            return '"' + self._literal(token[1:-1].replace('""', '"')).replace('"', '""') + '"'
        if token[0] == "'":
            sheets = token[1:-1].replace("''", "'").split(":")
            return "'" + ":".join(self.sheet(name) for name in sheets).replace("'", "''") + "'"
        if token[0] == "[":
            return f"[{self.column(token[1:-1])}]"
        if _CELL.fullmatch(token):
            return token
        if match.string[match.end() : match.end() + 1] == "!":
            return self._bare_sheet(token)
        return self.name(token)

    def _bare_sheet(self, name: str) -> str:
        renamed = self.sheet(name)
        return name if renamed == name else "'" + renamed.replace("'", "''") + "'"

    def _literal(self, text: str) -> str:
        return safe_link(text, self._mask) if _URL.match(text) else self._mask.text(text)


def _reaches_out(formula: str) -> bool:
    bare = _TOKEN.sub(lambda match: "" if match[0][0] == '"' else match[0], formula)
    return bool(_OUTSIDE.search(bare) or _REACHING.search(bare))


def _bare(token: str) -> str:
    """Return what stands between the quotation marks, apostrophes or brackets of a token."""
    return token[1:-1].replace(token[0] * 2, token[0]) if token[0] in "\"'[" else token


def mask_workbook(root: Element, names: Names) -> None:
    """Rename what a part names, and mask its formulas."""
    for element in root.iter():
        attributes, rename = _RENAMED.get(short(element.tag), ((), Names.name))
        for key in attributes:
            if value := element.get(key):
                element.set(key, rename(names, value))
    formulas = [one for one in root.iter() if one.text and short(one.tag) in FORMULAS]
    linking = [(one, key) for one in root.iter() for key in _FORMULA_ATTRIBUTES if one.get(key)]
    said = [one.text or "" for one in formulas] + [one.get(key) or "" for one, key in linking]
    touched = names.touched(dict.fromkeys(said))
    for element in formulas:
        if element.text in touched:
            _mask_formula(element, names)
    for element, key in linking:
        if element.get(key) in touched:
            element.set(key, names.formula(element.get(key) or "") or "")


_RENAMED: dict[str, tuple[tuple[str, ...], Callable[[Names, str], str]]] = {
    "x:sheet": (("name",), Names.sheet),
    "x:definedName": (("name",), Names.name),
    "x:table": (("name", "displayName"), Names.name),
    "x:tableColumn": (("name", "uniqueName"), Names.column),
}


def _mask_formula(element: Element, names: Names) -> None:
    name, formula = short(element.tag), element.text or ""
    masked = names.formula(formula)
    if masked is None and name == "c:f":  # the numbers that a chart shows stand beside it
        masked = names.formula(_OUTSIDE.sub("", formula)) or "#REF!"
    if masked is None:
        take_out(_around(element, name))
    else:
        element.text = masked


def _around(element: Element, name: str) -> Element:
    """Return what goes with a formula that goes: the rule that it is part of, if it is one."""
    if name in {"x:f", "x:definedName", "x:calculatedColumnFormula", "x:totalsRowFormula"}:
        return element
    parent = element.getparent()
    if parent is not None and name == "xm:f" and short(parent.tag) in {"x14:formula1", "x14:formula2"}:
        parent = parent.getparent()
    return element if parent is None else parent


def mask_margins(root: Element, mask: TextMask) -> None:
    """Mask the headers and footers of a sheet, also where a code for bold or a colour cuts an identity in pieces."""
    for element in root.iter():
        if element.text and short(element.tag) in MARGIN_TEXTS:
            element.text = _masked_margin(element.text, mask)


def _masked_margin(code: str, mask: TextMask) -> str:
    parts = _MARGIN_CODE.split(code)  # text and codes in turn
    pieces = [
        Piece("\n" if part in _MARGIN_PLACES else "", etree.Element("code"), Place.SIGN)
        if number % 2
        else Piece(part, etree.Element("text"), Place.TEXT)
        for number, part in enumerate(parts)
    ]
    text = text_of(pieces)
    masked = mask.text(text)
    if masked == text:
        return code
    rewrite(pieces, text, masked)
    return "".join(part if number % 2 else pieces[number].text for number, part in enumerate(parts))
