"""What commands print: a table for people, tab-separated lines for pipes, JSON for programs."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def say(text: str = "") -> None:
    """Print a line on stdout."""
    print(text)  # noqa: T201


def complain(text: str) -> None:
    """Print a line on stderr."""
    print(text, file=sys.stderr)  # noqa: T201


def print_json(value: object) -> None:
    """Print a value, or a view of a use case, as JSON: indented on a terminal, else on one line."""
    indent = 2 if sys.stdout.isatty() else None
    say(json.dumps(as_plain(value), ensure_ascii=False, indent=indent))


def as_plain(value: object) -> object:
    """Return ``value`` with views as objects, times as RFC 3339 in UTC and enumerations as their words."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Enum():
            return value.value
        case PurePath():
            return str(value)
        case Mapping():
            return {str(name): as_plain(item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [as_plain(item) for item in value]
        case _:
            return _time(value) if isinstance(value, date) else value


def _time(value: date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "none") -> None:
    """Print rows: as a table on a terminal (``empty`` where there are none), else tab-separated."""
    lines = [[cell(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for line in [list(columns), *lines]:
            say("\t".join(line))
        return
    if not lines:
        say(empty)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*(Text(text) for text in line))
    Console().print(table)


def print_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Print names and values below each other; what is empty is left out."""
    shown = [(name, cell(value)) for name, value in facts]
    width = max((len(name) for name, value in shown if value), default=0)
    for name, value in shown:
        if value:
            say(f"{name.ljust(width)}  {value}")


def cell(value: object) -> str:
    """Return a value as one line of text, without anything that steers a terminal."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        case Enum():
            return str(value.value)
        case list() | tuple():
            return ", ".join(cell(item) for item in value)
        case _:
            return _steady(str(value))


def _steady(text: str) -> str:
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else letter for letter in text)
