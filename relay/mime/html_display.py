"""Elements in a line that a style sets apart: ``<span style="display:block">`` is a line of its own."""

import re
from enum import Enum, auto

from relay.mime.html_markup import read_attributes
from relay.mime.references import resolved_in_attribute

_DISPLAY = re.compile(r"(?:^|[;{\s])display\s*:\s*([a-z-]+)", re.IGNORECASE)
_SPACE = " \t\n\r\f"


class Apart(Enum):
    """How an element stands apart from what is around it."""

    NOT = auto()
    CELL = auto()
    LINE = auto()


_LINES = frozenset(
    {"block", "list-item", "flow-root", "flex", "grid", "table", "table-row", "table-caption", "table-row-group"}
)


class Lines:
    """Keeps account, for one page, of the line at hand: whether it has words, and what is due before the next ones."""

    def __init__(self) -> None:
        """Begin with an empty line."""
        self._opened: dict[str, list[Apart]] = {}
        self._has_words = False
        self._due = Apart.NOT

    def begin(self, name: str, attributes: str) -> None:
        """Heed that an element amid a line begins."""
        apart = _apart(attributes)
        self._opened.setdefault(name, []).append(apart)
        self._want(apart)

    def end(self, name: str) -> None:
        """Heed that an element amid a line ends."""
        opened = self._opened.get(name)
        self._want(opened.pop() if opened else Apart.NOT)

    def _want(self, apart: Apart) -> None:
        if self._has_words and self._due is not Apart.LINE and apart is not Apart.NOT:
            self._due = apart

    def broken(self) -> None:
        """Heed that the line ends."""
        self._has_words, self._due = False, Apart.NOT

    def due_before(self, text: str) -> Apart:
        """Return what is to be written before ``text``, which is the next thing in the line."""
        if not text.strip(_SPACE):
            return Apart.NOT
        due, self._due, self._has_words = self._due, Apart.NOT, True
        return due


def _apart(attributes: str) -> Apart:
    if "display" not in attributes.lower():
        return Apart.NOT
    style = resolved_in_attribute(read_attributes(attributes, frozenset({"style"})).get("style", ""))
    shown = [kind.lower() for kind in _DISPLAY.findall(style)]
    if not shown:
        return Apart.NOT
    return Apart.LINE if shown[-1] in _LINES else Apart.CELL if shown[-1] == "table-cell" else Apart.NOT
