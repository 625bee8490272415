"""Migrating a database by its URL alone: nothing of it is opened, so no key is needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from relay.model.errors import TemporaryError
from relay.store.database import open_engine
from relay.store.migrations import current_revision, upgrade


def revision_of(url: str) -> str | None:
    """Return the revision that a database is at, None for an empty one; raises TemporaryError."""
    with _engine(url) as engine:
        return current_revision(engine)


def upgrade_at(url: str) -> None:
    """Bring a database to the newest revision; raises TemporaryError."""
    with _engine(url) as engine:
        upgrade(engine)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    except DBAPIError as error:
        raise TemporaryError("database.url: the database cannot be used right now") from error
    finally:
        engine.dispose()
