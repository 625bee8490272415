"""Make how participants' messages were sent, and the category of what is unlike that."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE = (
    "pii.phone pii.email pii.address pii.handle pii.full_name pii.school pii.location pii.birthdate pii.id_number"
    " pii.credential conduct.off_platform conduct.meeting conduct.secrecy conduct.gift_money conduct.photo_request"
    " conduct.sexual conduct.romantic conduct.harassment conduct.hate conduct.profanity conduct.substance"
    " conduct.violence conduct.weapons conduct.solicitation crisis.self_harm crisis.abuse crisis.threat"
    " link.suspicious attachment.image attachment.unscannable attachment.type attachment.malware gate.expired"
    " gate.code_ack gate.permission system.unparseable system.parts_differ system.recipients system.identity_left"
    " system.scan_failed system.unscanned_language system.unauthenticated system.not_delivered"
).split()
_AFTER = [*_BEFORE, "account.unfamiliar"]


def upgrade() -> None:
    op.create_table(
        "sendings",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_sendings_message_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_sendings_participant_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_sendings")),
    )
    op.create_index("ix_sendings_recent", "sendings", ["participant_id", "received_at", "message_id"], unique=False)
    _allow(_AFTER)


def downgrade() -> None:
    _refuse_what_it_told()
    _allow(_BEFORE)
    op.drop_index("ix_sendings_recent", table_name="sendings")
    op.drop_table("sendings")


def _refuse_what_it_told() -> None:
    """Raise RuntimeError where there are rows of the new category: to drop them would contradict the audit log."""
    told = sum(
        op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table} WHERE category = 'account.unfamiliar'")) or 0  # noqa: S608 -- ours
        for table in ("findings", "alerts")
    )
    if told:
        raise RuntimeError(
            f"revision 0012 cannot be undone: {told} findings or alerts say account.unfamiliar, which revision 0011"
            " does not know, and the audit log vouches for them; restore a backup of before the upgrade instead"
        )


def _allow(categories: list[str]) -> None:
    listed = ", ".join(f"'{category}'" for category in categories)
    for table in ("findings", "alerts"):
        # SQLite has no ALTER TABLE … DROP CONSTRAINT: there the table is written anew.
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(op.f(f"ck_{table}_category"), type_="check")
            altered.create_check_constraint(op.f(f"ck_{table}_category"), f"category IN ({listed})")
