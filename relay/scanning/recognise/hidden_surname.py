"""Surnames that somebody took the trouble to spell, split, turn or code, given names beside them or not."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.folding import fold_plainly
from relay.scanning.lexicon import big_places, common_words, is_given_name, surnames
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_NO_SURNAMES = frozenset("monday tuesday friday sunday january april august".split())
_ANNOUNCED = pattern(r"\b(?:names?|surname|mr|mrs|ms|miss|called|apellido|coach|profe)\b")
_CAPITALISED = pattern(r"\b[A-Z][a-z]{4,}\b", ignore_case=False)
_BEFORE = 30  # characters in which a name may be announced


def find_hidden_surnames(passage: Passage) -> Iterator[Match]:
    """Yield surnames in a passage that undoes disguises which do not stand so in the text it was made of."""
    for match in _CAPITALISED.finditer(passage.text):
        word = match.group(0).lower()
        if word not in surnames() or word in _NO_SURNAMES or word in common_words() or is_given_name(word):
            continue
        if word in big_places():
            continue
        start, end = passage.folded.span(*match.span())
        written = fold_plainly(passage.written[start:end])
        if word not in written and not _is_compound(passage.written, start, written):
            yield Match(Category.PII_FULL_NAME, *match.span(), "a surname in disguise", 0.7)


def _is_compound(text: str, start: int, written: str) -> bool:
    """Whether it is "old-man", two everyday words with a hyphen, and no name is announced."""
    first, hyphen, second = written.partition("-")
    everyday = bool(hyphen) and {first, second} <= common_words()
    return everyday and _ANNOUNCED.search(text[max(0, start - _BEFORE) : start]) is None
