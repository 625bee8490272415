"""Make the pictures of messages, so that one that was released before does not hold again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_pictures",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("pixel_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_pictures_message_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_message_pictures_pair_id")),
        sa.PrimaryKeyConstraint("message_id", "number", name=op.f("pk_message_pictures")),
    )
    op.create_index("ix_message_pictures_hash", "message_pictures", ["pair_id", "pixel_hash"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_message_pictures_hash", table_name="message_pictures")
    op.drop_table("message_pictures")
