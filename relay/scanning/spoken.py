"""Numbers as people say them: "five one five", "double oh seven", "sesenta y tres", "three fives"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from relay.scanning import numerals
from relay.scanning.folding import LETTERS_AND_DIGITS, LETTERS_ONLY
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading, replaced

_LEAST_NUMBER_WORDS = 2
_LEAST_DOUBTFUL = 5  # where no word is plainly a number
_WIDEST_GAP = 12  # characters between two numbers of one run, beside words
_MOST_FILLERS = 4
_WHOLE_LENGTHS = (7, 10, 11)
_LONGEST_RUN = 60  # numbers; what goes on longer is cut
_LEAST_GLUED = 6  # letters of number words written together
_LONGEST_GLUED = 24  # letters of number words written together

Token = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Number:
    """Digits, the tokens ``[first, last)`` that say them, and whether these are numbers only among others."""

    digits: str
    first: int
    last: int
    doubtful: bool = False


def spoken_digits(base: Reading, least: int = 1) -> Reading | None:
    """Return ``base`` with number words as digits, with a map to what ``base`` is made of; None without any.

    Numbers of less than ``least`` digits that stand alone are left as they are.
    """
    found = _in_words(base.text, least)
    if not found:
        return None
    return replaced(base, found)


@lru_cache(maxsize=8)
def _in_words(written: str, least: int) -> tuple[tuple[str, int, int], ...]:
    """Return the numbers in words of a text, as digits, each with where it stands."""
    text = written.lower()
    words = text.translate(LETTERS_ONLY).split()
    if not _worth_reading(words) and not _has_doubtful(words) and not any(map(_is_glued, words)):
        return ()
    return tuple(_spelled_numbers(_split(text), least))


def _worth_reading(words: Sequence[str]) -> bool:
    if numerals.PLAIN.isdisjoint(words):
        return False
    plain = sum(word in numerals.PLAIN for word in words)
    return plain >= _LEAST_NUMBER_WORDS or not numerals.LARGE.isdisjoint(words)


@lru_cache(maxsize=16_384)
def _sounds_like_one(word: str) -> bool:
    return word in numerals.DOUBTFUL or word in numerals.PLAIN or bool(numerals.sloppy_digit(word))


def _has_doubtful(words: Sequence[str]) -> bool:
    """Whether many words in a row sound or look like numbers: nothing but such words is worth a look, too."""
    if sum(map(_sounds_like_one, words)) < _LEAST_DOUBTFUL:
        return False
    found = 0
    for word in words:
        if _sounds_like_one(word):
            found += 1
            if found >= _LEAST_DOUBTFUL:
                return True
        elif word not in numerals.FILLERS:
            found = 0
    return False


@lru_cache(maxsize=4)
def _split(text: str) -> tuple[Token, ...]:
    """Return words and runs of digits; number words that are written together apart: "sixtyseven"."""
    tokens: list[Token] = []
    place = 0
    for stretch in text.translate(LETTERS_AND_DIGITS).split():
        place = text.index(stretch, place)
        for word in _same_kind(stretch):
            for part in _apart(word) or (word,):
                tokens.append((part, place, place + len(part)))
                place += len(part)
    return tuple(tokens)


def _same_kind(stretch: str) -> Sequence[str]:
    """Return letters and digits apart: "six02"."""
    if stretch.isalpha() or stretch.isdigit():
        return (stretch,)
    return ["".join(group) for _, group in groupby(stretch, str.isdigit)]


_BY_LENGTH = sorted({*numerals.PLAIN, *numerals.TIMES, "hundred", "thousand", "oh", "o"}, key=len, reverse=True)
_FIRST_GLUED = tuple(word for word in _BY_LENGTH if len(word) > 1)
_NEXT_GLUED = pattern("^(?:" + "|".join(_BY_LENGTH) + ")")


def _apart(word: str) -> list[str] | None:
    """Return the number words that a word is put together of; None where it is not."""
    if not _LEAST_GLUED <= len(word) <= _LONGEST_GLUED or not word.startswith(_FIRST_GLUED) or word in numerals.ALL:
        return None
    parts, rest = [], word
    while rest:
        match = _NEXT_GLUED.match(rest)
        if match is None:
            return None
        parts.append(match.group(0))
        rest = rest[match.end() :]
    return parts


def _is_glued(word: str) -> bool:
    return word.startswith(_FIRST_GLUED) and _apart(word) is not None


def _spelled_numbers(tokens: tuple[Token, ...], least: int) -> list[tuple[str, int, int]]:
    """Return digits with start and end of what says them, in order: numbers, and fillers between them as a space."""
    found: list[tuple[str, int, int]] = []
    index = 0
    while index < len(tokens):
        word = tokens[index][0]
        if word not in numerals.ALL and not word.isdigit() and not numerals.sloppy_digit(word):
            index += 1
            continue
        run, after = _run(tokens, index)
        sure = _sure(run)
        enough = sum(len(number.digits) for number in sure) >= least
        kept = {number.first for number in sure} if enough else set()
        last_end = None
        for number in run:
            if number.first not in kept:
                last_end = None
                continue
            start, end = tokens[number.first][1], tokens[number.last - 1][2]
            if last_end is not None and number.first > last_end:  # fillers between two numbers
                found.append((" ", tokens[last_end - 1][2], start))
            found.append((number.digits, start, end))
            last_end = number.last
        index = max(after, index + 1)
    return [piece for piece in found if piece[1] < piece[2]]


def _run(tokens: Sequence[Token], index: int) -> tuple[list[_Number], int]:
    """Return the numbers from ``index`` on that nothing but marks and fillers is between, and the token after them."""
    run: list[_Number] = []
    while index < len(tokens) and len(run) < _LONGEST_RUN:
        number = _number(tokens, index)
        if number is None:
            break
        if run and run[-1].last == index and tokens[index][1] - tokens[index - 1][2] > _WIDEST_GAP:
            break
        run.append(number)
        index = number.last
        ahead = index
        while ahead < len(tokens) and ahead - index < _MOST_FILLERS and tokens[ahead][0] in numerals.FILLERS:
            ahead += 1
        if ahead > index and _number(tokens, ahead) is not None and tokens[ahead][1] - tokens[index - 1][2] < 40:
            index = ahead
    return run, run[-1].last if run else index


def _sure(run: list[_Number]) -> list[_Number]:
    """Return the numbers of a run that are ones: all, if they make a whole telephone number."""
    first = next((i for i, n in enumerate(run) if not n.doubtful), len(run))
    last = next((len(run) - i for i, n in enumerate(reversed(run)) if not n.doubtful), 0)
    for part in (run[first:last], run):
        if sum(len(n.digits) for n in part) in _WHOLE_LENGTHS and len(part) >= _LEAST_DOUBTFUL - 2:
            return part
    return [n for i, n in enumerate(run) if not n.doubtful or _between_sure(run, i)]


def _between_sure(run: list[_Number], index: int) -> bool:
    before = index > 0 and not run[index - 1].doubtful and run[index - 1].last == run[index].first
    after = index + 1 < len(run) and not run[index + 1].doubtful and run[index + 1].first == run[index].last
    return (before and after) or (run[index].digits == "0" and (before or after))


def _number(tokens: Sequence[Token], index: int) -> _Number | None:
    """Return the number that begins at ``index``, if one does."""
    if index >= len(tokens):
        return None
    word = tokens[index][0]
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    if word.isdigit():
        return _repeated(tokens, index, word) or _Number(word, index, index + 1)
    if word in numerals.TIMES and (unit := _unit(following)):
        return _Number(unit * numerals.TIMES[word], index, index + 2)
    if word in numerals.TIMES or word in numerals.PLURALS:
        return None
    value, taken = _value(tokens, index)
    if taken:
        digits = str(value)
        repeated = _repeated(tokens, index + taken - 1, digits) if taken == 1 else None
        return repeated or _Number(digits, index, index + taken)
    doubtful = numerals.DOUBTFUL.get(word) or numerals.sloppy_digit(word)
    return _doubtful(tokens, index, doubtful) if doubtful else None


def _doubtful(tokens: Sequence[Token], index: int, digits: str) -> _Number:
    """Return a doubtful number; "a dozen minus three" is nine."""
    after = [word for word, _, _ in tokens[index + 1 : index + 3]]
    if digits == "12" and after[:1] == ["minus"] and len(after) > 1 and _unit(after[1]):
        return _Number(str(12 - int(_unit(after[1]))), index, index + 3, doubtful=True)
    return _Number(digits, index, index + 1, doubtful=True)


def _unit(word: str) -> str:
    if len(word) == 1 and word.isdigit():
        return word
    return numerals.UNITS.get(word) or ("0" if word in numerals.LOOSE_ZERO else "") or ("5" if word == "nickel" else "")


def _repeated(tokens: Sequence[Token], index: int, digits: str) -> _Number | None:
    """Return "three fives" or "three fine fives" as 555."""
    if len(digits) != 1 or digits in "01":
        return None
    for ahead in (1, 2):
        if index + ahead < len(tokens) and (plural := numerals.PLURALS.get(tokens[index + ahead][0])):
            return _Number(plural * int(digits), index, index + ahead + 1)
    return None


def _value(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """Return the value of a compound ("two thousand and ninety one") and how many tokens it takes, 0 for none."""
    value, taken = _below_thousand(tokens, index)
    word = tokens[index + taken][0] if index + taken < len(tokens) else ""
    if word in numerals.THOUSAND and (taken or word == "mil"):
        rest, more = _joined(tokens, index + taken + 1, _below_thousand)
        return (value or 1) * 1000 + rest, taken + 1 + more
    return value, taken


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    word = tokens[index][0] if index < len(tokens) else ""
    if word in numerals.HUNDREDS:
        rest, more = _joined(tokens, index + 1, _below_hundred)
        return numerals.HUNDREDS[word] + rest, 1 + more
    value, taken = _below_hundred(tokens, index)
    following = tokens[index + taken][0] if index + taken < len(tokens) else ""
    if taken and value and following in numerals.HUNDRED:
        rest, more = _joined(tokens, index + taken + 1, _below_hundred)
        return value * 100 + rest, taken + 1 + more
    return value, taken


def _joined(tokens: Sequence[Token], index: int, read: "_Reader") -> tuple[int, int]:
    """Return the lower part of a compound, also after "and"."""
    if index < len(tokens) and tokens[index][0] in ("and", "y"):
        value, taken = read(tokens, index + 1)
        return (value, taken + 1) if taken and value else (0, 0)
    if index < len(tokens) and tokens[index][0] == "once":  # eleven, where it follows a number
        return 11, 1
    value, taken = read(tokens, index)
    return (value, taken) if value else (0, 0)


def _below_hundred(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    word = tokens[index][0] if index < len(tokens) else ""
    if word in numerals.WHOLE:
        return numerals.WHOLE[word], 1
    if word in numerals.UNITS:
        return int(numerals.UNITS[word]), 1
    if word not in numerals.TENS:
        return 0, 0
    after = [token[0] for token in tokens[index + 1 : index + 3]]
    skipped = 1 if after[:1] == ["y"] else 0
    unit = after[skipped] if len(after) > skipped else ""
    digit = numerals.UNITS.get(unit, "0") if not (len(unit) == 1 and unit.isdigit()) else unit
    if digit != "0":
        return numerals.TENS[word] + int(digit), 2 + skipped
    return numerals.TENS[word], 1


_Reader = Callable[[Sequence[Token], int], tuple[int, int]]
