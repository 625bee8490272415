"""Make threads and messages, with their archived bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("lease_losses", sa.Integer(), nullable=False),
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
    op.create_index(
        "ix_messages_stopped",
        "messages",
        ["author_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('held', 'rejected')"),
        postgresql_where=sa.text("state IN ('held', 'rejected')"),
    )
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


def downgrade() -> None:
    op.drop_table("message_bodies")
    op.drop_index("ix_known_message_ids_hash", table_name="known_message_ids")
    op.drop_table("known_message_ids")
    op.drop_index(
        "ix_messages_to_scan",
        table_name="messages",
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
    op.drop_index("ix_messages_thread", table_name="messages")
    op.drop_index(
        "ix_messages_stopped",
        table_name="messages",
        sqlite_where=sa.text("state IN ('held', 'rejected')"),
        postgresql_where=sa.text("state IN ('held', 'rejected')"),
    )
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
