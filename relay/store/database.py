"""Engines: SQLite (a current one, bundled) for the embedded default, PostgreSQL beyond.

A connection's transaction is either a reading or a writing one. On SQLite every writing one
begins with ``BEGIN IMMEDIATE``: a transaction that reads first and writes later fails at once
with "database is locked", whatever the timeout.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_SECONDS = 10
WAL_BYTES = 64 * 1024 * 1024
WRITE_OPTION = "relay_write"


def open_engine(url: str) -> Engine:
    """Return an engine for ``url``; nothing is connected yet."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    waits = {"connect_timeout": CONNECT_TIMEOUT_SECONDS}
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=waits)


def is_sqlite(engine: Engine) -> bool:
    """Return whether the engine is the embedded one."""
    return engine.dialect.name == "sqlite"


def database_clock(session: Session) -> datetime:
    """Return the time of PostgreSQL's clock, in UTC."""
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for another one."""
    parts = make_url(url)
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def _open_sqlite(url: str) -> Engine:
    from pysqlite3 import dbapi2  # noqa: PLC0415 - only where SQLite is used

    engine = create_engine(url, module=dbapi2, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a raw DB-API connection
    del entry
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # in WAL mode anything less loses commits at power loss
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"journal_size_limit = {WAL_BYTES}",  # what a long reader made it grow to is given back
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE_OPTION, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
