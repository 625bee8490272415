"""Tells whether a surname, in its place, is that person's name, and how much around it is part of it.

A distinctive surname is, wherever it stands as a word or in an id. One that is also an everyday word
(Young, Rose, Field) is only beside the given name or an initial, after a title, in the line that
announces a quote, in a header block, or alone as a sign-off.
"""

import re
from dataclasses import dataclass

from relay.masking.people import NAME_SEPARATORS, Person, Telling

_REACH = 64
_LONGEST_LINE = 300
_TITLE = re.compile(
    r"(?:^|\W)(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|sr|sra|srta|senor|senora|don|dona|coach|herr|frau)\.?[ \t]$"
)
_TELLS = re.compile(
    r"(?:(?:surname|last[ ]name|family[ ]name)(?:[ ]is|[ ]?[:=])?"
    r"|(?:sincerely|regards|wishes|cheers|thanks|yours|love),)[ \t]{1,3}$"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")  # Kana and Han: written without spaces between words
_TRAILING = re.compile(r"(?:es|s)(?![a-z])")
_LETTER = re.compile(r"[^\W\d_]")
_TOKEN_LEFT = re.compile(r"\S*\Z")
_TOKEN_RIGHT = re.compile(r"\A\S*")
_ID_SIGN = re.compile(r"[\d@_/=+]|\w\.\w")
_HEADER_LINE = re.compile(
    r"[\s>*_|]*(?:from|to|cc|name|sent by|signed|von|an|de|para|da|a|por|reply-to|author)[*_]*\s*:"
)
_ANNOUNCES = re.compile(
    r"(?:wrote|schrieb|escribio|a ecrit|ha scritto|escreveu|skrev|napisal)[^\n]{0,80}:"
    r"|[<\[(][^\n<>]*@[^\n<>]*[>\])][^\n]*:\s*$"
)
_QUOTING = re.compile(r"\A[\s>*_~|,.-]*|[\s>*_~|,.-]*\Z")
_DIGITS = re.compile(r"\d{1,6}")
_SMALLEST_ID = 5
# What may stand between given name and surname: a sign of ids, a space (and a middle initial), a wrapped line.
_JOINT = r"[._-]"
_SPACE = r"[ \t*_]{1,4}(?:[a-z]\.[ \t]{1,2})?"
_WRAP = r"[ \t]{0,3}\n[>\s]{0,4}"


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be taken out, in the folded text, and what is to stand there instead."""

    start: int
    end: int
    replacement: str


def judge(text: str, start: int, end: int, person: Person, *, capital: bool) -> Place | None:
    """Return what to take out around the surname ``text[start:end]``, None if it is not the person's name.

    ``text`` is folded; ``capital``: as written it begins with a capital letter (or has no case).
    """
    left, right = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    telling = _telling(text[start:end], person, capital=capital)
    distinct = telling is Telling.DISTINCT
    named = distinct or (telling is Telling.EVERYDAY and capital and _stands_as_name(text, start, end, left, person))
    beside = _beside_given(start, end, left, right, person, spaced=named or capital, apart=distinct)
    if beside is None and telling is not Telling.SHARED:
        beside = _beside_initial(start, end, left, right, person, everyday=not distinct)
    if beside is None and _UNSPACED.fullmatch(text[start:end]):
        return Place(start, end, person.given)
    if beside is not None or not named:
        return beside
    plural = _TRAILING.match(right)
    stop = end + (plural.end() if plural else 0)
    is_word = not (left and left[-1].isalpha()) and (plural is not None or not _LETTER.match(right))
    return Place(start, stop, person.given) if is_word or (distinct and _in_id(left, right, end - start)) else None


def _telling(name: str, person: Person, *, capital: bool) -> Telling:
    """Return how telling a surname is; two everyday words in a row, with a capital, are nobody else's."""
    if name in person.surnames:
        return person.surnames[name]
    parts = {part for part in NAME_SEPARATORS.split(name) if part in person.surnames}
    tellings = {person.surnames[part] for part in parts}
    if Telling.DISTINCT in tellings or (len(parts) > 1 and capital):
        return Telling.DISTINCT
    return Telling.EVERYDAY if Telling.EVERYDAY in tellings else Telling.SHARED


def _beside_given(
    start: int, end: int, left: str, right: str, person: Person, *, spaced: bool, apart: bool
) -> Place | None:
    """Return the place where the given name stands beside the surname.

    ``spaced``: a space between them is enough. ``apart``: a line break is, too, and neither needs to be
    the end of a word.
    """
    gap = rf"(?:{_JOINT}{'|' + _SPACE if spaced else ''}{'|' + _WRAP + '|' if apart else ''})"
    for token in person.given_tokens:
        name = re.escape(token).replace(r"\ ", r"[\s.-]{1,3}")
        if match := re.search(rf"(?:^|[^a-z])({name})({gap})\Z", left):
            # The given name stays as it was written; the gap goes with the surname.
            return Place(start - len(match[2]), end, "") if apart or not _LETTER.match(right) else None
        if match := re.match(rf"(?:[ \t]?,[ \t]?{'|[ ]' if apart else ''})({name})(?![a-z])", right):
            return Place(start, end + match.start(1), "") if spaced else None
        if match := re.match(rf"[._-]{'?' if apart else ''}{name}(?![a-z])", right):
            return Place(start, end + match.end(), person.given)
    return None


def _beside_initial(start: int, end: int, left: str, right: str, person: Person, *, everyday: bool) -> Place | None:
    """Return the place of an initial and the surname: ``G. Oldfield``, ``goldfield7``."""
    if _LETTER.match(right):
        return None
    for initial in person.initials:
        match = re.search(rf"(?:^|[^a-z.])({re.escape(initial)}(\.[ \t]?|[_-]?))\Z", left)
        # "arose" is Anna Rose only where a sign or a number shows it to be an id.
        if match and (not everyday or match[2] or right[:1].isdigit() or right[:1] in {"@", "_"}):
            digits = _DIGITS.match(right)
            return Place(start - len(match[1]), end + (digits.end() if digits else 0), person.given)
    return None


def _in_id(left: str, right: str, length: int) -> bool:
    """Return whether the surname is part of a longer token that is an id, an address or a link."""
    if length < _SMALLEST_ID:
        return False
    before, after = _TOKEN_LEFT.search(left), _TOKEN_RIGHT.match(right)
    token = (before[0] if before else "") + "x" + (after[0] if after else "")
    return bool(_ID_SIGN.search(token.strip(".,;:!?()<>\"'-")))


def _stands_as_name(text: str, start: int, end: int, left: str, person: Person) -> bool:
    """Return whether an everyday word with a capital stands after a title, or in a line that names people."""
    if _TITLE.search(left) or _TELLS.search(left):
        return True
    begin = max(text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1, start - _LONGEST_LINE)
    stop = text.find("\n", end, end + _LONGEST_LINE)
    line = text[begin : stop if stop >= 0 else end + _LONGEST_LINE]
    alone = _QUOTING.sub("", line)
    if alone == text[start:end] or alone in {f"{initial}. {text[start:end]}" for initial in person.initials}:
        return True
    return bool(_HEADER_LINE.match(line) or _ANNOUNCES.search(text[start : end + _REACH * 2].partition("\n\n")[0]))
