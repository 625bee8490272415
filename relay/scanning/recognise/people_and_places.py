"""Names of people, schools and places, and days of birth, in a text as it stands and with its disguises undone."""

from collections.abc import Iterator
from dataclasses import replace

from relay.model.identity import Role
from relay.scanning.language_model import LanguageModel
from relay.scanning.name_reading import acrostic_name, plain_names
from relay.scanning.own import Own, is_file_name
from relay.scanning.passage import Match, Passage
from relay.scanning.reading import Reading
from relay.scanning.recognise.birthdate import find_birthdates
from relay.scanning.recognise.hidden_surname import find_hidden_surnames
from relay.scanning.recognise.location import find_locations
from relay.scanning.recognise.person import PersonFinder
from relay.scanning.recognise.school import find_schools
from relay.scanning.recognise.town import find_towns


class PeopleAndPlaces:
    """The recognisers of who somebody is and where they can be found."""

    def __init__(self, model: LanguageModel | None, allowed: frozenset[str]) -> None:
        """Take the model (None: lists alone) and names that may stand in any mail, lower case."""
        self._persons = PersonFinder(model, allowed)

    def find(self, passage: Passage, author: Role | None, own: Own) -> Iterator[Match]:
        """Yield what a text by ``author`` tells, offsets into its folded text."""
        yield from self._in(passage, author, own)
        for reading in (plain_names(passage.text), acrostic_name(passage.text)):
            if reading is not None:
                yield from self._undisguised(passage, reading, author, own)

    def _undisguised(self, passage: Passage, reading: Reading, author: Role | None, own: Own) -> Iterator[Match]:
        plain = Passage(passage.part, passage.text, reading)
        for match in (*self._in(plain, author, own), *find_hidden_surnames(plain)):
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
