"""The formulas of a workbook and of charts; those that reach out of the file go, and their last values stay."""

import re
from collections.abc import Iterator

from relay.mime.files.office.markup import Element, named, short, take_out

FORMULAS = frozenset(
    {"x:f", "x:formula", "x:formula1", "x:formula2", "x:definedName", "x:calculatedColumnFormula",
     "x:totalsRowFormula", "xm:f", "c:f"}
)  # fmt: skip
# Strings, names of sheets in apostrophes, what stands in brackets, words (ECMA-376-1 18.17.2).
TOKEN = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\]|[^\W\d](?:[\w.\\?]*[\w?])?")
_OUTSIDE = re.compile(r"\[(?:\d+|[^\[\]]*\.(?:xl\w*|csv|ods))\](?=[^\[\]!]*!)|\|", re.IGNORECASE)
_REACHING = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|DDE|SQL\.REQUEST|STOCKHISTORY|CUBE\w+|FILTERXML"
    r"|IMPORT\w+|PY|TRANSLATE|COPILOT)\s*\(",
    re.IGNORECASE,
)
_ALONE = frozenset({"x:f", "x:definedName", "x:calculatedColumnFormula", "x:totalsRowFormula"})


def formulas(root: Element) -> list[Element]:
    """Return the elements of a part that hold a formula."""
    return [element for element in named(root, FORMULAS) if element.text]


def reaches_out(formula: str) -> bool:
    """Return whether a formula asks another file, the web or a program for something."""
    if not _OUTSIDE.search(formula) and not _REACHING.search(formula):
        return False
    bare = TOKEN.sub(lambda match: '""' if match[0][0] == '"' else match[0], formula)
    return bool(_OUTSIDE.search(bare) or _REACHING.search(bare))


def prune_formulas(root: Element) -> list[str]:
    """Take out the formulas that reach out of the file, and return them. `sweep` carries it out."""
    gone = []
    for element in formulas(root):
        formula = element.text or ""
        if reaches_out(formula):
            gone.append(formula)
            drop_formula(element)
    return gone


def drop_formula(element: Element) -> None:
    """Take a formula out, with the rule that it is part of; a chart keeps the numbers beside its own."""
    name, parent = short(element.tag), element.getparent()
    if name == "c:f":
        within = _OUTSIDE.sub("", element.text or "")
        element.text = "#REF!" if within == element.text or reaches_out(within) else within
    elif name in _ALONE or parent is None:
        take_out(element)
    else:
        rule = parent.getparent() if short(parent.tag) in {"x14:formula1", "x14:formula2"} else parent
        take_out(parent if rule is None else rule)


def formula_words(root: Element) -> Iterator[str]:
    """Yield the texts between quotation marks in all formulas of a part."""
    for element in formulas(root):
        for token in TOKEN.findall(element.text or "") if '"' in (element.text or "") else ():
            if token[0] == '"' and token[1:-1].strip():
                yield token[1:-1].replace('""', '"')
