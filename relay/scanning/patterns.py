"""Regular expressions that cannot backtrack: RE2 alone, matched in time linear in the text.

Texts are scanned folded, in ASCII, where a character is a byte: there the matcher is asked without the library's
counting of characters, which costs several times what matching does. Any other text goes the library's own way.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import re2

_RUN = re.compile(r"\[[^\[\]]+\](?:\+|\{\d+,\d*\})")
_MEMORY = 16 << 20  # of the automaton of one expression; beyond it RE2 is slower, never wrong
_ANYWHERE, _AT_START = re2._Anchor.UNANCHORED, re2._Anchor.ANCHOR_START  # type: ignore[attr-defined]  # noqa: SLF001


class PatternMatch:
    """Where an expression matched; its methods mean what those of `re.Match` do."""

    __slots__ = ("_spans", "_text")

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        """Take the text, and where the whole and each group stand: ``(-1, -1)`` for one that has no part."""
        self._text = text
        self._spans = spans

    def group(self, number: int = 0) -> str | Any:  # noqa: ANN401 -- None where the group has no part, as `re` has it
        """Return what the group matched; None where it has no part in the match."""
        start, end = self._spans[number]
        return self._text[start:end] if start >= 0 else None

    def span(self, number: int = 0) -> tuple[int, int]:
        """Return start and end of a group."""
        return self._spans[number]

    def start(self, number: int = 0) -> int:
        """Return where a group starts."""
        return self._spans[number][0]

    def end(self, number: int = 0) -> int:
        """Return where a group ends."""
        return self._spans[number][1]

    @property
    def lastindex(self) -> int | None:
        """The number of the outermost group that ends last; None where none has a part."""
        ends = [end for _, end in self._spans[1:]]
        last = max(ends, default=-1)
        return ends.index(last) + 1 if last >= 0 else None


class Pattern:
    """A compiled expression; its methods mean what those of `re.Pattern` do."""

    def __init__(self, expression: str, *, ignore_case: bool) -> None:
        """Compile ``expression``; raise `re2.error` where it is none."""
        self._expression = expression
        self._ignore_case = ignore_case
        # In Latin-1 a class without some signs is one range; in UTF-8 it is a machine of its own.
        is_plain = expression.isascii() and r"\p" not in expression.lower() and r"\x{" not in expression
        self._of_bytes = re2.compile(expression.encode(), self._options(latin=is_plain))
        self._match = self._of_bytes._regexp.Match  # type: ignore[attr-defined]  # noqa: SLF001 -- see the module
        self.groups: int = self._of_bytes.groups

    def _options(self, *, latin: bool) -> re2.Options:
        options = re2.Options()
        options.case_sensitive = not self._ignore_case
        options.max_mem = _MEMORY
        if latin:
            options.encoding = re2.Options.Encoding.LATIN1  # type: ignore[attr-defined]
        return options

    @property
    def source(self) -> str:
        """The expression itself."""
        return self._expression

    @cached_property
    def _of_text(self) -> "re2._Regexp[str]":
        return re2.compile(self._expression, self._options(latin=False))

    def search(self, text: str) -> PatternMatch | None:
        """Return the first match anywhere in ``text``."""
        if not text.isascii():
            return self._wrapped(text, self._of_text.search(text))
        spans = self._match(_ANYWHERE, text.encode(), 0, len(text))
        return PatternMatch(text, spans) if spans[0][0] >= 0 else None

    def match(self, text: str, start: int = 0) -> PatternMatch | None:
        """Return the match that begins at ``start``."""
        if not text.isascii():
            return self._wrapped(text, self._of_text.match(text, start))
        spans = self._match(_AT_START, text.encode(), min(start, len(text)), len(text))
        return PatternMatch(text, spans) if spans[0][0] >= 0 else None

    def finditer(self, text: str) -> Iterator[PatternMatch]:
        """Yield all matches, from the left, none of them in another."""
        if text.isascii():
            yield from self._in_ascii(text)
            return
        for found in self._of_text.finditer(text):
            yield PatternMatch(text, [found.span(number) for number in range(self.groups + 1)])

    def _in_ascii(self, text: str) -> Iterator[PatternMatch]:
        encoded, match = text.encode(), self._match
        start, end = 0, len(encoded)
        while start <= end:
            spans = match(_ANYWHERE, encoded, start, end)
            first, last = spans[0]
            if first < 0:
                return
            yield PatternMatch(text, spans)
            if start == end:
                return
            start = last if last > start else start + 1  # an empty match must not be found for ever

    def _wrapped(self, text: str, found: "re2._Match[str] | None") -> PatternMatch | None:
        if found is None:
            return None
        return PatternMatch(text, [found.span(number) for number in range(self.groups + 1)])

    def findall(self, text: str) -> list[str]:
        """Return what every match, or its one group, says; empty where that has no part. Not for more groups."""
        number = min(self.groups, 1)
        return [found.group(number) or "" for found in self.finditer(text)]

    def sub(self, replacement: str, text: str) -> str:
        """Return ``text`` with ``replacement``, taken as it is, for every match."""
        pieces, done = [], 0
        for found in self.finditer(text):
            pieces += [text[done : found.start()], replacement]
            done = found.end()
        return "".join((*pieces, text[done:]))

    def split(self, text: str) -> list[str]:
        """Return what stands between the matches."""
        pieces, done = [], 0
        for found in self.finditer(text):
            pieces.append(text[done : found.start()])
            done = found.end()
        return [*pieces, text[done:]]


def pattern(expression: str, *, ignore_case: bool = True) -> Pattern:
    """Compile an expression, by default without regard to case; ``$`` and ``^`` match at lines."""
    return Pattern(f"(?m){expression}", ignore_case=ignore_case)


def runs(expression: str) -> re.Pattern[str]:
    """Compile a run of one class of characters (``[a-z]{2,}``), without regard to case.

    There is nothing in it to go back to: the standard library finds such runs in linear time, too, and many times as
    fast. Raise ValueError for any other form.
    """
    if _RUN.fullmatch(expression) is None:
        message = f"not a run of one class of characters: {expression}"
        raise ValueError(message)
    return re.compile(expression, re.ASCII | re.IGNORECASE)
