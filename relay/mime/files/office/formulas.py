"""The formulas of a workbook and of charts; those that reach out of the file go, and their last values stay."""

import re
from collections.abc import Iterable, Iterator

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
# What writes texts of its own out of numbers, pieces and places, whatever the last value was.
_BUILDING = re.compile(
    r"\b(?:CHAR|UNICHAR|CODE|UNICODE|HEX2DEC|DEC2HEX|BIN2DEC|OCT2DEC|BASE|DECIMAL|REPT|SUBSTITUTE|REPLACEB?|TEXTJOIN"
    r"|TEXTSPLIT|TEXTBEFORE|TEXTAFTER|CONCAT|CONCATENATE|MIDB?|LEFTB?|RIGHTB?|TEXT|ROMAN|ARRAYTOTEXT|REDUCE|LAMBDA)\s*\(",
    re.IGNORECASE,
)
_JOINING = re.compile(r"\s*&(?:[^\",;()]*&)?\s*")  # cells between may be empty
_LETTERS = re.compile(r"\"\w\"\s*&\s*\"\w\"")
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


def builds_text(formula: str) -> bool:
    """Return whether a formula puts a text together that cannot be read from it: a program may work it out anew."""
    if not _BUILDING.search(formula) and not _LETTERS.search(formula):
        return False
    bare = TOKEN.sub(lambda match: '""' if match[0][0] == '"' else match[0], formula)
    return bool(_BUILDING.search(bare) or _LETTERS.search(formula))


def prune_formulas(root: Element) -> tuple[list[str], list[str]]:
    """Take out the formulas that reach out of the file, and those that build texts; their last values stay.

    Returns both, those that reach out first. `sweep` carries it out.
    """
    reaching, building = [], []
    dropped = []
    for element in formulas(root):
        formula = element.text or ""
        if reaches_out(formula):
            reaching.append(formula)
            dropped.append(element)
        elif short(element.tag) in _ALONE and builds_text(formula):
            building.append(formula)
            dropped.append(element)
    drop_formulas(root, dropped)
    return reaching, building


def drop_formulas(root: Element, dropped: Iterable[Element]) -> None:
    """Take formulas out, and from cells those that only say that theirs is the same as one of them."""
    shared = set()
    for element in dropped:
        if element.get("t") == "shared":
            shared.add(element.get("si"))
        drop_formula(element)
    for element in root.iter("{*}f") if shared else ():
        if element.get("t") == "shared" and element.get("si") in shared and short(element.tag) == "x:f":
            take_out(element)


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
    """Yield the texts between quotation marks in all formulas of a part, and what they make if put together."""
    for element in formulas(root):
        for words in literals(element.text or ""):
            yield from (word for word in words if word.strip())
            if len(words) > 1:
                yield "".join(words)


def literals(formula: str) -> list[list[str]]:
    """Return the texts between quotation marks in a formula, those together that it joins."""
    found: list[list[str]] = []
    end = 0
    for match in TOKEN.finditer(formula) if '"' in formula else ():
        if match[0][0] != '"':
            continue
        word = match[0][1:-1].replace('""', '"')
        if found and _JOINING.fullmatch(formula, end, match.start()):
            found[-1].append(word)
        else:
            found.append([word])
        end = match.end()
    return found


def joined_words(formula: str) -> list[str]:
    """Return what a formula joins of texts between quotation marks, and all of them beside each other."""
    found = literals(formula)
    words = [word.strip() for one in found for word in one]
    beside = [" ".join(words), " ".join(reversed(words))] if len(words) > 1 else []
    return ["".join(one) for one in found if len(one) > 1] + beside
