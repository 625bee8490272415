"""Data keys, and the row by which the master key is recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0001_data_keys"
down_revision = None
branch_labels = None
depends_on = None

KINDS = ("participant", "pair", "case", "program", "index", "audit", "token")


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_data_keys"),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)",
            name="wrapped_until_destroyed",
        ),
    )
    op.create_table(
        "master_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_master_check"),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def downgrade() -> None:
    # Without its key store nothing of a relay can be read again: there is no way back.
    raise NotImplementedError("the key store's first revision cannot be undone")
