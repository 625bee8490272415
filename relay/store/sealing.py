"""Sealed columns: text is bound to the very table, column and row it stands in."""

from sqlalchemy import Table, inspect

from relay.model.errors import KeyDestroyedError
from relay.store.crypto import Keyring, Sealed
from relay.store.schema import Base


def place(table: type[Base], column: str, row_id: str) -> str:
    """Return the associated data of a sealed column: ``table.column:row id``.

    ``row_id`` is the primary key, its parts joined with ``/`` where there are several.
    """
    return f"{table.__tablename__}.{column}:{row_id}"


def seal(keyring: Keyring, key_id: str, table: type[Base], column: str, row_id: str, text: str) -> Sealed:
    """Encrypt ``text`` for one column of one row; a value moved elsewhere will not open."""
    return keyring.seal_text(key_id, text, place(table, column, row_id))


def open_column(keyring: Keyring, row: Base, column: str) -> str:
    """Return the text of a sealed column of ``row``; "" where it is null.

    Raises KeyDestroyedError where its key was destroyed, IntegrityError where it was changed.
    """
    value: Sealed | None = getattr(row, column)
    if value is None:
        return ""
    table = inspect(type(row)).local_table
    assert isinstance(table, Table)  # noqa: S101 - every row of ours is of one table
    row_id = "/".join(str(getattr(row, part.name)) for part in table.primary_key)
    return keyring.open_text(value, place(type(row), column, row_id))


def readable(keyring: Keyring, row: Base, column: str) -> str:
    """Return the text of a sealed column of ``row``; "" also where its key was destroyed."""
    try:
        return open_column(keyring, row, column)
    except KeyDestroyedError:
        return ""
