"""Digits that are drawn, counted out, typed on another row of keys, told in sums, or have marks between them.

Each is taken for digits only where all of them together are as many as a telephone number has.
"""

from collections.abc import Callable, Iterator

from relay.scanning.codes.legible import TOLL_FREE, may_be_number
from relay.scanning.lexicon import common_words
from relay.scanning.patterns import Pattern, pattern, runs
from relay.scanning.reading import Piece

_MARK = r"[!\\|$&'\"@?#%;{}\[\]]"
_MARKED = pattern(rf"\b\d(?:{_MARK}{{1,3}}\s?\d|\s\d){{6,13}}\b")
_SAME_MARK = pattern("|".join(rf"\b\d(?:{mark}\d){{6,13}}\b" for mark in ("=", "\\^", "<", ">", "&", "`")))
_MARKED_GROUPS = pattern(rf"\b\d{{3}}{_MARK}{{1,4}}\s?\d{{3}}{_MARK}{{1,4}}\s?\d{{4}}\b")
_LETTERED = pattern(r"\b\d(?:[a-z]{1,2}\d){6,13}[a-z]?\b")
_LEAST_MARKS = 3

_ZEROS = ("0", "o", "O", "-", "_", "zero", "nil")
_ZERO = f"(?:{'|'.join(_ZEROS)})"
_TALLIES = tuple(
    pattern(rf"(?:^|\b|\s)(?:(?:{mark}{{1,9}}|{_ZERO})[\s,;/]{{1,3}}){{6,}}(?:{mark}{{1,9}}|{_ZERO})(?:$|\b|\s|[,;!])", ignore_case=False)
    for mark in ("\\|", "I", "l", "i", "1", "x", "X", "\\*", "\\.", "\\+", "#", "~", "=", "@")
)  # fmt: skip
_ROMAN = pattern(
    r"\b(?:(?:viii|vii|vi|iv|ix|v|iii|ii|i|n|o|0|nil|nulla|zero)[\s.,/-]{1,3}){6,}(?:viii|vii|vi|iv|ix|v|iii|ii|i|n|o|0)\b"
)
_ROMAN_DIGITS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_LEAST_KINDS = 3  # of tallies that differ in length
_LONGEST_TALLY = 3  # that one of them has at least

_SHIFT_KEYS = "!@#$%^&*()"
_SHIFT_ROW = str.maketrans(_SHIFT_KEYS, "1234567890")
_IN_ORDER = 4  # keys
_SHIFTED = pattern(
    r"(?:^|\s)(?:[!@#$%^&*()]{3}[\s-]?[!@#$%^&*()]{3}[\s-]?[!@#$%^&*()]{4}|[!@#$%^&*()]{10,11})(?:$|[\s.,])"
)
_LETTER_ROW = str.maketrans("qwertyuiop", "1234567890")
_TYPED = pattern(r"\b[qwertyuiop]{3}[\s.-]?[qwertyuiop]{3}[\s.-]?[qwertyuiop]{4}\b")
_PAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_LONGEST_GROUP = 4  # letters and digits of a number between its gaps
_IN_CAPITALS = pattern(r"\b[2-9]\d{2}[\s.-](?:[A-Z]{3}[\s.-][A-Z0-9]{4}|\d{3}[\s.-][A-Z]{4})\b", ignore_case=False)
_SAYS_PAD = pattern(
    r"\b(?:(?:phone|key|dial|number) ?pads?|t9|letters on (?:a|the|your) phone|teclado del (?:telefono|celular))\b"
)
_WORDS = pattern(r"[a-z]+")
_WORDS_OR_DIGITS = runs(r"[a-z0-9]+")
_PARTS = runs(r"[^\s,;/]+")
_TOKENS = pattern(r"[a-z]+|\d|[^\s,;/a-z\d]+")

_TERM = r"\(?\s?\d{1,3}\s?[+x*/-]\s?\d{1,3}\s?\)?"
_SUMS = pattern(rf"(?:^|[\s(:]){_TERM}(?:[\s,;]{{0,3}}{_TERM}){{2,10}}")
_ONE_SUM = pattern(r"(\d{1,3})\s?([+x*/-])\s?(\d{1,3})")
_LEAST_SUMS = 3
_NATIONAL = 10


