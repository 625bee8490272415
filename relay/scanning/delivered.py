"""Quotes of what was delivered: what stands only in them does not hold again (LABELS)."""

from collections.abc import Iterable

from relay.scanning.folding import fold_plainly
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.zones import Zone

_QUOTE_MARKS = pattern(r"^[\s>|]+")


def _plain(text: str) -> str:
    return " ".join(_QUOTE_MARKS.sub("", text).split())


class Delivered:
    """The texts that the pair has been given before."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Fold the texts once, so that line breaks and quote marks do not matter."""
        self._texts = [_plain("\n".join(fold_plainly(line) for line in text.split("\n"))) for text in texts]

    def holds(self, passage: Passage, start: int, end: int) -> bool:
        """Whether a span stands in quoted lines that were delivered as they stand."""
        if not self._texts:
            return False
        lines = passage.zones.lines_of(start, end)
        return all(line.zone is Zone.QUOTE for line in lines) and self._has(passage, lines[0].start, lines[-1].end)

    def unknown_quotes(self, passage: Passage) -> list[tuple[int, int]]:
        """Return where the quoted lines stand that were not delivered as they stand."""
        quotes = ((line.start, line.end) for line in passage.zones.lines if line.zone is Zone.QUOTE)
        return [(start, end) for start, end in quotes if not self._has(passage, start, end)]

    def has(self, lines: str) -> bool:
        """Whether folded lines stand so in a text that was delivered; marks of quotes and line ends do not matter."""
        if not self._texts:
            return False
        quoted = _plain(lines.lower())
        return any(quoted in text for text in self._texts)

    def _has(self, passage: Passage, start: int, end: int) -> bool:
        return self.has(passage.text[start:end])
