"""Schema migrations of the key store's own database."""

import os
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url, text

from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError
from relay.store.database import WRITE_OPTION, is_sqlite, open_engine
from relay.store.keystore_schema import KeyStoreBase

# Two processes that start at once must not both create the tables (SQLite: BEGIN IMMEDIATE sees to it).
_POSTGRESQL_LOCK = text("SELECT pg_advisory_xact_lock(7021390417)")


def upgrade_keystore(url: str) -> None:
    """Bring the key store at ``url`` to the newest revision, making its file (mode 0600) if it is one."""
    engine = open_engine(url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def upgrade(engine: Engine) -> None:
    """Bring the key store to the newest revision, in one transaction; safe from many processes at once."""
    path = database_file(engine)
    if path is not None:
        _make_private_file(path)
    with engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(_POSTGRESQL_LOCK)
        command.upgrade(_config(connection), "head")


def require_current(engine: Engine) -> None:
    """Raise ConfigurationError, with the mend, unless the key store is there and at the newest revision."""
    path = database_file(engine)
    if path is not None and not path.is_file():
        raise ConfigurationError(
            f"archive.key_store: there is no key store at {path}; `mentor-relay init` makes one for a new relay, "
            "an existing one needs its own back (restore it from where the keys were backed up)"
        )
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    wanted = ScriptDirectory.from_config(_config(None)).get_current_head()
    if found != wanted:
        state = f"at revision {found}" if found else "empty"
        raise ConfigurationError(
            f"archive.key_store: the key store is {state}, this software needs {wanted}: run `mentor-relay db upgrade`"
        )


def drift(engine: Engine) -> list[object]:
    """Return the differences between the key store's tables and their models; none in a sound release."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), KeyStoreBase.metadata))


def database_file(engine: Engine) -> Path | None:
    """Return the file of an SQLite key store; None for another database."""
    name = make_url(engine.url).database
    return Path(name) if is_sqlite(engine) and name else None


def _make_private_file(path: Path) -> None:
    """SQLite gives its WAL and index files the mode of the database file, so that one is made first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _config(connection: Connection | None) -> Config:
    config = Config()
    directory = str(resource_path("migrations", "keystore"))
    config.set_main_option("script_location", directory.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