def digit_signs(text: str) -> Iterator[Piece]:
    """Yield telephone numbers whose digits are no digits, or have other signs between them, as digits."""
    for expression, read in _READERS:
        for match in expression.finditer(text):
            digits = read(match.group(0))
            if may_be_number(digits):
                yield f" {digits} ", *_trimmed(text, *match.span())
    if _SAYS_PAD.search(text):
        yield from _on_pad(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    run = text[start:end]
    return start + len(run) - len(run.lstrip()), end - len(run) + len(run.rstrip(" \t\n,;!"))


def _digits_of(run: str) -> str:
    return "".join(character for character in run if character.isdigit())


def _marked(run: str) -> str:
    marks = sum(not (character.isdigit() or character.isspace()) for character in run)
    return _digits_of(run) if marks >= _LEAST_MARKS else ""


def _tallied(run: str) -> str:
    """Return how long each tally is, of those that differ as digits do."""
    groups = _PARTS.findall(run)
    counts = [0 if group in _ZEROS else len(group) for group in groups]
    varied = len(set(counts)) >= _LEAST_KINDS and max(counts, default=0) >= _LONGEST_TALLY
    return "".join(map(str, counts)) if varied else ""


def _roman(run: str) -> str:
    words = [match.group(0).lower() for match in _TOKENS.finditer(run) if match.group(0)[0].isalnum()]
    counts = [_ROMAN_DIGITS.get(word, 0) for word in words]
    return "".join(map(str, counts)) if len(set(counts)) >= _LEAST_KINDS else ""


def _shifted(run: str) -> str:
    """Return the digits of keys with shift; who types several in their order swears."""
    if any(_SHIFT_KEYS[place : place + _IN_ORDER] in run for place in range(len(_SHIFT_KEYS) - _IN_ORDER + 1)):
        return ""
    return "".join(run.split()).replace("-", "").rstrip(".,").translate(_SHIFT_ROW)


def _typed(run: str) -> str:
    words = [match.group(0).lower() for match in _WORDS.finditer(run)]
    if sum(word in common_words() for word in words) * 3 > len(words):
        return ""
    return "".join(words).translate(_LETTER_ROW)


def _summed(run: str) -> str:
    """Return the results of sums in a row; scores of games and dates are none."""
    signs, results = set(), []
    for match in _ONE_SUM.finditer(run):
        result = _result(int(match.group(1)), match.group(2).lower(), int(match.group(3)))
        if result is None:
            return ""
        signs.add(match.group(2).lower())
        results.append(str(result))
    digits = "".join(results)
    doubtful = not signs & {"+", "*", "x"} and "(" not in run
    return "" if len(results) < _LEAST_SUMS or (doubtful and (signs == {"-"} or len(digits) < _NATIONAL)) else digits


def _result(first: int, sign: str, second: int) -> int | None:
    if sign == "/":
        return first // second if second and first % second == 0 else None
    value = {"+": first + second, "-": first - second}.get(sign, first * second)
    return value if value >= 0 else None


def _in_capitals(run: str) -> str:
    """Return what letters of a telephone's keys dial; numbers that cost nothing are those of firms."""
    return "" if run.startswith(TOLL_FREE) else "".join(_WORDS_OR_DIGITS.findall(run.lower())).translate(_PAD)


def _on_pad(text: str) -> Iterator[Piece]:
    """Yield numbers that are letters of a telephone's keys, in whole or in part, where the text speaks of these."""
    run: list[tuple[str, int, int]] = []
    for match in (*_WORDS_OR_DIGITS.finditer(text), None):
        if match is not None and _may_be_dialled_part(match.group(0).lower()):
            run.append((match.group(0).lower(), *match.span()))
            continue
        digits = "".join(part for part, _, _ in run).translate(_PAD)
        if may_be_number(digits):
            yield f" {digits} ", run[0][1], run[-1][2]
        run = []


def _may_be_dialled_part(group: str) -> bool:
    return len(group) <= _LONGEST_GROUP and group not in common_words()


_READERS: tuple[tuple[Pattern, Callable[[str], str]], ...] = (
    (_MARKED, _marked),
    (_SAME_MARK, _digits_of),
    (_MARKED_GROUPS, _digits_of),
    (_LETTERED, _digits_of),
    *((expression, _tallied) for expression in _TALLIES),
    (_ROMAN, _roman),
    (_SHIFTED, _shifted),
    (_TYPED, _typed),
    (_SUMS, _summed),
    (_IN_CAPITALS, _in_capitals),
)
