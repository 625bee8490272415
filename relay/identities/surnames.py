"""Tells whether a surname, in its place, is that person's name, and how much around it is part of it.

A distinctive surname is, wherever it stands as a word or in an id. One that is also an everyday word
(Young, Rose, Field) is only where names stand: beside the given name or an initial, or where ``naming`` says so.
"""

import re
from functools import lru_cache

from relay.identities.beside_given import beside_given
from relay.identities.beside_initial import beside_initial
from relay.identities.everyday import EVERYDAY, GIVEN_NAMES, NAMES_ALONE, NUMBERED, is_everyday
from relay.identities.fold import fold
from relay.identities.glued import glued, titled
from relay.identities.naming import stands_as_name
from relay.identities.people import APOSTROPHE, NAME_SEPARATORS, Person, Telling
from relay.identities.place import Place
from relay.identities.spot import Spot

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)\Z")
# Endings of cases, in Slavic languages and Finnish: "od Tima Kowalczyka".
_LATIN_ENDINGS = "a u y e i em iem om owi ow ova ovi owa owej owie ie in ami ach iego iemu ich imi im ej ille lle lta"
_CYRILLIC_ENDINGS = "а у е ы и ым ом ем ой ою ую ая ой ий ый ого ому ых ыми ие их им ими"
_CASE_ENDING = re.compile(
    rf"(?:{'|'.join([*_LATIN_ENDINGS.split(), *(fold(ending).text for ending in _CYRILLIC_ENDINGS.split())])})(?!\w)"
)
_SHORTEST_DECLINED = 6
_TOKEN_LEFT = re.compile(r"\S*\Z")
_TOKEN_RIGHT = re.compile(r"\A\S*")
_ID_SIGN = re.compile(r"[\d@_/=+\\]|\w\.\w")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d|[^\W\d_])")
_TWO_DIGITS = re.compile(r"\d{2,4}(?!\d|[^\W\d_])")
_SMALLEST_ID = 5
_SHORTEST = 4
# Two or more of Kana, Han, or syllables of Hangul (which folding takes apart): written amid other letters.
_AMID_LETTERS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]{2,}\Z|(?:[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?){2,}\Z"
)
_SYLLABLE_GOES_ON = re.compile(r"[\u1161-\u11c2]")
_HONORIFICS = "先生 老师 老師 女士 小姐 同学 同學 太太 さん 様 さま 君 くん ちゃん 氏 교수님 선생님 선생 님 씨 군 양"
_HONORIFIC = re.compile(rf"[ ]?(?:{'|'.join(fold(word).text for word in _HONORIFICS.split())})")
_OTHER_GIVEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,20})([ \t]{1,3}(?:[^\W\d_]\.[ \t]{1,2})?)\Z")


def judge(spot: Spot, person: Person) -> Place | None:
    """Return what to take out around the surname at ``spot``, None if it is not the person's name."""
    if not spot.begins_word and not spot.ends_word and spot.end - spot.start < _SHORTEST and not spot.unspaced:
        return None
    telling = _telling(spot.name, tuple(person.surnames.items()), capital=spot.capital)
    distinct = telling is Telling.DISTINCT
    place = beside_given(spot, person, telling, named=distinct)
    if place is not None or telling is Telling.SHARED:
        return place
    place = beside_initial(spot, person, distinct=distinct) or _amid_letters(spot, person) or titled(spot, person)
    if place is None and (distinct or stands_as_name(spot, person)):
        place = _named(spot, person, telling)
    return place or glued(spot, person, distinct=distinct) or (None if distinct else _numbered(spot, person))


def _named(spot: Spot, person: Person, telling: Telling) -> Place | None:
    """Return the place of a surname that is one for sure: it is distinctive, or stands where names do."""
    distinct = telling is Telling.DISTINCT
    return (
        beside_given(spot, person, telling, named=True)
        or beside_initial(spot, person, distinct=True)
        or _alone(spot, person, distinct=distinct)
    )


