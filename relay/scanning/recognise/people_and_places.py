"""Names of people, schools and places, and days of birth, in a text as it stands and with its disguises undone."""

from collections.abc import Iterator
from dataclasses import replace

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.language_model import LanguageModel
from relay.scanning.lexicon import big_places, common_words, is_given_name, surnames
from relay.scanning.name_reading import plain_names
from relay.scanning.own import Own, is_file_name
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.birthdate import find_birthdates
from relay.scanning.recognise.location import find_locations
from relay.scanning.recognise.person import PersonFinder
from relay.scanning.recognise.school import find_schools
from relay.scanning.recognise.town import find_towns

_NO_SURNAMES = frozenset("monday tuesday friday sunday january april august".split())
_ANNOUNCED = pattern(r"\b(?:names?|surname|mr|mrs|ms|miss|called|apellido|coach|profe)\b")
_CAPITALISED = pattern(r"\b[A-Z][a-z]{4,}\b", ignore_case=False)


class PeopleAndPlaces:
    """The recognisers of who somebody is and where they can be found."""

    def __init__(self, model: LanguageModel | None, allowed: frozenset[str]) -> None:
        """Take the model (None: lists alone) and names that may stand in any mail, lower case."""
        self._persons = PersonFinder(model, allowed)

    def find(self, passage: Passage, author: Role | None, own: Own) -> Iterator[Match]:
        """Yield what a text by ``author`` tells, offsets into its folded text."""
        yield from self._in(passage, author, own)
        reading = plain_names(passage.text)
        if reading is None:
            return
        plain = Passage(passage.part, passage.text, reading)
        for match in (*self._in(plain, author, own), *_hidden_surnames(passage, plain)):
            start, end = plain.folded.span(match.start, match.end)
            read_as = plain.text[match.start : match.end]
            # An attachment is renamed when it is delivered, if its name has one of the two in it.
            renamed = is_file_name(passage, end) and not own.other_words(read_as.lower())
            if not renamed:
                yield replace(match, start=start, end=end, read_as=read_as)

    def _in(self, passage: Passage, author: Role | None, own: Own) -> Iterator[Match]:
        yield from find_birthdates(passage)
        yield from find_schools(passage, author)
        yield from find_towns(passage, author)
        yield from find_locations(passage, author)
        yield from self._persons.find(passage, own)


def _is_compound(passage: Passage, start: int, written: str) -> bool:
    """Whether it is "old-man", two everyday words with a hyphen, and no name is announced."""
    first, hyphen, second = written.partition("-")
    everyday = bool(hyphen) and {first, second} <= common_words()
    return everyday and _ANNOUNCED.search(passage.before(start, 30)) is None


def _hidden_surnames(passage: Passage, plain: Passage) -> Iterator[Match]:
    """Yield surnames that somebody took the trouble to spell, split or turn: given names beside them or not."""
    for match in _CAPITALISED.finditer(plain.text):
        word = match.group(0).lower()
        if word not in surnames() or word in _NO_SURNAMES or word in common_words() or is_given_name(word):
            continue
        if word in big_places():
            continue
        start, end = plain.folded.span(*match.span())
        written = passage.text[start:end].lower()
        if written != word and not _is_compound(passage, start, written):
            yield Match(Category.PII_FULL_NAME, *match.span(), "a surname in disguise", 0.7)
