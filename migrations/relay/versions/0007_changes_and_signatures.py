"""Make what masking changed in what went out, and the signatures that monitors remember."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_changes",
        sa.Column("delivery_id", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_changes_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", "attempt", name=op.f("pk_delivery_changes")),
    )
    op.create_table(
        "remembered_signatures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("remembered_by", sa.String(length=40), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_by", sa.String(length=40), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_remembered_signatures_participant_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_remembered_signatures_message_id")),
        sa.ForeignKeyConstraint(["remembered_by"], ["staff.id"], name=op.f("fk_remembered_signatures_remembered_by")),
        sa.ForeignKeyConstraint(["forgotten_by"], ["staff.id"], name=op.f("fk_remembered_signatures_forgotten_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_signatures")),
    )
    op.create_index(
        op.f("ix_remembered_signatures_participant_id"), "remembered_signatures", ["participant_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_remembered_signatures_participant_id"), table_name="remembered_signatures")
    op.drop_table("remembered_signatures")
    op.drop_table("delivery_changes")
