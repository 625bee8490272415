"""Reading what stands on the command line: files, dates, and lists in pages."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

import typer

from relay.model.page import MAX_LIMIT, Page, PageRequest

_STDIN = "-"

T = TypeVar("T")


def everything(page: Callable[[PageRequest], Page[T]]) -> Iterator[T]:
    """Yield the items of all pages of a list."""
    cursor: str | None = None
    while True:
        found = page(PageRequest(MAX_LIMIT, cursor))
        yield from found.items
        if (cursor := found.next_cursor) is None:
            return


def file_bytes(path: Path) -> bytes:
    """Return the content of a file that was named on the command line."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path}: cannot be read ({error.strerror})") from None


def check_readable(path: Path) -> None:
    """Complain, as `open_bytes` would, of a path that cannot be read; it is not opened, as a pipe can be only once."""
    if str(path) == _STDIN:
        return
    try:
        path.stat()
    except OSError as error:
        raise typer.BadParameter(f"{path}: cannot be read ({error.strerror})") from None
    if path.is_dir():
        raise typer.BadParameter(f"{path}: cannot be read ({os.strerror(errno.EISDIR)})")
    if not os.access(path, os.R_OK):
        raise typer.BadParameter(f"{path}: cannot be read ({os.strerror(errno.EACCES)})")


@contextmanager
def open_bytes(path: Path) -> "Iterator[BinaryIO]":
    """Open a file that was named on the command line for reading; - is standard input."""
    if str(path) == _STDIN:
        yield sys.stdin.buffer
        return
    try:
        opened = path.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{path}: cannot be read ({error.strerror})") from None
    with opened:
        yield opened


def start_of(text: str) -> datetime:
    """Return the moment from which something counts that is wanted since ``text``.

    A date counts from its beginning (UTC); a time (RFC 3339) is that moment.
    """
    return _moment(text, after=timedelta())


def end_of(text: str) -> datetime:
    """Return the moment at which something that is good until ``text`` ends.

    A date counts to its end (UTC); a time (RFC 3339) is that moment.
    """
    return _moment(text, after=timedelta(days=1))


def _moment(text: str, *, after: timedelta) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text) + after, datetime.min.time(), UTC)
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a date, as 2027-06-30, or a time, as 2027-06-30T12:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
