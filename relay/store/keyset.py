"""Keyset pages: lists in the order of a time and an id, from behind the last item that was shown."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from relay.model.errors import InvalidInputError
from relay.model.page import Page, PageRequest, decode_cursor, encode_cursor
from relay.store.columns import UtcDateTime

T = TypeVar("T")
Timed = InstrumentedAttribute[datetime]
Id = InstrumentedAttribute[str]


def micros(at: datetime) -> int:
    """Return a time as whole microseconds since 1970, for a cursor."""
    return round(at.timestamp() * 1_000_000)


def moment(since_epoch: int) -> datetime:
    """Return the time that a cursor holds; raises InvalidInputError for one out of range."""
    try:
        seconds, rest = divmod(since_epoch, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    except (ValueError, OverflowError, OSError):
        raise InvalidInputError("cursor: not a cursor of this list") from None


def behind(at: Timed, row_id: Id, place: tuple[datetime, str], *, newest: bool) -> ColumnElement[bool]:
    """Return the condition for rows behind ``place`` in the order of ``at`` and ``row_id``."""
    here = tuple_(at, row_id)
    there = tuple_(literal(place[0], UtcDateTime()), literal(place[1]))
    return here < there if newest else here > there


def in_order(query: Select[T], at: Timed, row_id: Id, *, newest: bool) -> Select[T]:
    """Return ``query`` sorted by a time and an id."""
    return query.order_by(at.desc(), row_id.desc()) if newest else query.order_by(at, row_id)


def timed_page(
    session: Session,
    query: Select[T],
    at: Timed,
    row_id: Id,
    page: PageRequest,
    *,
    order: str,
    newest: bool,
) -> Page[T]:
    """Return a page of ``query``; ``order`` names the list in its cursors.

    Raises InvalidInputError for a cursor of another list.
    """
    if page.cursor is not None:
        since_epoch, last_id = decode_cursor(page.cursor, order, (int, str))
        place = moment(int(since_epoch)), str(last_id)
        query = query.where(behind(at, row_id, place, newest=newest))
    rows = session.scalars(in_order(query, at, row_id, newest=newest).limit(page.limit + 1)).all()
    return cut(rows, page.limit, lambda row: encode_cursor(order, _place(row, at, row_id)))


def cut(rows: Sequence[T], limit: int, cursor: Callable[[T], str]) -> Page[T]:
    """Return the page of ``limit`` rows out of one more than that, which tells whether there is another."""
    shown = tuple(rows[:limit])
    return Page(shown, cursor(shown[-1]) if len(rows) > limit else None)


def _place(row: object, at: Timed, row_id: Id) -> tuple[int, str]:
    return micros(getattr(row, at.key)), getattr(row, row_id.key)
