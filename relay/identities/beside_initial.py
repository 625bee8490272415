"""A surname beside an initial of its owner: ``G. Oldfield``, ``goldfield7``, ``oldfield_g``, ``mjwatson``."""

import re
from functools import lru_cache

from relay.identities.everyday import NAMES_ALONE, is_everyday
from relay.identities.people import Person
from relay.identities.place import Place
from relay.identities.spot import Spot
from relay.identities.words_around_surnames import is_ordinary

_SMALLEST_ID = 5
_DIGITS = re.compile(r"\d{1,6}")
_CLASSED = re.compile(
    r"(?:vitamin|grade|plan|class|option|type|group|section|part|figure|fig|hepatitis|level|team|category|answer|step"
    r"|exhibit|point|chapter|size|question|item)[ ]\Z"
)
_SMALL_WORD = re.compile(r"[ \t]+[^\W\d_]")


@lru_cache(maxsize=256)
def _initial_before(initials: tuple[str, ...], *, distinct: bool) -> re.Pattern[str]:
    one = "|".join(map(re.escape, initials))
    further = r"(?:\.?[ \t]?[^\W\d_]\.[ \t]?|\.?[ \t]?[^\W\d_](?=[._ \t-]|\Z))?" if distinct else ""
    return re.compile(rf"(?<![^\W\d_])(?<![^\W\d_]\.)(?:{one}){further}(?P<sign>\.[ \t]?|[_-]|[ \t])?\Z")


@lru_cache(maxsize=256)
def _several_before(initials: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, initials))
    return re.compile(rf"(?<![^\W\d_])(?:{one})(?:\.?[ \t]?(?:{one})){{1,3}}(?P<sign>\.?[ \t]?|[_-])\Z")


def _several_count(spot: Spot, match: re.Match[str]) -> bool:
    """Return whether the initials of several given names stand there, and not a word or an hour ("at 9 am")."""
    if any(character.isspace() for character in match[0]):
        return spot.is_upper(spot.start - len(match[0])) and spot.capital
    return not is_everyday(match[0] + spot.name)


@lru_cache(maxsize=256)
def _initial_after(initials: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, initials))
    return re.compile(rf"(?P<sign>[._-]?|,[ ]?)(?:{one})(?P<dot>\.)?(?P<digits>\d{{1,6}})?(?![^\W\d_])")


def beside_initial(spot: Spot, person: Person, *, distinct: bool) -> Place | None:
    """Return the place of an initial and the surname: ``G. Oldfield``, ``goldfield7``, ``oldfield_g``."""
    if not person.initials:
        return None
    if not spot.ends_word:
        return _after_surname(spot, person, distinct=distinct)
    match = _several_before(person.initials).search(spot.left) if len(person.initials) > 1 else None
    if match is None or not _several_count(spot, match):
        match = _initial_before(person.initials, distinct=distinct).search(spot.left)
        match = match if match and _initial_counts(spot, match, distinct=distinct) else None
    if match:
        digits = _DIGITS.match(spot.right)
        return Place(spot.start - len(match[0]), spot.end + (digits.end() if digits else 0), person.given)
    return _after_surname(spot, person, distinct=distinct)


def _initial_counts(spot: Spot, match: re.Match[str], *, distinct: bool) -> bool:
    sign = match["sign"] or ""
    first = spot.start - len(match[0])
    if sign.isspace():
        return distinct and spot.is_upper(first)
    if not sign:
        as_id = spot.right[:1].isdigit() or spot.right[:1] in {"@", "_"} or spot.left[: match.start()][-1:] == "@"
        # "arose" is Anna Rose only where a sign or a number shows it to be an id.
        sure = distinct or (spot.name in NAMES_ALONE and len(spot.name) >= _SMALLEST_ID)
        return as_id or spot.hump or (sure and not is_everyday(match[0] + spot.name))
    if distinct or not sign.startswith("."):
        return True
    # "O. Young", but neither "Vitamin D. Young people" nor the first of "A. Young people  B. Old people".
    before = spot.left[: match.start()]
    begins_line = not before.rpartition("\n")[2].strip(" \t>")
    goes_on = _SMALL_WORD.match(spot.right) is not None and not spot.is_upper(spot.end + 1)
    return not _CLASSED.search(before) and not (begins_line and sign.endswith(" ") and goes_on)


def _after_surname(spot: Spot, person: Person, *, distinct: bool) -> Place | None:
    """Return the place of ``oldfield_g``, ``oldfieldg7``, ``Young, O.``."""
    match = _initial_after(person.initials).match(spot.right)
    if match is None or not spot.begins_word:
        return None
    sign = match["sign"]
    if sign.startswith(","):
        counts = match["dot"] is not None and spot.capital and spot.is_upper(spot.end + len(sign))
    elif sign:
        counts = (distinct or sign != ".") and match["dot"] is None
    else:
        word = spot.name + match[0].rstrip("0123456789")
        long = distinct and spot.end - spot.start >= _SMALLEST_ID and not is_ordinary(word)
        counts = (long or match["digits"] is not None) and not is_everyday(word)
    return Place(spot.start, spot.end + match.end(), person.given) if counts else None
