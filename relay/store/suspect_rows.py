"""Reads rows that somebody may have tampered with: one that cannot be read is named, and ends nothing.

A word outside of its set, a time that is none, text that is not UTF-8: the library raises on each,
and for the whole batch that it stands in.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Enum, String, Table, select, tuple_, type_coerce
from sqlalchemy.orm import Session

BATCH = 1000
_BATCH_OF_BODIES = 16  # each up to 1 MiB


class Suspect(NamedTuple):
    """A row by its place in the order asked for; ``values`` are by column, None where it cannot be read."""

    place: tuple[Any, ...]
    values: Mapping[str, Any] | None


def suspect_rows(
    session: Session, table: Table, order: Sequence[Column[Any]], *where: ColumnElement[bool]
) -> Iterator[Suspect]:
    """Yield the rows of ``table`` by ``order``, which tells them apart; a batch of them is in memory at a time."""
    key = [_as_stored(column) for column in order]
    limit = _BATCH_OF_BODIES if "data" in table.columns else BATCH
    after: tuple[Any, ...] | None = None
    while True:
        query = select(*key).where(*where).order_by(*key).limit(limit)
        if after is not None:
            query = query.where(tuple_(*key) > after)
        places = [tuple(place) for place in session.execute(query)]
        if not places:
            return
        yield from _batch(session, table, key, places, where)
        after = places[-1]


def _batch(
    session: Session,
    table: Table,
    key: Sequence[ColumnElement[Any]],
    places: Sequence[tuple[Any, ...]],
    where: Sequence[ColumnElement[bool]],
) -> Iterator[Suspect]:
    here = tuple_(*key)
    query = select(table).where(*where, here >= places[0], here <= places[-1]).order_by(*key)
    try:
        found = [_by_name(row) for row in session.execute(query).mappings()]
        rows = [Suspect(place, values) for place, values in zip(places, found, strict=True)]
    except Exception:  # noqa: BLE001 - whatever the driver makes of it
        rows = [Suspect(place, _one(session, table, key, place)) for place in places]
    yield from rows


def _one(
    session: Session, table: Table, key: Sequence[ColumnElement[Any]], place: tuple[Any, ...]
) -> Mapping[str, Any] | None:
    try:
        query = select(table).where(*(column == part for column, part in zip(key, place, strict=True)))
        return _by_name(session.execute(query).mappings().one())
    except Exception:  # noqa: BLE001 - the same
        return None


def _by_name(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, String()) if isinstance(column.type, Enum) else column
