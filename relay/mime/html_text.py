"""What HTML shows, as plain text: lines, lists, quotes with ``>``, link targets beside their text."""

import re
from collections.abc import Sequence
from itertools import accumulate

from relay.mime.html_seams import Seam, meet
from relay.mime.html_source import Piece, pieces_of
from relay.mime.link_text import blank_before, stands_behind, tells_more, without_mailto

_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote"})
_LINES = frozenset({"div", "li", "tr", "dt", "dd", "center", "caption", "thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_ENDS = _PARAGRAPHS | _LINES | _CELLS | {"br", "hr"}  # what a line of text does not go on behind
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BEFORE_NOTHING = " "  # or before another link without words
_NEAR = 6  # pieces behind a link in which its target may stand already
_GLANCE = 4000  # characters of each of them


def render(source: str) -> str:
    r"""Return what ``source`` shows, also what it hides by style, with ``\n`` line ends."""
    return Renderer().run(pieces_of(source))


class Renderer:
    """Lays pieces out as lines. One use each."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self._lines: list[str] = []
        self._line: list[str] = []  # fragments of the line being written; never an empty one
        self._depth = 0
        self._preformatted = 0
        self._wants_blank = False
        self._is_tight = False  # the paragraph at hand has no space around it
        self._lists: list[int | None] = []  # the next number of an ordered list, None for bullets
        self._link: tuple[str, int, int] | None = None  # target, line and fragment where its text began
        self._met: list[tuple[int, bool]] = []  # fragments of the line before which two words meet, and if at a link
        self._is_past_link = False  # whether a link began or ended since the fragment before
        self._seams: list[tuple[int, int, bool]] = []  # the same as line and column

    def run(self, pieces: list[Piece]) -> str:
        """Return the text of ``pieces``."""
        for index, piece in enumerate(pieces):
            if not piece.tag:
                self._text(piece.text)
            elif piece.tag == "a" and piece.closing:
                self._close_link(text_behind(pieces, index))
            elif piece.closing:
                self._close(piece.tag)
            else:
                self._open(piece.tag, piece.attributes)
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    @property
    def seams(self) -> tuple[Seam, ...]:
        """Where words meet in the text that ``run`` returned, in order."""
        starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        cut = next((starts[index] for index, line in enumerate(self._lines) if line), 0)
        return tuple(Seam(starts[line] + column - cut, at_link) for line, column, at_link in self._seams)

    def _text(self, text: str) -> None:
        if self._preformatted:
            first, *rest = text.split("\n")
            self._add(first)
            for line in rest:
                self._end_line(keep_empty=True)
                self._add(line)
            return
        collapsed = _SPACE.sub(" ", text)
        if not self._line or self._line[-1].endswith((" ", "\t")):
            collapsed = collapsed.lstrip(" ")
        self._add(collapsed)

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._wants_blank and not self._line:
            self._blank_line()
        if self._line and meet(self._line[-1], text):
            self._met.append((len(self._line), self._is_past_link))
        self._is_past_link = False
        self._line.append(text)

    def _blank_line(self) -> None:
        self._wants_blank = False
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._prefix().rstrip())

    def _prefix(self) -> str:
        return ">" * self._depth + " " if self._depth else ""

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line = "".join(self._line)
        if line.strip() or keep_empty:
            self._keep_seams()
            text = line if self._preformatted else line.rstrip(" ") if line.strip() else ""
            # "-- " alone is the mark of a signature: its space is part of it.
            self._lines.append(self._prefix() + (text + " " if text == "--" else text))
        self._line = []

    def _keep_seams(self) -> None:
        if not self._met:
            return
        columns = list(accumulate(map(len, self._line), initial=len(self._prefix())))
        self._seams += [(len(self._lines), columns[fragment], at_link) for fragment, at_link in self._met]
        self._met = []

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._end_line(keep_empty=True)
        elif tag == "hr":
            self._end_line()
            self._lines.append(self._prefix() + "---")
        elif tag == "img":
            self._text(f" {attributes['alt']} " if attributes.get("alt") else "")
        elif tag == "a":
            self._is_past_link |= "href" in attributes
            self._link = (attributes.get("href", ""), len(self._lines), len(self._line))
        elif tag in _CELLS:
            self._add("\t" if self._line else "")
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._open_block(tag, attributes)

    def _open_block(self, tag: str, attributes: dict[str, str]) -> None:
        self._end_line()
        self._is_tight = "compact" in attributes if tag == "p" else self._is_tight
        apart = tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and self._lists) and not (tag == "p" and self._is_tight)
        self._wants_blank = self._wants_blank or apart
        if tag == "blockquote":
            self._blank_line()
            self._depth += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag in {"ul", "ol"}:
            start = attributes.get("start", "1")
            self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)
        elif tag == "li":
            self._add("  " * (len(self._lists) - 1) + self._bullet())

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "* "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _close(self, tag: str) -> None:
        if tag in _PARAGRAPHS or tag in _LINES:
            self._close_block(tag)

    def _close_block(self, tag: str) -> None:
        # A tight paragraph with nothing but a no-break space is how Word writes an empty line.
        self._end_line(keep_empty=tag == "p" and self._is_tight and bool(self._line))
        if tag == "blockquote":
            self._depth = max(self._depth - 1, 0)
        elif tag == "pre":
            self._preformatted = max(self._preformatted - 1, 0)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        apart = tag in _PARAGRAPHS and not self._lists and not (tag == "p" and self._is_tight)
        self._wants_blank = self._wants_blank or apart

    def _close_link(self, following: str) -> None:
        if self._link is None:
            return
        target, line, column = self._link
        self._link = None
        self._is_past_link |= bool(target)
        shown = "".join(self._line[column:] if line == len(self._lines) else self._line)
        if not tells_more(target, shown):
            self._add(blank_before(following) if target and shown[-1:].strip() else "")
        elif not stands_behind(without_mailto(target), following):
            words = without_mailto(target)
            told = f" <{words}>" if shown.strip() else words
            self._add(told + (blank_before(following) if following else _BEFORE_NOTHING))


def text_behind(pieces: Sequence[Piece], index: int) -> str:
    """Return the text that goes on in the same line behind the piece at ``index``, as far as a glance goes."""
    out: list[str] = []
    for piece in pieces[index + 1 : index + 1 + _NEAR]:
        if piece.tag in _ENDS:
            break
        out.append(piece.text[:_GLANCE])
    return "".join(out)
