"""A surname amid other letters: ``mroldfield``, ``Oldfieldstraße``, ``therealpatel``, ``theyoungomar``.

A distinctive one of six letters or more counts wherever it stands, but within an ordinary word; a shorter one
behind or before what people put there; an everyday one beside the given name or a title.
"""

import re

from relay.identities.everyday import is_everyday
from relay.identities.people import Person
from relay.identities.place import Place
from relay.identities.spot import Spot
from relay.identities.words_around_surnames import is_ordinary

_SHORTEST_ANYWHERE = 6
_SHORTEST = 4
_SHORTEST_GIVEN = 3
_SHORTEST_TOGETHER = 6
_LONGEST_AROUND = 24  # letters beside it that go too: more is a text without spaces
_LATIN_LEFT, _LATIN_RIGHT = re.compile(r"[a-z]*\Z"), re.compile(r"[a-z]*")
_LETTERS_LEFT, _LETTERS_RIGHT = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[^\W\d_]*")
_TITLE = r"mr|mrs|ms|miss|mx|prof|professor|coach|senor|senora|herr|frau|mme|dr(?![aeiouy])"
_TITLED = re.compile(rf"(?<![^\W\d_])(?P<title>{_TITLE})(?P<sign>[._-]?)\Z")
_BEFORE = re.compile(rf"(?:the|real|thereal|iam|team|official|casa|familia|family|{_TITLE})?\Z")
_AFTER = re.compile(r"(?:s|family|familia|fam|house|home|fans?|official|clan|team)?\Z")
_DIGITS = re.compile(r"\d{1,6}")


def glued(spot: Spot, person: Person, *, distinct: bool) -> Place | None:
    """Return the place of a surname that is part of a longer word, None where that word is another one."""
    before, after = _letters_beside(spot)
    word = f"{before}{spot.name}{after}"
    if spot.unspaced or word == spot.name or is_everyday(word):
        return None
    if _is_joined(spot, person, before, after):
        return Place(spot.start, spot.end, "")
    if not distinct or not _is_told(spot, before, after) or is_ordinary(word):
        return None
    if len(before) + len(after) > _LONGEST_AROUND:
        return Place(spot.start, spot.end, person.given)
    return Place(spot.start - len(before), spot.end + len(after), person.given)


def titled(spot: Spot, person: Person) -> Place | None:
    """Return the place of an id of a title and a surname: ``mryoung7``, ``ms_rose``."""
    match = _TITLED.search(spot.left)
    if match is None or not spot.ends_word or spot.end - spot.start < _SHORTEST:
        return None
    if is_everyday(match["title"] + spot.name):
        return None
    digits = _DIGITS.match(spot.right)
    return Place(spot.start - len(match[0]), spot.end + (digits.end() if digits else 0), person.given)


def _letters_beside(spot: Spot) -> tuple[str, str]:
    """Return the letters that stand before and after in the same word; those of another script are none."""
    left, right = (_LATIN_LEFT, _LATIN_RIGHT) if spot.name.isascii() else (_LETTERS_LEFT, _LETTERS_RIGHT)
    before, after = left.search(spot.left), right.match(spot.right)
    return before[0] if before else "", after[0] if after else ""


def _is_joined(spot: Spot, person: Person, before: str, after: str) -> bool:
    """Return whether the given name stands right beside, which stays: ``drgretaoldfield``, ``theyoungomar``."""
    length = spot.end - spot.start
    return any(
        len(given) >= _SHORTEST_GIVEN
        and len(given) + length >= _SHORTEST_TOGETHER
        and (before.endswith(given) or after.startswith(given))
        for given in person.given_tokens
    )


def _is_told(spot: Spot, before: str, after: str) -> bool:
    """Return whether a distinctive surname is long enough, or what is glued to it is what people glue to names."""
    length = spot.end - spot.start
    if length >= _SHORTEST_ANYWHERE:
        return True
    return length >= _SHORTEST and bool(_BEFORE.match(before)) and bool(_AFTER.match(after))
