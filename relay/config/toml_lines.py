"""Where in a TOML file a key stands, and a place to gather everything that is wrong with it.

`tomllib` gives no positions, so keys are found by a second, simple reading of the lines.
"""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_KEY_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")

KeyPath = tuple[str | int, ...]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(a or b or c for a, b, c in _KEY_PART.findall(dotted))


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of every table and key of a TOML text.

    Elements of arrays of tables have their number in the path: ``("rule", 0, "id")``. A table that only the
    names of others tell of (``group`` in ``[group.North.scan]``) stands where it is first told of.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[tuple[str, ...], int] = {}
    prefix: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = _parts(header.group(2))
            prefix = name
            if header.group(1) == "[[":
                counts[name] = counts.get(name, -1) + 1
                prefix = (*name, counts[name])
            _note(lines, name, (), number)
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            _note(lines, _parts(key.group(1)), prefix, number)
    return lines


def _note(lines: dict[KeyPath, int], name: tuple[str, ...], within: KeyPath, number: int) -> None:
    """Note a dotted name and the tables that it makes on its way."""
    for length in range(1, len(name) + 1):
        lines.setdefault((*within, *name[:length]), number)


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, if one is like it."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)), None)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "…"?`` for the known word most like ``word``, or nothing."""
    close = nearest_word(word, known)
    return f'; did you mean "{close}"?' if close else ""


class Problems:
    """Everything that is wrong with one file, each with its line and key."""

    def __init__(self, path: Path, text: str) -> None:
        """Begin without any problem."""
        self._path = path
        self._text = text.splitlines()
        self._lines = key_lines(text)
        self.found: list[str] = []

    def add(self, key: KeyPath, problem: str, *, value: str = "") -> None:
        """Note a problem at a key, or at ``value`` where that stands in a list of several lines."""
        line = self._line(key)
        if line and value:
            line = self._line_of_value(line, value)
        place = f"{self._path}:{line}" if line else str(self._path)
        name = ".".join(str(part) for part in key if not isinstance(part, int))
        self.found.append(f"{place}: {name}: {problem}" if name else f"{place}: {problem}")

    def line_of(self, key: KeyPath) -> int:
        """Return the line, from 1, of a key, or of the nearest table around it; 0 where none is known."""
        return self._line(key) or 0

    def _line_of_value(self, first: int, value: str) -> int:
        """Return the line of the list that begins on line ``first`` in which ``value`` stands as it is quoted."""
        following = min((line for line in self._lines.values() if line > first), default=len(self._text) + 1)
        for number in range(first, following):
            line = self._text[number - 1]
            if any(f"{quote}{value}{quote}" in line for quote in "\"'"):
                return number
        return first

    def _line(self, key: KeyPath) -> int | None:
        while key:
            if key in self._lines:
                return self._lines[key]
            key = key[:-1]
        return None
