"""Alembic environment of the key store; the connection is handed over by relay.store.keystore_migrations."""

from alembic import context

from relay.store.keystore_schema import KeyStoreBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=KeyStoreBase.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
