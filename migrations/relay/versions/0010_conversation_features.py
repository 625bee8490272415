"""Make what messages add to the conversation of their pair, so that recent ones are read together."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_features",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_conversation_features_message_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_conversation_features_pair_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_conversation_features")),
    )
    op.create_index(
        "ix_conversation_features_recent",
        "conversation_features",
        ["pair_id", "received_at", "message_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_conversation_features_recent", table_name="conversation_features")
    op.drop_table("conversation_features")
