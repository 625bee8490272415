"""The names and formulas of a workbook: what is called after somebody gets another name, everywhere alike."""

import re
from collections.abc import Callable, Iterable

from lxml import etree

from relay.masking.files.cleaning import TextMask
from relay.masking.files.office.links import safe_link
from relay.masking.files.office.texts import mask_texts, masked_cell, masked_values, rewrite
from relay.mime.files.office.formats import GENERAL, format_words, writes_onto_text, written_formats
from relay.mime.files.office.formulas import TOKEN, drop_formulas, formulas, joined_words
from relay.mime.files.office.markup import Element, named, short, sweep
from relay.mime.files.office.sheet import MARGIN_TEXTS
from relay.mime.files.office.text import Piece, Place, strings_of, text_of, unescaped

_CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}|[A-Z]{1,3}|[Rr]\d*[Cc]\d*")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:|file:|javascript:|\\\\)", re.IGNORECASE)
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_NAMES = re.compile(r"\W")
_PLACES = {"x:hyperlink": "location", "xdr:sp": "textlink", "cdr:sp": "textlink"}  # attributes that name a cell
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
        self._cells: dict[str, str] = {}  # what cells said, and what they say when masked
        self._gone: set[str] = set()  # names of tables

    def learn(self, said: Iterable[str], masked: Iterable[str]) -> None:
        """Learn how the strings of cells were masked: columns of tables are called what their cells say."""
        self._cells.update(zip(map(_on_one_line, said), masked, strict=True))

    def are_columns(self, table: Element) -> bool:
        """Return whether the columns of a table still have names of their own when they are masked."""
        columns = column_names(table)
        return len({self.column(column).casefold() for column in columns} - {""}) == len(columns)

    def forget(self, table: Element) -> None:
        """Note a table that becomes mere cells: formulas that ask for it are none any more."""
        self._gone |= {(table.get(key) or "").casefold() for key in ("name", "displayName")}

    def sheet(self, name: str) -> str:
        """Return what a sheet is called."""
        return self._known(
            self._sheets, name, lambda masked: _NOT_IN_SHEETS.sub("", masked)[:_LONGEST_SHEET].strip("'")
        )

    def name(self, name: str) -> str:
        """Return what a range, a table or a function is called."""
        return self._known(self._names, name, lambda masked: "_" + _NOT_IN_NAMES.sub("", masked))

    def column(self, name: str) -> str:
        """Return what a column of a table is called: what its head says, or Excel calls the file damaged."""
        said = _on_one_line(unescaped(name))
        masked = self._cells.get(said)
        if masked is None:
            return masked_cell(name, self._mask)
        return name if _on_one_line(masked) == said else masked.replace("\n", "_x000a_")

    def _known(self, known: dict[str, str], name: str, shape: Callable[[str], str]) -> str:
        if name.casefold() not in known:
            masked = masked_cell(name, self._mask)
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
        written = {formula: TOKEN.findall(formula) for formula in formulas}
        tokens = {formula: [_bare(token) for token in found] for formula, found in written.items()}
        columns = dict.fromkeys(token for found in written.values() for token in found if token[0] == "[")
        renamed = {_bare(token) for token in columns if self._in_brackets(token) != token}
        words = dict.fromkeys(token for found in tokens.values() for token in found if not _CELL.fullmatch(token))
        joined = {formula: joined_words(formula) for formula in written}
        said = dict.fromkeys((*words, *tokens, *(one for found in joined.values() for one in found)))
        changed = masked_values(list(said), self._mask)
        return {
            formula
            for formula, found in tokens.items()
            if formula in changed
            or any(one in changed for one in joined[formula])
            or self._asks_for_gone(formula)
            or any(token in changed or token in renamed or _URL.match(token) for token in found)
        }

    def _asks_for_gone(self, formula: str) -> bool:
        return bool(self._gone) and any(token.casefold() in self._gone for token in TOKEN.findall(formula))

    def formula(self, formula: str) -> str | None:
        """Return a formula in which nothing is left that must go; None where that cannot be."""
        if self._asks_for_gone(formula):
            return None
        masked = TOKEN.sub(self._token, formula)
        is_clean = all(masked_cell(one, self._mask) == one for one in (masked, *joined_words(masked)))
        return masked if is_clean else None

    def _token(self, match: re.Match[str]) -> str:
        token = match[0]
        if token[0] == '"':
            return '"' + self._literal(token[1:-1].replace('""', '"')).replace('"', '""') + '"'
        if token[0] == "'":
            sheets = token[1:-1].replace("''", "'").split(":")
            return "'" + ":".join(self.sheet(name) for name in sheets).replace("'", "''") + "'"
        if token[0] == "[":
            return self._in_brackets(token)
        if _CELL.fullmatch(token):
            return token
        if match.string[match.end() : match.end() + 1] == "!":
            return self._bare_sheet(token)
        return self.name(token)

    def _in_brackets(self, token: str) -> str:
        row = "@" if token.startswith("[@") else ""  # the cell of a column that is in the same row
        return f"[{row}{self.column(token[1 + len(row) : -1])}]"

    def _bare_sheet(self, name: str) -> str:
        renamed = self.sheet(name)
        return name if renamed == name else "'" + renamed.replace("'", "''") + "'"

    def _literal(self, text: str) -> str:
        return safe_link(text, self._mask) if _URL.match(text) else masked_cell(text, self._mask)


