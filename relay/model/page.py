"""Pages of a list: how many items, and where the next page starts.

A cursor is opaque to whoever holds it: the place of the last item in the list's order. Lists are
read by keyset, so that a page costs the same at any depth and nothing is skipped or shown twice
while records come and go.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from relay.model.errors import InvalidInputError

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
_MAX_CURSOR = 500

T = TypeVar("T")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for: at most ``limit`` items (1 to 200) behind ``cursor``.

    Raises InvalidInputError for a limit out of range; it is never clamped.
    """

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None

    def __post_init__(self) -> None:
        """Check the limit."""
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInputError(f"limit: a page has 1 to {MAX_LIMIT} items")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; ``next_cursor`` is None on the last one."""

    items: tuple[T, ...]
    next_cursor: str | None


def encode_cursor(order: str, place: Sequence[str | int]) -> str:
    """Return the cursor behind ``place`` in a list sorted by ``order``."""
    raw = json.dumps([order, *place], separators=(",", ":")).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, order: str, kinds: Sequence[type]) -> Place:
    """Return the place in a list sorted by ``order``, whose values are of ``kinds``.

    Raises InvalidInputError for anything that ``encode_cursor`` did not make for this order.
    """
    value = _read(cursor)
    if value[:1] != [order] or [type(part) for part in value[1:]] != list(kinds):
        raise InvalidInputError("cursor: not a cursor of this list")
    return tuple(value[1:])


def _read(cursor: str) -> list[Any]:
    """Return what a cursor holds; an empty list for what is none."""
    if len(cursor) > _MAX_CURSOR or not cursor.isascii():
        return []
    try:
        value = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) else []
