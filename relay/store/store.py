"""The store: opens reading and writing transactions on the database, with keys, clock and ids."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, exc, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from relay.model.errors import ConflictError, TemporaryError
from relay.store.audit import number_events
from relay.store.crypto import Keyring
from relay.store.database import WRITE_OPTION, is_sqlite, open_engine
from relay.store.unit import Unit


def utc_now() -> datetime:
    """Return the time of this machine's clock, in UTC."""
    return datetime.now(UTC)


ReadSession = Session  # what services hand on to the queries of this package without knowing its library


class Store:
    """The relay's database. Thread safe; make one a process."""

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        *,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Prepare access to the database at ``url``; it is connected on first use."""
        self.engine: Engine = open_engine(url)
        self.keyring = keyring
        self.clock = clock
        self.random_bytes = random_bytes
        self._embedded = is_sqlite(self.engine)

    @property
    def embedded(self) -> bool:
        """Whether the database is SQLite, which has one writer at a time."""
        return self._embedded

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a reading transaction: one snapshot for all its queries, that never waits for writers.

        Raises TemporaryError when the database cannot be reached.
        """
        with translated(), self.engine.connect() as connection:
            if not self._embedded:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with Session(connection, autoflush=False) as session:
                yield session

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Open a unit of work; it is committed with its events when the block ends, else undone.

        Raises ConflictError when a row was changed by somebody else meanwhile, TemporaryError
        when the database cannot be reached or is locked for too long.
        """
        with translated(), self.engine.connect() as connection:
            connection.execution_options(**{WRITE_OPTION: True})
            with Session(connection, expire_on_commit=False, autoflush=True) as session, connection.begin():
                unit = Unit(session, self.keyring, self.clock(), self.random_bytes)
                yield unit
                unit.finish(numbered=self._embedded)

    def number_events(self) -> int:
        """Number a batch of events that have no place in the log yet (PostgreSQL; elsewhere none)."""
        if self._embedded:
            return 0
        with translated(), self.engine.begin() as connection, Session(connection) as session:
            numbered = number_events(session, self.keyring.row_digest_key())
            session.flush()
        return numbered

    def ping(self) -> None:
        """Raise TemporaryError unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database's library raises into errors of ours."""
    try:
        yield
    except StaleDataError:
        raise ConflictError("the record was changed by somebody else meanwhile") from None
    except exc.IntegrityError as error:
        raise ConflictError("the record contradicts one that is stored already") from error
    except exc.TimeoutError as error:
        raise TemporaryError("all connections to the database are in use") from error
    except exc.DBAPIError as error:
        if isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated:
            raise TemporaryError("the database cannot be used right now") from error
        raise
