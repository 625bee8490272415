"""Make the surnames that people had before, and the signatures that a decision about a message counted on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_family_names",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("family_name", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_former_family_names_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_family_names")),
    )
    op.create_index(
        op.f("ix_former_family_names_participant_id"), "former_family_names", ["participant_id"], unique=False
    )
    op.create_table(
        "message_signatures",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("signature_id", sa.String(length=40), nullable=False),
        sa.Column("of_release", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_signatures_message_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["remembered_signatures.id"], name=op.f("fk_message_signatures_signature_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "signature_id", name=op.f("pk_message_signatures")),
    )


def downgrade() -> None:
    op.drop_table("message_signatures")
    op.drop_index(op.f("ix_former_family_names_participant_id"), table_name="former_family_names")
    op.drop_table("former_family_names")
