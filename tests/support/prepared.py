"""Databases and key stores as `mentor-relay init` leaves them: made by the real migrations once, then copied.

A copy takes a tenth of the time of the migrations, and nearly every test wants one.
"""

import atexit
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from relay.store.database import open_engine
from relay.store.keystore import KeyStore
from relay.store.master_key import MasterKey
from relay.store.migrations import current_revision, upgrade
from tests.support.postgres import PostgresServer

MASTER_KEY = MasterKey(b"k" * 32)
FOUNDED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def migrate(url: str) -> None:
    """Bring a database to the newest revision, if it is empty, and leave no connection to it."""
    engine = open_engine(url)
    try:
        if current_revision(engine) is None:
            upgrade(engine)
    finally:
        engine.dispose()


def prepared_sqlite(file: Path) -> str:
    """Make an SQLite database at the newest revision, and return its URL."""
    shutil.copyfile(_migrated_file(), file)
    return f"sqlite:///{file}"


def prepared_template(server: PostgresServer) -> str:
    """Return the name of a PostgreSQL database at the newest revision, to be copied."""
    return server.template("newest revision", migrate)


def prepared_keystore(file: Path) -> str:
    """Make a key store under ``MASTER_KEY``, and return its URL."""
    shutil.copyfile(_keystore_file(), file)
    return f"sqlite:///{file}"


@cache
def _templates() -> Path:
    directory = Path(mkdtemp(prefix="relay-templates-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


@cache
def _migrated_file() -> Path:
    file = _templates() / "relay.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def _keystore_file() -> Path:
    file = _templates() / "keys.sqlite"
    keystore = KeyStore(f"sqlite:///{file}", MASTER_KEY, clock=lambda: FOUNDED)
    keystore.prepare()
    keystore.close()
    return file
