"""Names that their sentence says to be names: "my last name is", "se apellida", "is how you spell it"."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.lexicon import common_words, given_names, is_given_name, surnames
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.acquaintance import is_role

_REACH = 20
_NAME = r"[a-z][a-z'-]+"
_SAID = pattern(
    rf"\b(?:my|his|her|their|the|your|whose|mi|su|tu)\s+(?:full|real|whole|legal|actual|complete|nombre completo)?\s*(?:name|nombre(?: [ck]ompleto)?)(?: in full)?\s*(?:is|es|'s|was|:)\s*({_NAME}(?:\s+{_NAME}){{1,3}})"
    rf"|\b(?:me llamo|mi nombre completo es|i'?m called)\s+({_NAME}(?:\s+{_NAME}){{1,3}})"
)
_I_AM = pattern(rf"\b(?:i'?m|i am|this is|it'?s|soy|name's)\s+([a-z]+)\s+({_NAME})\b")
_SURNAME = pattern(
    r"\b(?:my|his|her|their|your|ur|mi|su|tu|the)\s+(?:last name|surname|family name|apellido)\s*(?:is|es|'s|was|:|=)\s*(?:like\s|really\s|just\s|also\s)?([a-z][a-z'-]{2,})"
    r"|\b(?:(?:de|con el|el) apellido|se apellidan?)\s+((?-i:[A-Z])[a-z'-]+)"
    r"|\b(?:last|surname)\s*(?:name)?\s*[:=]\s*([a-z][a-z'-]{2,})"
    r"|\bthe (?:name|family name|last name|surname)\s+((?-i:[A-Z])[a-z'-]{2,})\b"
    r"|\b((?-i:[A-Z])[a-z'-]{2,}),? (?:is|was) (?:my|our|his|her|their) (?:last|family|sur) ?name\b"
    r"|\b(?:father|mother|family|husband|wife|maiden|married|last|dad|mom)(?:'s)? name,? ((?-i:[A-Z])[a-z'-]{3,})|\bname\b[^.!?\n]{0,60}\b(?:father|mother|husband|wife)'s, ((?-i:[A-Z])[a-z'-]{3,})"
    r"|\b(?:last names?|surnames?)\b[^.!?\n]{0,40}\b(?:is|are)(?: both| all)? ((?-i:[A-Z])[a-z'-]+(?: (?-i:[A-Z])[a-z'-]+)?)"
    r"|\bbeing an? ((?-i:[A-Z])[a-z]{4,})"
    r"|\bthe family is ((?-i:[A-Z])[a-z'-]{2,})"
    r"|\b(?:he's|she's|i'm|were|been) (?:a|an) ((?-i:[A-Z])[a-z'-]{2,})(?: with an? \w| in this (?:county|town|family))"
)
_INITIAL_FOR = pattern(
    r"\b([A-Z])\.?[\",]{0,2}[^.!?\n]{0,12}\b(?:and )?(?:the )?([A-Z]) (?:is|stands|was) (?:for|short for) ([A-Z][a-z'-]{2,})",
    ignore_case=False,
)
_TWICE = pattern(
    r"\b([A-Z][a-z'-]{2,})(?:[,.\"!?]{1,2})\s(?:that's me, )?([A-Z][a-z'-]{2,})\s([A-Z][a-z'-]+(?:-[A-Z][a-z]+)?)\b",
    ignore_case=False,
)
_OF_FAMILY = pattern(
    r"\b([A-Z][a-z'-]{2,}),? of the ([A-Z][a-z'-]{2,}) (?:brothers|sisters|family|twins|boys|girls|clan)\b",
    ignore_case=False,
)
_WE = pattern(
    r"\b(?:[Ww]e|[Uu]s|[Ll]os|[Tt]he two|[Aa]ll of us)\s([A-Z][a-z'-]{2,}(?:s|es|z))\s(?:are|have|were|never|always|do|don't|tenemos|somos|all)\b",
    ignore_case=False,
)
_NOT_NAMES = frozenset(
    "not really very so just from here still too and but because sorry happy sad tired glad fine good bad hungry excited nervous interested into also"
    " your the his her mentor student who with for today again speaking writing btw lol hard long short weird common private spelled like already"
    " i we you is was has had does did will would can could y soy de pero porque con en tu que your's friend brother sister mom dad a an it"
    " after before when where how what why new old big little no yes going doing getting about out up down in on at to of or if as".split()
)
_SURNAME_ENDS = (
    "ski", "sky", "czyk", "wicz", "son", "sen", "ez", "field", "berg", "stein", "mann", "ova", "ovic", "vich", "ian", "yan", "etti", "ini", "ford",
    "worth", "smith", "hara", "moto", "enko",
)  # fmt: skip


def find_said_names(passage: Passage, own: Own) -> Iterator[Match]:
    """Yield full names, and surnames beside a given name, that are told as such."""
    text = passage.text
    for match in _SAID.finditer(text):
        start, end = match.span(1) if match.group(1) else match.span(2)
        words = text[start:end].lower().split()
        given = is_given_name(words[0]) or words[0] in own.given
        if given and _may_be_surname(words[1]):
            yield _match(start, start + len(" ".join(words[:2])), "a given name with a surname", 0.9)
    for match in _I_AM.finditer(text):
        first, second = match.group(1).lower(), match.group(2).lower()
        capital = text[match.start(2)].isupper()
        if (
            first in given_names()
            and _may_be_surname(second)
            and second not in given_names()
            and (capital or _looks_so(second))
            and not is_role(text[match.end(2) : match.end(2) + _REACH].lower())
        ):
            yield _match(match.start(1), match.end(2), "a given name with a surname", 0.7)
    for match in _SURNAME.finditer(text):
        index = next(i for i in range(1, _SURNAME.groups + 1) if match.group(i))
        word = match.group(index).lower()
        if word not in _NOT_NAMES and (
            text[match.start(index)].isupper() or word in surnames() or word not in common_words()
        ):
            yield _match(*match.span(index), "somebody's surname", 0.8)
    yield from _told_apart(text)


def _told_apart(text: str) -> Iterator[Match]:
    for match in _TWICE.finditer(text):
        if match.group(1) == match.group(2) and _may_be_surname(match.group(3).lower()):
            yield _match(match.start(2), match.end(3), "a given name with a surname", 0.8)
    for match in _OF_FAMILY.finditer(text):
        if match.group(1).lower() not in common_words():
            yield _match(*match.span(), "a given name with a surname", 0.8)
    for match in _WE.finditer(text):
        word = match.group(1).lower()
        if word not in common_words() and any(
            w in surnames() for w in (word, word.removesuffix("s"), word.removesuffix("es"))
        ):
            yield _match(*match.span(1), "the surname of a family", 0.7)
    for match in _INITIAL_FOR.finditer(text):
        if match.group(2) == match.group(3)[0]:
            yield _match(*match.span(3), "what an initial stands for", 0.75)


def _match(start: int, end: int, why: str, score: float) -> Match:
    return Match(Category.PII_FULL_NAME, start, end, why, score)


def _may_be_surname(word: str) -> bool:
    return word not in _NOT_NAMES and (word in surnames() or word not in common_words()) and len(word) > 1


def _looks_so(word: str) -> bool:
    strong = word in surnames() and word not in common_words()
    return strong or (len(word) > len("jones") - 1 and word.endswith(_SURNAME_ENDS) and word not in common_words())
