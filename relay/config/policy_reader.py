"""Checked reading of the values of a policy table: each defect is noted, and reading goes on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from relay.config.toml_lines import KeyPath, Problems, nearest

E = TypeVar("E", bound=StrEnum)
_ABSENT = object()


@dataclass
class Table:
    """One table of the file, at ``key``."""

    values: Mapping[str, object]
    key: KeyPath
    problems: Problems

    def expect_only(self, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        known = tuple(known)
        for name in self.values:
            if name not in known:
                self.problem(name, f"unknown key{nearest(name, known)}")

    def problem(self, name: str, text: str, *, value: str = "") -> None:
        """Note a problem at the key ``name`` of this table; ``value``: at that element of its list."""
        self.problems.add((*self.key, name), text, value=value)

    def line_of(self, name: str) -> int:
        """Return the line of the key ``name``; 0 where it is not known."""
        return self.problems.line_of((*self.key, name))

    def table(self, name: str) -> "Table":
        """Return the table ``name``, empty where there is none."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            self.problem(name, "a table is wanted here")
            value = {}
        return Table(value, (*self.key, name), self.problems)

    def tables(self, name: str) -> "list[Table]":
        """Return the elements of the array of tables ``[[name]]``."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
            self.problem(name, f"write each as a table of its own: [[{name}]]")
            return []
        return [Table(element, (*self.key, name, n), self.problems) for n, element in enumerate(value)]

    def _read(self, name: str, default: object, fits: Callable[[object], bool], wanted: str) -> object:
        value = self.values.get(name, _ABSENT)
        if value is _ABSENT:
            return default
        if not fits(value):
            self.problem(name, f"{wanted} is wanted here")
            return default
        return value

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        return str(self._read(name, default, lambda v: isinstance(v, str), "a text in quotes"))

    def whole(self, name: str, default: int) -> int:
        """Return a whole number of at least 0."""

        def fits(value: object) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0

        value = self._read(name, default, fits, "a whole number, 0 or more,")
        return value if isinstance(value, int) else default

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        return bool(self._read(name, default, lambda v: isinstance(v, bool), "true or false, without quotes,"))

    def share(self, name: str, default: float) -> float:
        """Return a number from 0 to 1."""

        def fits(value: object) -> bool:
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1

        value = self._read(name, default, fits, "a number from 0 to 1")
        return float(value) if isinstance(value, int | float) else default

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts, none of them empty."""

        def fits(value: object) -> bool:
            return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)

        value = self._read(name, default, fits, "a list of texts, none of them empty,")
        return tuple(value) if isinstance(value, list) else default

    def choice(self, name: str, choices: Collection[E] | type[E], default: E | None) -> E | None:
        """Return a member of ``choices``."""
        value = self.values.get(name, _ABSENT)
        if value is _ABSENT:
            return default
        chosen = next((choice for choice in choices if choice == value), None)
        if chosen is None:
            listed = ", ".join(f'"{choice}"' for choice in choices)
            self.problem(name, f'"{value}" is none of {listed}{nearest(str(value), list(choices))}')
            return default
        return chosen
