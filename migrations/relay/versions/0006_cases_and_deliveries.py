"""Make concerns, alerts, and the queue of what goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "crisis",
                "concern",
                "abuse",
                "postmaster",
                "question",
                "staff",
                "relay",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("open", "closed", name="status", native_enum=False, create_constraint=True, length=40),
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
        sa.Column("group_id", sa.String(length=40), nullable=True),
        sa.Column("pair_id", sa.String(length=40), nullable=True),
        sa.Column("participant_id", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("holds_pair", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("close_reason", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_concerns_closed_by")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_concerns_group_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_concerns_message_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_concerns_opened_by")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_concerns_pair_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_concerns_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index(op.f("ix_concerns_group_id"), "concerns", ["group_id"], unique=False)
    op.create_index(
        "ix_concerns_holding",
        "concerns",
        ["pair_id"],
        unique=False,
        sqlite_where=sa.text("holds_pair AND status = 'open'"),
        postgresql_where=sa.text("holds_pair AND status = 'open'"),
    )
    op.create_index(op.f("ix_concerns_message_id"), "concerns", ["message_id"], unique=False)
    op.create_index(op.f("ix_concerns_pair_id"), "concerns", ["pair_id"], unique=False)
    op.create_index("ix_concerns_status", "concerns", ["status", "opened_at", "id"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("concern_id", sa.String(length=40), nullable=True),
        sa.Column("group_id", sa.String(length=40), nullable=True),
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
            nullable=True,
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
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["staff.id"], name=op.f("fk_alerts_acknowledged_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_alerts_concern_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_alerts_group_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_alerts_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_created", "alerts", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_alerts_group_id"), "alerts", ["group_id"], unique=False)
    op.create_index(op.f("ix_alerts_message_id"), "alerts", ["message_id"], unique=False)
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    op.create_table(
        "concern_notes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("concern_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_concern_notes_concern_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_concern_notes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_notes")),
    )
    op.create_index(op.f("ix_concern_notes_concern_id"), "concern_notes", ["concern_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("relay", "notice", "staff", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("concern_id", sa.String(length=40), nullable=True),
        sa.Column("alert_id", sa.String(length=40), nullable=True),
        sa.Column("participant_id", sa.String(length=40), nullable=True),
        sa.Column("staff_id", sa.String(length=40), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("verp_token", sa.String(length=64), nullable=False),
        sa.Column("help_token", sa.String(length=64), nullable=True),
        sa.Column("message_header_id", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "delivered",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_losses", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_deliveries_alert_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_deliveries_concern_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_deliveries_participant_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_deliveries_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("help_token", name=op.f("uq_deliveries_help_token")),
        sa.UniqueConstraint("verp_token", name=op.f("uq_deliveries_verp_token")),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(op.f("ix_deliveries_message_id"), "deliveries", ["message_id"], unique=False)
    op.create_index("ix_deliveries_told", "deliveries", ["participant_id", "template", "created_at"], unique=False)
    op.create_index(
        "uq_deliveries_open_relay",
        "deliveries",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'relay' AND state = 'queued'"),
        postgresql_where=sa.text("kind = 'relay' AND state = 'queued'"),
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("delivery_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("enhanced_code", sa.String(length=20), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_attempts_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempts")),
        sa.UniqueConstraint("delivery_id", "number", name=op.f("uq_delivery_attempts_delivery_id_number")),
    )
    op.create_table(
        "delivery_bodies",
        sa.Column("delivery_id", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_bodies_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", "attempt", "chunk", name=op.f("pk_delivery_bodies")),
    )


def downgrade() -> None:
    op.drop_table("delivery_bodies")
    op.drop_table("delivery_attempts")
    op.drop_index(
        "uq_deliveries_open_relay",
        table_name="deliveries",
        sqlite_where=sa.text("kind = 'relay' AND state = 'queued'"),
        postgresql_where=sa.text("kind = 'relay' AND state = 'queued'"),
    )
    op.drop_index("ix_deliveries_told", table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_message_id"), table_name="deliveries")
    op.drop_index(
        "ix_deliveries_due",
        table_name="deliveries",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_concern_notes_concern_id"), table_name="concern_notes")
    op.drop_table("concern_notes")
    op.drop_index(
        "ix_alerts_open",
        table_name="alerts",
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    op.drop_index(op.f("ix_alerts_message_id"), table_name="alerts")
    op.drop_index(op.f("ix_alerts_group_id"), table_name="alerts")
    op.drop_index("ix_alerts_created", table_name="alerts")
    op.drop_table("alerts")
    op.drop_index("ix_concerns_status", table_name="concerns")
    op.drop_index(op.f("ix_concerns_pair_id"), table_name="concerns")
    op.drop_index(op.f("ix_concerns_message_id"), table_name="concerns")
    op.drop_index(
        "ix_concerns_holding",
        table_name="concerns",
        sqlite_where=sa.text("holds_pair AND status = 'open'"),
        postgresql_where=sa.text("holds_pair AND status = 'open'"),
    )
    op.drop_index(op.f("ix_concerns_group_id"), table_name="concerns")
    op.drop_table("concerns")
