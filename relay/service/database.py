"""The schema of the database: which revision it is at, and bringing it to this release."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from relay.config.settings import Settings
from relay.model.errors import ConfigurationError
from relay.store.database import sqlite_file
from relay.store.keystore import KeyStore
from relay.store.keystore_migrations import upgrade_keystore
from relay.store.master_key import load_master_key
from relay.store.migrations import newest_revision
from relay.store.upgrades import revision_of, upgrade_at


@dataclass(frozen=True, slots=True)
class Revision:
    """Where the database stands; ``current`` is "none" for one without tables."""

    current: str
    newest: str
    up_to_date: bool


def database_revision(settings: Settings) -> Revision:
    """Return the revision of the database; raises ConfigurationError, TemporaryError."""
    require_file("database.url", settings.database.url)
    found, newest = revision_of(settings.database.url), newest_revision()
    return Revision(found or "none", newest, found == newest)


def upgrade_database(settings: Settings, environ: Mapping[str, str]) -> str:
    """Bring database and key store to this release and return the database's revision.

    The database may be empty; the key store must be there and be the right one: lost keys are not
    replaced by new ones. Raises ConfigurationError, TemporaryError.
    """
    require_file("archive.key_store", settings.archive.key_store)
    master = load_master_key(settings.archive.master_key_file, environ)
    upgrade_keystore(settings.archive.key_store)
    with closing(KeyStore(settings.archive.key_store, master)) as keystore:
        keystore.verify()
    upgrade_at(settings.database.url)
    return newest_revision()


def require_file(key: str, url: str) -> None:
    """Raise ConfigurationError where the file of an SQLite database is missing: opening would make an empty one."""
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise ConfigurationError(
            f"{key}: there is no database at {file}; `mentor-relay init` makes one for a new relay, "
            "an existing one needs its own back"
        )
