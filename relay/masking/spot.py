"""A place in a folded text, with what stands around it as it was written."""

import re
from dataclasses import dataclass
from functools import cached_property

from relay.masking.traced import Traced

_REACH = 64
_LONGEST_LINE = 300
_UNSPACED = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Spot:
    """``folded.text[start:end]``; ``written`` is the text that was folded."""

    written: str
    folded: Traced
    start: int
    end: int

    @property
    def name(self) -> str:
        """The words at this place, folded."""
        return self.folded.text[self.start : self.end]

    @cached_property
    def left(self) -> str:
        """Up to 64 folded characters before."""
        return self.folded.text[max(0, self.start - _REACH) : self.start]

    @cached_property
    def right(self) -> str:
        """Up to 64 folded characters after."""
        return self.folded.text[self.end : self.end + _REACH]

    @cached_property
    def line_start(self) -> int:
        """Where the line begins; of a very long one, where 300 characters before do."""
        begin = max(0, self.start - _LONGEST_LINE)
        return max(self.folded.text.rfind("\n", begin, self.start) + 1, begin)

    @cached_property
    def line_end(self) -> int:
        """Where the line ends; of a very long one, where 300 characters after do."""
        end = self.folded.text.find("\n", self.end, self.end + _LONGEST_LINE)
        return end if end >= 0 else min(self.end + _LONGEST_LINE, len(self.folded.text))

    @cached_property
    def line(self) -> str:
        """The folded line that this place is in."""
        return self.folded.text[self.line_start : self.line_end]

    def is_upper(self, index: int) -> bool:
        """Return whether the folded character at ``index`` was written as a capital letter."""
        return 0 <= index < len(self.folded.text) and self.written[self.folded.origin(index)].isupper()

    def is_lower(self, index: int) -> bool:
        """Return whether the folded character at ``index`` was written as a small letter."""
        return 0 <= index < len(self.folded.text) and self.written[self.folded.origin(index)].islower()

    @cached_property
    def capital(self) -> bool:
        """Whether it begins with a capital letter, or one of a script without capitals."""
        return not self.is_lower(self.start)

    @cached_property
    def unspaced(self) -> bool:
        """Whether it is written in a script whose words are not parted by spaces, or carry endings (Korean)."""
        return _UNSPACED.match(self.name) is not None

    @cached_property
    def begins_word(self) -> bool:
        """Whether no letter stands before, or a hump does (``TimKowalczyk``)."""
        return not self.left[-1:].isalpha() or self.hump

    @cached_property
    def hump(self) -> bool:
        """Whether it begins with a capital right after a small letter."""
        return self.is_lower(self.start - 1) and self.is_upper(self.start)

    @cached_property
    def ends_word(self) -> bool:
        """Whether no letter stands after it."""
        return not self.right[:1].isalpha()
