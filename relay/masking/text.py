"""Text made safe: every identity, foreign mask, telling link and old footer replaced; all else as it was."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from relay.identities.people import People, known_people
from relay.identities.search import Hit, find_identities, find_masks, once_each, without_overlaps
from relay.masking.decoding import readings_of, undone
from relay.masking.footer import find_footers
from relay.masking.frame import Frame
from relay.masking.links import find_encoded, find_links
from relay.masking.settled import replaced, settled
from relay.model.change import Change, ChangeKind
from relay.model.finding import BODY
from relay.model.identity import Identity
from relay.model.signature import find_signatures


@dataclass(slots=True)
class Ledger:
    """What was changed, each kind and place once."""

    changes: dict[Change, None] = field(default_factory=dict)

    def note(self, kind: ChangeKind, part: str, detail: str = "") -> None:
        """Add a change."""
        self.changes[Change(kind, part, detail)] = None


@dataclass(frozen=True, slots=True)
class Masker:
    """What texts are masked with (`masker_of`)."""

    people: People
    relay_domain: str
    footers: tuple[str, ...]
    signatures: tuple[str, ...] = ()

    def hits(self, text: str) -> list[Hit]:
        """Return all that is to be replaced in ``text``, in order and without overlaps.

        Where an old footer or a telling link covers an identity, the wider one is what is replaced.
        """
        hidden = self._in_tokens(text)
        narrow = self._in_readings(text)
        links = find_links(text, self.people, self.relay_domain, without_overlaps([*narrow, *hidden]))
        wide = _joined(without_overlaps([*find_footers(text, self.footers), *links]), hidden)
        return settled(text, once_each(text, _joined(wide, narrow)), self._in_readings)

    def hits_in_mail(self, text: str) -> list[Hit]:
        """Return ``hits`` of what the writer wrote as the mail itself, where remembered signatures are cut too."""
        cut = [Hit(*place, "", ChangeKind.SIGNATURE, None) for place in find_signatures(text, self.signatures)]
        return without_overlaps([*cut, *(hit for hit in self.hits(text) if not _covered(hit, cut))])

    def text(self, text: str, part: str, ledger: Ledger) -> str:
        """Return ``text`` with everything replaced, noting the changes under ``part``."""
        hits = self.hits_in_mail(text) if part == BODY else self.hits(text)
        for hit in hits:
            ledger.note(hit.kind, part)
        return replaced(text, hits)

    def _in_tokens(self, text: str) -> list[Hit]:
        hits = find_encoded(text, self.people, self.relay_domain)
        for reading in undone(text):
            inner = find_encoded(reading.text, self.people, self.relay_domain)
            hits = _joined(hits, (hit.traced(reading) for hit in inner))
        return hits

    def _in_readings(self, text: str) -> list[Hit]:
        """Return the identities in ``text`` as it stands, decoded, and joined where it was written apart."""
        hits = self._identities(text)
        for reading in readings_of(text):
            hits = _joined(hits, (hit.traced(reading) for hit in self._identities(reading.text)))
        return hits

    def _identities(self, text: str) -> list[Hit]:
        found = find_identities(text, self.people)
        return without_overlaps([*found, *find_masks(text, self.people, self.relay_domain)])


def masker_of(writer: Identity, reader: Identity, frame: Frame, footer: str) -> Masker:
    """Return what masks a message of ``writer`` to ``reader``; ``footer`` is the one that it will bear."""
    footers = (footer.strip(), *frame.earlier_footers)
    return Masker(known_people(writer, reader), frame.relay_domain, footers, frame.signatures)


def _joined(first: list[Hit], later: Iterable[Hit]) -> list[Hit]:
    """Return ``first``, which are in order and apart, and those of ``later`` that overlap none of them."""
    return without_overlaps([*first, *(hit for hit in later if not _covered(hit, first))])


def _covered(hit: Hit, wide: list[Hit]) -> bool:
    """Return whether ``hit`` overlaps one of ``wide``, which are in order and apart."""
    index = bisect_left(wide, hit.end, key=lambda other: other.start) - 1
    return index >= 0 and wide[index].end > hit.start
