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
        self._texts = [_plain(fold_plainly_lines(text)) for text in texts]

    def holds(self, passage: Passage, start: int, end: int) -> bool:
        """Whether a span stands in quoted lines that were delivered as they stand."""
        if not self._texts:
            return False
        lines = passage.zones.lines_of(start, end)
        if any(line.zone is not Zone.QUOTE for line in lines):
            return False
        quoted = _plain(passage.text[lines[0].start : lines[-1].end].lower())
        return any(quoted in text for text in self._texts)


def fold_plainly_lines(text: str) -> str:
    """Return ``text`` folded and in lower case, line by line."""
    return "\n".join(fold_plainly(line) for line in text.split("\n"))
