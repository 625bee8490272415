"""Which of a message's texts are in no language that is scanned: new ones, quotes of nothing delivered, prose of files."""

from collections.abc import Iterable, Iterator, Sequence

from relay.mime.tree import Part
from relay.model.category import Category
from relay.model.finding import BODY, HTML, SUBJECT
from relay.scanning.delivered import Delivered
from relay.scanning.passage import Match, Passage
from relay.scanning.recognise.language import why_unscanned, why_unscanned_in_file, without_meaning
from relay.scanning.recognise.prose import prose_spans
from relay.scanning.zones import Zone

_SHOWN = (SUBJECT, BODY, HTML)
_STRETCH = 20_000  # characters that are judged at once: a long text may be in several languages
_Span = tuple[int, int]


class LanguageFinder:
    """Asks about the texts of one message."""

    def __init__(self, languages: tuple[str, ...], delivered: Delivered, attachments: Sequence[Part] = ()) -> None:
        """Take the names of the languages that are scanned (``en``), and the attachments, looked into."""
        self._languages = languages
        self._delivered = delivered
        self._pictures_from = {part.name: part.pictures_offset for part in attachments}

    def find(self, passage: Passage) -> Iterator[Match]:
        """Yield one match about a whole text if it is mainly in no language that is scanned."""
        if passage.part in _SHOWN:
            why = self._of_shown(passage)
        else:
            why = self._of_file(passage) if passage.part in self._pictures_from else ""
        if why:
            yield Match(Category.SYSTEM_UNSCANNED_LANGUAGE, 0, len(passage.text), why, 0.8)

    def _of_shown(self, passage: Passage) -> str:
        """Ask what is new, what stands below frames and what is quoted apart and together: none covers another."""
        parts = _new_parts(passage)
        new = [span for part in parts for span in part]
        quoted = self._delivered.unknown_quotes(passage)
        asked = (*parts, *([new] if len(parts) > 1 else ()), *((quoted, new + quoted) if quoted else ()))
        return without_meaning(passage.written) or _first(
            why_unscanned(*stretch, self._languages) for spans in asked for stretch in _stretches(passage, spans)
        )

    def _of_file(self, passage: Passage) -> str:
        """Ask about prose; what programs read in pictures is full of mistakes, and a person looks at those."""
        end = self._pictures_from[passage.part]
        spans = [span for span in prose_spans(passage.text) if passage.folded.span(*span)[0] < end]
        return _first(why_unscanned_in_file(*stretch, self._languages) for stretch in _stretches(passage, spans))


def _new_parts(passage: Passage) -> list[list[_Span]]:
    """Return where the newly written lines stand, in the parts that attributions and header blocks cut."""
    parts: list[list[_Span]] = [[]]
    for line in passage.zones.lines:
        if line.zone is Zone.NEW:
            parts[-1].append((line.start, line.end))
        elif line.zone is Zone.FRAME and parts[-1]:
            parts.append([])
    return parts


def _first(explanations: Iterable[str]) -> str:
    return next(filter(None, explanations), "")


def _stretches(passage: Passage, spans: Iterable[_Span]) -> Iterator[tuple[str, str]]:
    """Yield what stands in spans, some thousands of characters at once: as folded and as written."""
    group: list[_Span] = []
    length = 0
    for start, end in (piece for span in spans for piece in _cut(*span)):
        if length + end - start > _STRETCH:
            yield _joined(passage, group)
            group, length = [], 0
        group.append((start, end))
        length += end - start
    yield _joined(passage, group)


def _cut(start: int, end: int) -> Iterator[_Span]:
    for first in range(start, end, _STRETCH):
        yield first, min(end, first + _STRETCH)


def _joined(passage: Passage, spans: Sequence[_Span]) -> tuple[str, str]:
    written = (passage.written[slice(*passage.folded.span(start, end))] for start, end in spans)
    return "\n".join(passage.text[start:end] for start, end in spans), "\n".join(written)