def column_names(table: Element) -> list[str]:
    """Return what the columns of a table are called."""
    return [one.get("name") or "" for one in named(table, {"x:tableColumn"})]


def mask_cells(root: Element, mask: TextMask, names: Names, columns: Iterable[str]) -> None:
    """Mask the texts of a sheet, or of the strings that cells share.

    Let ``names`` know what those became that ``columns`` of tables are called after.
    """
    wanted = {_on_one_line(unescaped(one)) for one in columns}
    entries = root if short(root.tag) == "x:sst" else root.iter("{*}is")
    heads = [one for one in entries if _on_one_line(unescaped("".join(map(str, one.itertext())))) in wanted]
    said = list(map(_string, heads))
    mask_margins(root, mask)
    mask_texts(root, mask)
    names.learn(said, map(_string, heads))


def _string(entry: Element) -> str:
    return next((one.text for one in reversed([*strings_of(entry)])), "")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(token: str) -> str:
    """Return what stands between the quotation marks, apostrophes or brackets of a token."""
    return token[1:-1].replace(token[0] * 2, token[0]) if token[0] in "\"'[" else token


def mask_workbook(root: Element, names: Names) -> None:
    """Rename what a part names, and mask its formulas."""
    for element in named(root, _RENAMED.keys()):
        attributes, rename = _RENAMED[short(element.tag)]
        for key in attributes:
            if value := element.get(key):
                element.set(key, rename(names, value))
    with_formula = formulas(root)
    linking = [(one, _PLACES[short(one.tag)]) for one in named(root, _PLACES.keys())]
    said = [one.text or "" for one in with_formula] + [one.get(key) or "" for one, key in linking]
    touched = names.touched(dict.fromkeys(said))
    masked = {one: names.formula(one.text or "") for one in with_formula if one.text in touched}
    for element, formula in masked.items():
        element.text = element.text if formula is None else formula
    drop_formulas(root, [element for element, formula in masked.items() if formula is None])
    for element, key in linking:
        if element.get(key) and element.get(key) in touched:
            element.set(key, names.formula(element.get(key) or "") or "")
    sweep(root)


_RENAMED: dict[str, tuple[tuple[str, ...], Callable[[Names, str], str]]] = {
    "x:sheet": (("name",), Names.sheet),
    "x:definedName": (("name",), Names.name),
    "x:table": (("name", "displayName"), Names.name),
    "x:tableColumn": (("name", "uniqueName"), Names.column),
}


def mask_formats(root: Element, mask: TextMask) -> None:
    """Take away the formats of numbers that write what must go, or letters onto a cell's text."""
    for element, code in written_formats(root):
        words = "\n".join(format_words(code))
        if writes_onto_text(code) or mask.text(words) != words:
            if short(element.tag) == "c:formatCode":
                element.text = GENERAL
            else:
                element.set("formatCode", GENERAL)


def mask_margins(root: Element, mask: TextMask) -> None:
    """Mask the headers and footers of a sheet, also where a code for bold or a colour cuts an identity in pieces."""
    for element in named(root, MARGIN_TEXTS):
        element.text = _masked_margin(element.text or "", mask)


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
