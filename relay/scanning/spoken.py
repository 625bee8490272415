"""Numbers and addresses as people say them: "five one five", "sesenta y tres", "tim at gmail dot com"."""

from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece, Reading, build

_UNITS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
    "cero": "0", "uno": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
    "won": "1", "too": "2", "tree": "3", "fore": "4", "fife": "5", "ate": "8",
}  # fmt: skip
_WHOLE = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14", "quince": "15",
    "dieciseis": "16", "diecisiete": "17", "dieciocho": "18", "diecinueve": "19",
    "veintiuno": "21", "veintidos": "22", "veintitres": "23", "veinticuatro": "24",
    "veinticinco": "25", "veintiseis": "26", "veintisiete": "27", "veintiocho": "28",
    "veintinueve": "29",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9", "veinte": "2", "treinta": "3", "cuarenta": "4",
    "cincuenta": "5", "sesenta": "6", "setenta": "7", "ochenta": "8", "noventa": "9",
}  # fmt: skip
_HUNDREDS = {
    "cien": "1", "ciento": "1", "doscientos": "2", "trescientos": "3", "cuatrocientos": "4",
    "quinientos": "5", "seiscientos": "6", "setecientos": "7", "ochocientos": "8",
    "novecientos": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "doble": 2}
# Words that are numbers only beside other numbers.
_DOUBTFUL = frozenset({"oh", "o", "won", "too", "tree", "fore", "fife", "ate", "to", "for", "una", "once"})

_WORD = pattern(r"[a-z]+|\d+")
_NUMBER_WORD = pattern(r"\b(?:" + "|".join([*_UNITS, *_WHOLE, *_TENS, *_HUNDREDS, *_TIMES, "hundred", "o"]) + r")\b")
_LEAST_NUMBER_WORDS = 2

Token = tuple[str, int, int]


def spoken_digits(base: Reading) -> Reading | None:
    """Return ``base`` with number words as digits, with a map to what ``base`` is made of; None without any."""
    if sum(1 for _ in _NUMBER_WORD.finditer(base.text)) < _LEAST_NUMBER_WORDS:
        return None
    tokens = [(m.group(0).lower(), m.start(), m.end()) for m in _WORD.finditer(base.text)]
    pieces: list[Piece] = []
    done, index = 0, 0
    while index < len(tokens):
        digits, taken = _number(tokens, index, base.text)
        if not digits:
            index += 1
            continue
        start, end = tokens[index][1], tokens[index + taken - 1][2]
        pieces.append((base.text[done:start], done, start))
        pieces.append((digits, start, end))
        done = end
        index += taken
    pieces.append((base.text[done:], done, len(base.text)))
    return build(pieces, base)


def _number(tokens: list[Token], index: int, text: str) -> tuple[str, int]:  # noqa: PLR0911 -- a table of cases
    """Return the digits of the number word at ``index``, and how many tokens it takes."""
    word = tokens[index][0]
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    if word in _DOUBTFUL:
        return (_UNITS.get(word, _WHOLE.get(word, "0")), 1) if _beside_number(tokens, index, text) else ("", 0)
    if word in _TIMES and (following in _UNITS or following.isdigit()):
        return _UNITS.get(following, following) * _TIMES[word], 2
    if word in _TENS:
        return _tens(tokens, index)
    if word in _HUNDREDS:
        rest, taken = _below_hundred(tokens, index + 1)
        return _HUNDREDS[word] + (rest or "0").rjust(2, "0"), 1 + taken
    if word in _WHOLE:
        return _WHOLE[word], 1
    if word in _UNITS:
        if following == "hundred":
            rest, taken = _below_hundred(tokens, index + 2)
            return _UNITS[word] + (rest or "0").rjust(2, "0"), 2 + taken
        return _UNITS[word], 1
    return "", 0


def _below_hundred(tokens: list[Token], index: int) -> tuple[str, int]:
    if index >= len(tokens):
        return "", 0
    word = tokens[index][0]
    if word == "and":
        rest, taken = _below_hundred(tokens, index + 1)
        return (rest, taken + 1) if rest else ("", 0)
    if word in _TENS:
        return _tens(tokens, index)
    if word in _WHOLE:
        return _WHOLE[word], 1
    return "", 0


