"""Windows: the stretches of a text that are judged at once, whole sentences with their neighbours."""

import itertools
from collections.abc import Iterator

from relay.scanning.attributions import says_more
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.zones import Zone

WORDS = 48  # a window holds so many words and marks; a longer sentence is cut
_WORD = pattern(r"[A-Za-z0-9']+|[^\sA-Za-z0-9']")

Span = tuple[int, int]


def windows(passage: Passage) -> list[Span]:
    """Return the windows of a folded text in order; each begins with the last sentence of the one before.

    Frames, which mail programs write, are left out if they say nothing else; what is quoted and what is new never share a
    window.
    """
    found: list[Span] = []
    for sentences in _runs(passage):
        found += _packed([(start, end, length_of(passage.text[start:end])) for start, end in sentences])
    return found


def zone_at(passage: Passage, place: int) -> Zone:
    """Return whether a place is newly written, quoted or a program's."""
    return passage.zones.lines[passage.zones.index_at(place)].zone


def length_of(text: str) -> int:
    """Return how many words and marks of a window a folded text is."""
    return sum(1 for _ in _WORD.finditer(text))


def _runs(passage: Passage) -> Iterator[list[Span]]:
    """Yield neighbouring sentences of one zone."""
    run: list[Span] = []
    last: Zone | None = None
    for start, end in (part for sentence in passage.sentences() for part in _by_zone(passage, *sentence)):
        zone = zone_at(passage, start)
        if zone is not last and run:
            yield run
            run = []
        last = zone
        if zone is not Zone.FRAME or says_more(passage.text[start:end]):
            run += _cut(passage, start, end)
    if run:
        yield run


def _by_zone(passage: Passage, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence in parts where it goes over from a frame to a quote: those are no one's sentence."""
    lines = passage.zones.lines_of(start, end)
    cuts = [start, *(line.start for before, line in itertools.pairwise(lines) if before.zone is not line.zone), end]
    yield from ((a, b) for a, b in itertools.pairwise(cuts) if passage.text[a:b].strip())


def _cut(passage: Passage, start: int, end: int) -> list[Span]:
    """Return a sentence in pieces of at most a window's words."""
    places = [start + match.start() for match in _WORD.finditer(passage.text[start:end])]
    cuts = [start, *places[WORDS::WORDS], end]
    return list(itertools.pairwise(cuts))


def _packed(sentences: list[tuple[int, int, int]]) -> Iterator[Span]:
    index, seen = 0, 0  # sentences before `seen` are in a window
    while seen < len(sentences):
        last, words = index, sentences[index][2]
        while last + 1 < len(sentences) and words + sentences[last + 1][2] <= WORDS:
            last += 1
            words += sentences[last][2]
        if last >= seen:
            yield sentences[index][0], sentences[last][1]
            seen = last + 1
        index = last if last > index else index + 1
