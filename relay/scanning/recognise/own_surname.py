"""Surnames of the pair in running text, plain or disguised."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.lexicon import big_places, common_words, public_names, small_towns
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern
from relay.scanning.recognise.small_surname import names_somebody

_EXPLANATION = "the surname of one of the two"
_LEAST_HIDDEN = 4  # letters of a surname that is looked for in disguise
_LEET = str.maketrans("0134578@$!|+", "oieastbasilt")
_NAME_BEFORE = pattern(r"((?-i:[A-Z])[\w.'-]*(?:\s(?:(?-i:[A-Z])[\w.'-]*|de|van|von|la|del))?)\s+$")
_NAME_AFTER = pattern(r"^\s+((?-i:[A-Z])[\w'-]+)")
_PLACE_BEFORE = pattern(
    r"\b(?:valle|ciudad|pueblo|playa|puerto|estado|condado|city|town|valley|county|in|near|from|to|en|cerca)(?: de| of)?\s+$"
)
_OF_AFTER = pattern(r"^\s+(?:of|in|on|for|from|with|at|and the|are|were|was running|runs?|flow\w*|de)\b")
_WORD = pattern(r"[a-z]{4,}")


def find_own_surnames(passage: Passage, own: Own) -> Iterator[Match]:
    """Yield where a surname of one of the two stands, unless it plainly is that of a public person, or a word."""
    lower = passage.text.lower()
    for surname in own.family:
        if surname in lower:
            for match in pattern(rf"\b{_escaped(surname)}(?:'?s|es)?\b").finditer(passage.text):
                if _is_named(passage, *match.span(), surname, own):
                    yield _match(match.start(), match.end())
    yield from find_hidden_own_surnames(passage, own)


def _match(start: int, end: int) -> Match:
    return Match(Category.PII_FULL_NAME, start, end, _EXPLANATION, 1.0)


def _is_named(passage: Passage, start: int, end: int, surname: str, own: Own) -> bool:
    everyday = own.is_everyday(surname) or surname in common_words()
    if not passage.text[start].isupper():
        return not everyday or names_somebody(passage, start, end, own)
    if _is_public(passage, start, end, own):
        return False
    if surname in big_places() | small_towns() and _PLACE_BEFORE.search(passage.before(start, 30)):
        return False
    if not everyday:
        return True
    begins = start == passage.sentence_at(start)[0]
    return not (begins and _OF_AFTER.search(passage.after(end, 12)) and not names_somebody(passage, start, end, own))


def _is_public(passage: Passage, start: int, end: int, own: Own) -> bool:
    """Whether the surname is part of the name of somebody known to the public, who is not one of the two."""
    before = _NAME_BEFORE.search(passage.before(start, 40))
    if before is None:
        return False
    given = before.group(1).lower().split()
    if own.given.intersection(given):
        return False
    surname = passage.text[start:end].lower().removesuffix("'s")
    after = _NAME_AFTER.search(passage.after(end, 30))
    names = {f"{' '.join(given[i:])} {surname}" for i in range(len(given))}
    if after is not None:
        names |= {f"{name} {after.group(1).lower()}" for name in names}
    return not names.isdisjoint(public_names())


def find_hidden_own_surnames(passage: Passage, own: Own) -> Iterator[Match]:
    """Yield surnames that are split by marks, spelled with digits, stretched, or written from behind."""
    surnames = {s: _hidden_form(s) for s in own.family if len(s) >= _LEAST_HIDDEN and s.isalpha()}
    if not surnames:
        return
    text = passage.text.lower().translate(_LEET)
    plain = passage.text.lower()
    for surname, form in surnames.items():
        for match in form.finditer(text):
            found = plain[match.start() : match.end()]
            stretched = found.isalpha() and passage.text[match.start()].islower() and own.is_everyday(surname)
            if _is_disguised(found, surname) and not stretched:
                yield _match(match.start(), match.end())
        if surname[::-1] in plain and surname[::-1] != surname:
            for match in pattern(rf"\b{surname[::-1]}\b").finditer(passage.text):
                yield _match(match.start(), match.end())


def _hidden_form(surname: str) -> Pattern:
    gap = r"[\s.\-_*~/,|+\"'=&\x1a]{0,5}"
    return pattern(r"\b" + gap.join(f"{letter}+" for letter in surname) + r"(?:e?s)?\b")


def _is_disguised(found: str, surname: str) -> bool:
    """Whether something other than white space between whole words makes the difference."""
    if found in (surname, surname + "s", surname + "es"):
        return False
    pieces = _WORD.findall(found)
    return not (found.replace(" ", "").replace("\n", "") == surname and len(pieces) > 1)


def _escaped(text: str) -> str:
    return "".join(character if character.isalnum() or character == " " else "\\" + character for character in text)
