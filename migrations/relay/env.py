"""Alembic environment of the relay's database; the connection is handed over by relay.store.migrations."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from relay.store.columns import SealedText, UtcDateTime
from relay.store.schema import Base


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in the database: a revision must not change with our code."""
    del autogen_context
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SealedText):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