def _tens(tokens: list[Token], index: int) -> tuple[str, int]:
    word = tokens[index][0]
    after = [token[0] for token in tokens[index + 1 : index + 3]]
    if after[:1] == ["y"] and len(after) > 1 and after[1] in _UNITS and after[1] not in _DOUBTFUL:
        return _TENS[word] + _UNITS[after[1]], 3
    if after and after[0] in _UNITS and after[0] not in _DOUBTFUL and after[0] not in ("zero", "cero"):
        return _TENS[word] + _UNITS[after[0]], 2
    return _TENS[word] + "0", 1


def _is_number(word: str) -> bool:
    return word.isdigit() or (
        word not in _DOUBTFUL and (word in _UNITS or word in _WHOLE or word in _TENS or word in _HUNDREDS)
    )


def _beside_number(tokens: list[Token], index: int, text: str) -> bool:
    """Whether a doubtful word ("oh", "too") stands between, or right beside, plain numbers."""

    def near(other: int) -> bool:
        if not 0 <= other < len(tokens) or not _is_number(tokens[other][0]):
            return False
        left, right = min(index, other), max(index, other)
        between = text[tokens[left][2] : tokens[right][1]]
        return len(between) <= 3 and not any(end in between for end in ".!?\n")

    both = near(index - 1) and near(index + 1)
    return both or (tokens[index][0] in ("oh", "o") and (near(index - 1) or near(index + 1)))


_BRACKETED_AT = r"\s*[\[({<*_]+\s*(?:at|a|arroba|@)\s*[\])}>*_]+\s*"
_SAID_DOT = (
    r"(?:\s*[\[({<*_]+\s*(?:dot|d0t|punto|period|point|\.)\s*[\])}>*_]+\s*|\s+(?:dot|d0t|punto|period|point)\s+)"
)
_DOT = rf"(?:{_SAID_DOT}|\s\.\s|\.)"
_NAME = rf"[a-z0-9_+-]+(?:(?:{_DOT}|\s(?:underscore|guion bajo|dash)\s)[a-z0-9_+-]+){{0,4}}?"
_TLD = r"(?:com|net|org|edu|gov|io|co|me|us|mx|es|example|test|info|app|dev|uk|ca|school|email)"
_PROVIDER = r"(?:g-?mail|googlemail|yahoo|ymail|hot-?mail|outlook|live|msn|icloud|aol|proton(?:mail)?|gmx|comcast)"
_HOST = rf"[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{0,3}}{_DOT}{_TLD}"
_SAID_HOST = rf"[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{0,3}}{_SAID_DOT}{_TLD}"
_SPOKEN_ADDRESSES = tuple(
    pattern(rf"\b({name})({at})({host})\b")
    for name, at, host in (
        (_NAME, r"\s?@\s?", _HOST),
        (_NAME, _BRACKETED_AT, _HOST),
        (_NAME, r"\s+(?:at|arroba)\s+(?:the\s)?", _SAID_HOST),
        (_NAME, r"\s+(?:at|arroba)\s+", rf"{_PROVIDER}(?:{_DOT}(?:com|net|me|es))?"),
    )
)
_DOT_WORD = pattern(_DOT)
_UNDERSCORE = pattern(r"\s(?:underscore|guion bajo)\s")
# "look at khan academy dot org": who "at" follows is no mail box.
_NO_MAILBOX = frozenset(
    "look looked looking is was are be me it go going check find found see on up here there them you us online"
    " available book books video videos site page website stuff article articles help mail email account working"
    " works worked work job engineer and or not".split()
)


def spoken_addresses(base: Reading) -> list[tuple[str, int, int]]:
    """Return ``(address, start, end)`` of mail addresses written with spaces or the words at and dot."""
    found = []
    for expression in _SPOKEN_ADDRESSES:
        for match in expression.finditer(base.text):
            local = _UNDERSCORE.sub("_", _DOT_WORD.sub(".", match.group(1)))
            if "@" in match.group(2) or local.lower() not in _NO_MAILBOX:
                host = _DOT_WORD.sub(".", match.group(3))
                found.append((f"{local}@{host}".lower(), match.start(), match.end()))
    return found
