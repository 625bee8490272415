"""Make the records of a program: groups, participants, pairs, masks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("paused_when_frozen", sa.Boolean(), nullable=False),
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


def downgrade() -> None:
    op.drop_index(
        "uq_masked_addresses_current",
        table_name="masked_addresses",
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_table("masked_addresses")
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
    op.drop_index("ix_gate_records_newest", table_name="gate_records")
    op.drop_table("gate_records")
    op.drop_table("participants")
    op.drop_table("groups")
