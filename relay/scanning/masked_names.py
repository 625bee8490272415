"""Whether what the scanner passes as the pair's own is gone from what is delivered: the masking's code is asked."""

from functools import cached_property

from relay.identities.fold import fold
from relay.identities.people import People, Telling, known_people
from relay.identities.search import Hit, find_identities
from relay.model.identity import Correspondents, Role
from relay.scanning.context import ScanContext


class MaskedNames:
    """The places of one text where masking takes a name or an address out."""

    def __init__(self, written: str, pair: Correspondents, context: ScanContext) -> None:
        """``written`` is a text as its writer wrote it."""
        self._written = written
        writer, reader = (pair.student, pair.mentor) if context.author is Role.STUDENT else (pair.mentor, pair.student)
        self._people: People = known_people(writer, reader)

    @cached_property
    def _hits(self) -> list[Hit]:
        return find_identities(self._written, self._people)

    def cover(self, start: int, end: int) -> bool:
        """Return whether something is taken out of ``written[start:end]``, and no surname is left in it."""
        kept, position, touched = [], start, False
        for hit in self._hits:
            if hit.start < end and start < hit.end:
                kept.append(self._written[position : max(hit.start, position)])
                position, touched = max(hit.end, position), True
        kept.append(self._written[position:end])
        return touched and not self._has_surname(" ".join(kept))

    def _has_surname(self, text: str) -> bool:
        folded = fold(text).text
        places = ((folded[start:end], person) for person in self._people.both for start, end in person.names(folded))
        return any(person.surnames.get(name) is not Telling.SHARED for name, person in places)
