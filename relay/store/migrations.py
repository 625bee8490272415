"""Schema migrations of the relay's database: the same Alembic revisions on SQLite and PostgreSQL."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError
from relay.store.database import WRITE_OPTION, is_sqlite
from relay.store.schema import Base

_UPGRADE_LOCK = 0x6D72_5C4E  # any constant: names the advisory lock


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction; two at once wait for each other."""
    with engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(_config(connection), "head")


def current_revision(engine: Engine) -> str | None:
    """Return the revision that the database is at; None if it holds no schema."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the newest revision that this software knows."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise ConfigurationError("this installation has no migrations: install the package again")
    return head


def require_current(engine: Engine) -> None:
    """Raise ConfigurationError, with the mend, unless the database is at the newest revision."""
    found, wanted = current_revision(engine), newest_revision()
    if found != wanted:
        state = f"at revision {found}" if found else "empty"
        raise ConfigurationError(
            f"database.url: the database is {state}, this software needs {wanted}: run `mentor-relay db upgrade`"
        )


def drift(engine: Engine) -> list[Any]:
    """Return the differences between the database and the models: what `alembic check` looks for."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource_path("migrations", "relay")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