@lru_cache(maxsize=1024)
def _telling(name: str, surnames: tuple[tuple[str, Telling], ...], *, capital: bool) -> Telling:
    """Return how telling a surname is here; two everyday words in a row, with a capital, are nobody else's."""
    bare = APOSTROPHE.sub("", NAME_SEPARATORS.sub("", name))
    parts = [part for part, _ in surnames if part in bare]
    tellings = {telling for part, telling in surnames if part in bare}
    if Telling.CAPITAL in tellings:
        tellings.add(Telling.DISTINCT if capital else Telling.EVERYDAY)
    whole = bare not in parts and len({*parts} - _contained(parts)) > 1
    joined = bare not in parts and bare == name and not is_everyday(bare)  # "delacruz" is no word of any language
    if Telling.DISTINCT in tellings or (whole and capital) or joined:
        return Telling.DISTINCT
    return Telling.EVERYDAY if Telling.EVERYDAY in tellings else Telling.SHARED


def _contained(parts: list[str]) -> set[str]:
    return {one for one in parts for other in parts if one != other and one in other}


def _amid_letters(spot: Spot, person: Person) -> Place | None:
    """Return the place of a surname in a script whose words are not parted, or before a form of address."""
    if not spot.stands_free or _SYLLABLE_GOES_ON.match(spot.right):
        return None
    if _AMID_LETTERS.match(spot.name) or _HONORIFIC.match(spot.right):
        return Place(spot.start, spot.end, person.given)
    return None


def _numbered(spot: Spot, person: Person) -> Place | None:
    """Return the place of an id made of an everyday surname and a year, of a very short one and a number."""
    if spot.left[-1:].isalnum() or spot.name in NUMBERED:
        return None
    short = spot.end - spot.start < _SHORTEST and spot.name not in EVERYDAY
    match = (_TWO_DIGITS if short or spot.name in NAMES_ALONE else _YEAR).match(spot.right)
    return Place(spot.start, spot.end + match.end(), person.given) if match else None


def _alone(spot: Spot, person: Person, *, distinct: bool) -> Place | None:
    """Return the place of a surname that stands alone: a word, its plural or genitive, or part of an id."""
    ending = _ending(spot, distinct=distinct)
    if ending is not None and spot.begins_word:
        other = _OTHER_GIVEN.search(spot.left)
        if other and other[1] in GIVEN_NAMES and spot.capital and spot.is_upper(spot.start - len(other[0])):
            return Place(spot.start - len(other[2]), spot.end + ending, "")  # "Ruth Oldfield": somebody of the family
        return Place(spot.start, spot.end + ending, person.given)
    if distinct and (spot.begins_word or spot.ends_word) and _humps(spot):
        return Place(spot.start, spot.end, person.given)
    return Place(spot.start, spot.end, person.given) if distinct and _in_id(spot) else None


def _ending(spot: Spot, *, distinct: bool) -> int | None:
    """Return how many letters of a plural or a case follow, None where another word goes on."""
    if spot.ends_word:
        return 0
    plural = "es" if _SIBILANT.search(spot.name) else "s"
    if spot.right.startswith(plural) and not spot.right[len(plural) : len(plural) + 1].isalpha():
        return len(plural)
    shortest = _SHORTEST_DECLINED if spot.name.isascii() else _SHORTEST
    declined = distinct and spot.capital and spot.end - spot.start >= shortest
    match = _CASE_ENDING.match(spot.right) if declined else None
    return match.end() if match else None


def _humps(spot: Spot) -> bool:
    """Return whether it is a word of its own in a name like ``SuperOldfieldFan``."""
    begins = not spot.left[-1:].isalpha() or spot.hump
    ends = spot.ends_word or (spot.is_upper(spot.end) and spot.is_lower(spot.end - 1))
    return begins and ends


def _in_id(spot: Spot) -> bool:
    """Return whether the surname is part of a longer token that is an id, an address or a link."""
    if spot.end - spot.start < _SMALLEST_ID:
        return False
    before, after = _TOKEN_LEFT.search(spot.left), _TOKEN_RIGHT.match(spot.right)
    token = (before[0] if before else "") + "x" + (after[0] if after else "")
    return bool(_ID_SIGN.search(token.strip(".,;:!?()<>\"'-")))
