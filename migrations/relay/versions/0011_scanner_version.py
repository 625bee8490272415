"""Give a decision more room for the versions that it rests on: ClamAV's stands there too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _change(80, 200)


def downgrade() -> None:
    long = op.get_bind().scalar(sa.text("SELECT count(*) FROM decisions WHERE length(scanner_version) > 80"))
    if long:
        raise RuntimeError(
            f"revision 0011 cannot be undone: {long} decisions name versions longer than revision 0010 can hold, and"
            " the audit log vouches for them; restore a backup of before the upgrade instead"
        )
    _change(200, 80)


def _change(old: int, new: int) -> None:
    # SQLite has no ALTER COLUMN: there the table is written anew.
    with op.batch_alter_table("decisions") as decisions:
        decisions.alter_column(
            "scanner_version",
            existing_type=sa.String(length=old),
            type_=sa.String(length=new),
            existing_nullable=False,
        )
