"""Make what is found in messages, and what is decided on them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("redactions", sa.JSON(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("policy_version", sa.String(length=80), nullable=False),
        sa.Column("scanner_version", sa.String(length=80), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_decisions_message_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decisions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_message_id"), "decisions", ["message_id"], unique=False)
    op.create_index(op.f("ix_decisions_staff_id"), "decisions", ["staff_id"], unique=False)
    op.create_table(
        "findings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "pii.phone",
                "pii.email",
                "pii.address",
                "pii.handle",
                "pii.full_name",
                "pii.school",
                "pii.location",
                "pii.birthdate",
                "pii.id_number",
                "pii.credential",
                "conduct.off_platform",
                "conduct.meeting",
                "conduct.secrecy",
                "conduct.gift_money",
                "conduct.photo_request",
                "conduct.sexual",
                "conduct.romantic",
                "conduct.harassment",
                "conduct.hate",
                "conduct.profanity",
                "conduct.substance",
                "conduct.violence",
                "conduct.weapons",
                "conduct.solicitation",
                "crisis.self_harm",
                "crisis.abuse",
                "crisis.threat",
                "link.suspicious",
                "attachment.image",
                "attachment.unscannable",
                "attachment.type",
                "attachment.malware",
                "gate.expired",
                "gate.code_ack",
                "gate.permission",
                "system.unparseable",
                "system.parts_differ",
                "system.recipients",
                "system.identity_left",
                "system.scan_failed",
                "system.unscanned_language",
                "system.unauthenticated",
                "system.not_delivered",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "info",
                "low",
                "medium",
                "high",
                "critical",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("part", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("explanation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_findings_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_category", "findings", ["category", "message_id"], unique=False)
    op.create_index(op.f("ix_findings_message_id"), "findings", ["message_id"], unique=False)
    op.create_table(
        "flags",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("thread_id", sa.String(length=40), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column(
            "severity",
            sa.Enum(
                "info",
                "low",
                "medium",
                "high",
                "critical",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_flags_message_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_flags_staff_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_flags_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
    )
    op.create_index(op.f("ix_flags_message_id"), "flags", ["message_id"], unique=False)
    op.create_index(op.f("ix_flags_thread_id"), "flags", ["thread_id"], unique=False)
    op.create_table(
        "message_claims",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_claims_message_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_claims_staff_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_claims")),
    )
    op.create_index(op.f("ix_message_claims_staff_id"), "message_claims", ["staff_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_message_claims_staff_id"), table_name="message_claims")
    op.drop_table("message_claims")
    op.drop_index(op.f("ix_flags_thread_id"), table_name="flags")
    op.drop_index(op.f("ix_flags_message_id"), table_name="flags")
    op.drop_table("flags")
    op.drop_index(op.f("ix_findings_message_id"), table_name="findings")
    op.drop_index("ix_findings_category", table_name="findings")
    op.drop_table("findings")
    op.drop_index(op.f("ix_decisions_staff_id"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_message_id"), table_name="decisions")
    op.drop_table("decisions")
