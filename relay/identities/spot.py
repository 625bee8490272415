"""A place in a folded text, with what stands around it as it was written."""

import re

from relay.identities.traced import Traced

_REACH = 64
_LONGEST_LINE = 300
_LAST_JAMO = "\u11ff"  # folding takes syllables of Hangul apart
_UNSPACED = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]")


class Spot:
    """``folded.text[start:end]``; ``written`` is the text that was folded.

    ``name`` are the words at this place, ``left`` and ``right`` up to 64 characters beside it, all folded.
    ``capital``: its last word begins with a capital letter, or one of a script without capitals. ``hump``: it
    begins with a capital right after a small letter (``TimKowalczyk``). ``unspaced``: it is written in a script
    whose words are not parted by spaces, or carry endings (Korean).
    """

    __slots__ = ("capital", "end", "folded", "hump", "left", "name", "right", "start", "unspaced", "written")

    def __init__(self, written: str, folded: Traced, start: int, end: int) -> None:
        """Look around."""
        self.written, self.folded = written, folded
        self.start, self.end = start, end
        self.name = folded.text[start:end]
        self.left = folded.text[max(0, start - _REACH) : start]
        self.right = folded.text[end : end + _REACH]
        last = max(self.name.rfind(separator) for separator in " -\n") + 1  # "de la Cruz" has its capital late
        self.capital = not self.is_lower(start + last)
        self.hump = self.is_upper(start) and self.is_lower(start - 1)
        self.unspaced = _UNSPACED.match(self.name) is not None

    @property
    def line_start(self) -> int:
        """Where the line begins; of a very long one, where 300 characters before do."""
        begin = max(0, self.start - _LONGEST_LINE)
        return max(self.folded.text.rfind("\n", begin, self.start) + 1, begin)

    @property
    def line_end(self) -> int:
        """Where the line ends; of a very long one, where 300 characters after do."""
        end = self.folded.text.find("\n", self.end, self.end + _LONGEST_LINE)
        return end if end >= 0 else min(self.end + _LONGEST_LINE, len(self.folded.text))

    @property
    def line(self) -> str:
        """The folded line that this place is in."""
        return self.folded.text[self.line_start : self.line_end]

    def is_upper(self, index: int) -> bool:
        """Return whether the folded character at ``index`` was written as a capital letter."""
        return 0 <= index < len(self.folded.text) and self.written[self.folded.origin(index)].isupper()

    def is_lower(self, index: int) -> bool:
        """Return whether the folded character at ``index`` was written as a small letter."""
        return 0 <= index < len(self.folded.text) and self.written[self.folded.origin(index)].islower()

    @property
    def begins_word(self) -> bool:
        """Whether no letter of the word stands before, or a hump does."""
        return self.hump or not self._goes_on(self.left[-1:])

    @property
    def ends_word(self) -> bool:
        """Whether no letter of the word stands after it."""
        return not self._goes_on(self.right[:1])

    def _goes_on(self, beside: str) -> bool:
        """Return whether a letter beside belongs to the word: Chinese and Korean stand beside ours without a space."""
        return beside.isalpha() and (self.unspaced or not _UNSPACED.match(beside))

    @property
    def stands_free(self) -> bool:
        """Whether it is written without spaces around, in Han or Kana, or begins a word of Hangul."""
        return self.unspaced and not (self.name[0] <= _LAST_JAMO and self.left[-1:].isalpha())
