"""From one message to its features: what may add to a picture, found in what its sender newly wrote."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from relay.model.finding import SUBJECT
from relay.model.identity import Role
from relay.model.sending import Sending
from relay.scanning.conversation.agreed import find_agreements, word_places
from relay.scanning.conversation.catalogue import SignalRule, signal_prefilter, signal_rules
from relay.scanning.conversation.features import MOST_PHRASES, MOST_PIECES, MOST_TOKEN, ConversationFeatures, Signal
from relay.scanning.conversation.pieces import COUNTED, find_pieces
from relay.scanning.opinion.impression import Impression
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.zones import Zone

_MOST_OF_A_KIND = 3  # of phrases, in one text
_MOST_TEXT = 20_000  # characters of one text; what a reader would read
_ANSWER = pattern(r"^\s*(?:re|aw|sv|rv|fw|fwd|wg)\s*:")
_RENAMING = "agreed.words"
_NO_IMPRESSION = Impression()


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message that was just scanned: its features, where its words stand (not kept), and how it was sent.

    ``place`` and ``judged_by`` are of the second opinion's impression of it, not kept either.
    ``sending`` is kept with its writer, not with the conversation; None where there was no header to read.
    """

    features: ConversationFeatures
    words: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    sending: Sending | None = None
    place: tuple[float, ...] = ()
    judged_by: str = ""


def read_message(
    passages: Iterable[Passage], author: Role | None, impression: Impression = _NO_IMPRESSION
) -> NewMessage:
    """Return what ``passages``, the texts that a reader sees, add to the conversation.

    ``impression`` is what the second opinion made of them.
    """
    phrases: list[Signal] = []
    pieces: list[Signal] = []
    words: dict[str, tuple[str, int, int]] = {}
    for passage in passages:
        found: list[Signal] = []
        for start, end in _newly_written(passage):
            found += _phrases(passage, start, end, author)
        renaming = any(signal.kind == _RENAMING for signal in found)
        for start, end in _newly_written(passage):
            found += find_agreements(passage, start, end, renaming=renaming)
            words = {**word_places(passage, start, end), **words}
        phrases += found
        pieces += _pieces(passage)
    # Each has its own bound: a long letter has many phrases, and the digits in it count all the same.
    kept = [*phrases[:MOST_PHRASES], *sorted(pieces, key=_weight)[:MOST_PIECES]]
    features = ConversationFeatures(author, tuple(_bounded(s) for s in kept), dict(impression.scores))
    return NewMessage(features, words, place=impression.place, judged_by=impression.version)


def _newly_written(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield stretches of lines that are not quoted; of a subject only one that is not an answer's."""
    if passage.part == SUBJECT and _ANSWER.search(passage.text):
        return
    start: int | None = None
    end = 0
    for line in passage.zones.lines:
        if line.zone is Zone.NEW and line.start < _MOST_TEXT:
            start = line.start if start is None else start
            end = min(line.end, _MOST_TEXT)
        elif start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _pieces(passage: Passage) -> Iterator[Signal]:
    if passage.part == SUBJECT and _ANSWER.search(passage.text):
        return
    for line in passage.zones.lines:
        if line.zone is Zone.NEW and line.end <= _MOST_TEXT:
            yield from find_pieces(passage, line.start, line.end)


def _phrases(passage: Passage, start: int, end: int, author: Role | None) -> Iterator[Signal]:
    text = passage.text[start:end]
    rules = signal_rules()
    for rule in [rules[place] for place in sorted(signal_prefilter().matching(text))]:
        if author is not None and rule.author not in (None, author):
            continue
        places = ((start + match.start(), start + match.end()) for match in rule.phrases.finditer(text))
        # Exceptions before the bound: three harmless ones must not hide a fourth.
        said = (place for place in places if place[0] < place[1] and not _is_excepted(rule, passage, *place))
        for place in islice(said, _MOST_OF_A_KIND):
            yield Signal(rule.kind, passage.part, *passage.folded.span(*place))


def _is_excepted(rule: SignalRule, passage: Passage, start: int, end: int) -> bool:
    return rule.exceptions is not None and rule.exceptions.search(passage.around(start, end)) is not None


def _weight(signal: Signal) -> bool:
    return signal.kind == COUNTED  # counted things go first where there is too much


def _bounded(signal: Signal) -> Signal:
    if len(signal.token) <= MOST_TOKEN:
        return signal
    return Signal(signal.kind, signal.part, signal.start, signal.end, signal.token[:MOST_TOKEN])
