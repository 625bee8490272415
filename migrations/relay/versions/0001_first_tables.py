"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "audit_counters",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_counters")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("tick", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_events_seq")),
    )
    op.create_index("ix_audit_events_subject", "audit_events", ["subject", "seq"], unique=False)
    op.create_index(
        "ix_audit_events_unnumbered",
        "audit_events",
        ["tick"],
        unique=False,
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column(
            "supervision",
            sa.Enum(
                "hold_all",
                "hold_first_n",
                "rules",
                name="supervision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("supervision_n", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column(
            "role",
            sa.Enum("mentor", "student", name="role", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("given_name", sa.LargeBinary(), nullable=False),
        sa.Column("family_name", sa.LargeBinary(), nullable=False),
        sa.Column("birth_year", sa.LargeBinary(), nullable=True),
        sa.Column("guardian_email", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("guardian_language", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "monitor",
                "safeguarding_lead",
                "administrator",
                "evaluator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("blind_index", name=op.f("uq_staff_blind_index")),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "expired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("error", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_messages", sa.Integer(), nullable=False),
        sa.Column("lease_messages_done", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_exports_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_staff_id"), "exports", ["staff_id"], unique=False)
    op.create_index(op.f("ix_exports_status"), "exports", ["status"], unique=False)
    op.create_table(
        "gate_records",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_gate_records_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_records")),
    )
    op.create_index(
        "ix_gate_records_newest", "gate_records", ["participant_id", "gate", "recorded_at", "id"], unique=False
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_idempotency_keys_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.Column("mentor_id", sa.String(length=40), nullable=False),
        sa.Column("student_id", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "active",
                "paused",
                "frozen",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.LargeBinary(), nullable=True),
        sa.Column(
            "supervision",
            sa.Enum(
                "hold_all",
                "hold_first_n",
                "rules",
                name="supervision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("supervision_n", sa.Integer(), nullable=True),
        sa.Column("supervision_rationale", sa.LargeBinary(), nullable=True),
        sa.Column("age_rule_lifted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_pairs_group_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["participants.id"], name=op.f("fk_pairs_mentor_id")),
        sa.ForeignKeyConstraint(["student_id"], ["participants.id"], name=op.f("fk_pairs_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
    )
    op.create_index(op.f("ix_pairs_group_id"), "pairs", ["group_id"], unique=False)
    op.create_index(op.f("ix_pairs_mentor_id"), "pairs", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_pairs_student_id"), "pairs", ["student_id"], unique=False)
    op.create_index(
        "uq_pairs_open_members",
        "pairs",
        ["group_id", "mentor_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_table(
        "participant_addresses",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_participant_addresses_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_addresses")),
    )
    op.create_index(
        op.f("ix_participant_addresses_blind_index"), "participant_addresses", ["blind_index"], unique=False
    )
    op.create_index(
        "uq_participant_addresses_current",
        "participant_addresses",
        ["participant_id", "blind_index"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "uq_participant_addresses_primary",
        "participant_addresses",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND removed_at IS NULL"),
        postgresql_where=sa.text("is_primary AND removed_at IS NULL"),
    )
    op.create_table(
        "staff_conflicts",
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_staff_conflicts_participant_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_conflicts_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "participant_id", name=op.f("pk_staff_conflicts")),
    )
    op.create_table(
        "staff_groups",
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_staff_groups_group_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_groups_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "group_id", name=op.f("pk_staff_groups")),
    )
    op.create_index(op.f("ix_staff_groups_group_id"), "staff_groups", ["group_id"], unique=False)
    op.create_table(
        "staff_tokens",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_tokens_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_tokens_token_hash")),
    )
    op.create_index(op.f("ix_staff_tokens_staff_id"), "staff_tokens", ["staff_id"], unique=False)
    op.create_table(
        "masked_addresses",
        sa.Column("local_part", sa.String(length=64), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_masked_addresses_pair_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_masked_addresses_participant_id")
        ),
        sa.PrimaryKeyConstraint("local_part", name=op.f("pk_masked_addresses")),
    )
    op.create_index(
        "uq_masked_addresses_current",
        "masked_addresses",
        ["pair_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_threads_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_created", "threads", ["created_at", "id"], unique=False)
    op.create_index("ix_threads_pair_subject", "threads", ["pair_id", "subject_hash"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "mask",
                "concern",
                "abuse",
                "postmaster",
                "help",
                "bounce",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pair_id", sa.String(length=40), nullable=True),
        sa.Column("group_id", sa.String(length=40), nullable=True),
        sa.Column("thread_id", sa.String(length=40), nullable=True),
        sa.Column("author_id", sa.String(length=40), nullable=True),
        sa.Column(
            "direction",
            sa.Enum(
                "mentor_to_student",
                "student_to_mentor",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "held",
                "approved",
                "delivered",
                "rejected",
                "discarded",
                "failed",
                "kept",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("content_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("repeat_hash", sa.LargeBinary(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("authentication", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
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
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column(
            "review",
            sa.Enum("none", "pending", "done", name="review", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("review_verdict", sa.String(length=40), nullable=True),
        sa.Column("redactions", sa.JSON(), nullable=False),
        sa.Column("released_by", sa.String(length=40), nullable=True),
        sa.Column("release_overrides_freeze", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_person_action", sa.String(length=20), nullable=True),
        sa.Column("second_person_after", sa.String(length=40), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("lease_expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["participants.id"], name=op.f("fk_messages_author_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_messages_group_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_messages_pair_id")),
        sa.ForeignKeyConstraint(["released_by"], ["staff.id"], name=op.f("fk_messages_released_by")),
        sa.ForeignKeyConstraint(["second_person_after"], ["staff.id"], name=op.f("fk_messages_second_person_after")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_messages_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_author_id"), "messages", ["author_id"], unique=False)
    op.create_index(
        "ix_messages_grave",
        "messages",
        ["severity_rank", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("severity_rank >= 0"),
        postgresql_where=sa.text("severity_rank >= 0"),
    )
    op.create_index("ix_messages_group", "messages", ["group_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_messages_group_queue",
        "messages",
        ["group_id", "severity_rank", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_messages_group_review",
        "messages",
        ["group_id", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("review = 'pending'"),
        postgresql_where=sa.text("review = 'pending'"),
    )
    op.create_index("ix_messages_pair", "messages", ["pair_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_messages_queue",
        "messages",
        ["severity_rank", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_messages_received", "messages", ["received_at", "id"], unique=False)
    op.create_index("ix_messages_repeat", "messages", ["repeat_hash", "received_at"], unique=False)
    op.create_index(
        "ix_messages_review",
        "messages",
        ["received_at", "id"],
        unique=False,
        sqlite_where=sa.text("review = 'pending'"),
        postgresql_where=sa.text("review = 'pending'"),
    )
    op.create_index("ix_messages_state", "messages", ["state", "received_at", "id"], unique=False)
    op.create_index("ix_messages_thread", "messages", ["thread_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_messages_to_scan",
        "messages",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
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
        "known_message_ids",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column(
            "known_to",
            sa.Enum("mentor", "student", name="known_to", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("known_hash", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_known_message_ids_message_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_known_message_ids_pair_id")),
        sa.PrimaryKeyConstraint("message_id", "known_to", name=op.f("pk_known_message_ids")),
    )
    op.create_index("ix_known_message_ids_hash", "known_message_ids", ["pair_id", "known_hash"], unique=False)
    op.create_table(
        "message_bodies",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_bodies_message_id")),
        sa.PrimaryKeyConstraint("message_id", "chunk", name=op.f("pk_message_bodies")),
    )
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
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_bodies_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", "chunk", name=op.f("pk_delivery_bodies")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
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
    op.drop_index(op.f("ix_message_claims_staff_id"), table_name="message_claims")
    op.drop_table("message_claims")
    op.drop_table("message_bodies")
    op.drop_index("ix_known_message_ids_hash", table_name="known_message_ids")
    op.drop_table("known_message_ids")
    op.drop_index(op.f("ix_flags_thread_id"), table_name="flags")
    op.drop_index(op.f("ix_flags_message_id"), table_name="flags")
    op.drop_table("flags")
    op.drop_index(op.f("ix_findings_message_id"), table_name="findings")
    op.drop_index("ix_findings_category", table_name="findings")
    op.drop_table("findings")
    op.drop_index(op.f("ix_decisions_staff_id"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_message_id"), table_name="decisions")
    op.drop_table("decisions")
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
    op.drop_index(
        "ix_messages_to_scan",
        table_name="messages",
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
    op.drop_index("ix_messages_thread", table_name="messages")
    op.drop_index("ix_messages_state", table_name="messages")
    op.drop_index(
        "ix_messages_review",
        table_name="messages",
        sqlite_where=sa.text("review = 'pending'"),
        postgresql_where=sa.text("review = 'pending'"),
    )
    op.drop_index("ix_messages_repeat", table_name="messages")
    op.drop_index("ix_messages_received", table_name="messages")
    op.drop_index(
        "ix_messages_queue",
        table_name="messages",
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.drop_index("ix_messages_pair", table_name="messages")
    op.drop_index(
        "ix_messages_group_review",
        table_name="messages",
        sqlite_where=sa.text("review = 'pending'"),
        postgresql_where=sa.text("review = 'pending'"),
    )
    op.drop_index(
        "ix_messages_group_queue",
        table_name="messages",
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.drop_index("ix_messages_group", table_name="messages")
    op.drop_index(
        "ix_messages_grave",
        table_name="messages",
        sqlite_where=sa.text("severity_rank >= 0"),
        postgresql_where=sa.text("severity_rank >= 0"),
    )
    op.drop_index(op.f("ix_messages_author_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index("ix_threads_pair_subject", table_name="threads")
    op.drop_index("ix_threads_created", table_name="threads")
    op.drop_table("threads")
    op.drop_index(
        "uq_masked_addresses_current",
        table_name="masked_addresses",
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_table("masked_addresses")
    op.drop_index(op.f("ix_staff_tokens_staff_id"), table_name="staff_tokens")
    op.drop_table("staff_tokens")
    op.drop_index(op.f("ix_staff_groups_group_id"), table_name="staff_groups")
    op.drop_table("staff_groups")
    op.drop_table("staff_conflicts")
    op.drop_index(
        "uq_participant_addresses_primary",
        table_name="participant_addresses",
        sqlite_where=sa.text("is_primary AND removed_at IS NULL"),
        postgresql_where=sa.text("is_primary AND removed_at IS NULL"),
    )
    op.drop_index(
        "uq_participant_addresses_current",
        table_name="participant_addresses",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_participant_addresses_blind_index"), table_name="participant_addresses")
    op.drop_table("participant_addresses")
    op.drop_index(
        "uq_pairs_open_members",
        table_name="pairs",
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index(op.f("ix_pairs_student_id"), table_name="pairs")
    op.drop_index(op.f("ix_pairs_mentor_id"), table_name="pairs")
    op.drop_index(op.f("ix_pairs_group_id"), table_name="pairs")
    op.drop_table("pairs")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index("ix_gate_records_newest", table_name="gate_records")
    op.drop_table("gate_records")
    op.drop_index(op.f("ix_exports_status"), table_name="exports")
    op.drop_index(op.f("ix_exports_staff_id"), table_name="exports")
    op.drop_table("exports")
    op.drop_table("staff")
    op.drop_table("participants")
    op.drop_table("groups")
    op.drop_index(
        "ix_audit_events_unnumbered",
        table_name="audit_events",
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.drop_index("ix_audit_events_subject", table_name="audit_events")
    op.drop_table("audit_events")
    op.drop_table("audit_counters")
