"""Parts of an album wait in the inbox; hashes tell whether an edit changes what a message says."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WAITING = "waiting IS NOT NULL"


def upgrade() -> None:
    op.add_column(
        "conversation",
        sa.Column("versions", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("inbox", sa.Column("waiting", sa.Text(), nullable=True))
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["channel", "account"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )


def downgrade() -> None:
    waiting = op.get_bind().exec_driver_sql(f"SELECT count(*) FROM inbox WHERE {_WAITING}")
    if waiting.scalar():
        raise CommandError(
            "pictures of an album wait in the table inbox, and an older release would lose them. "
            "Start this release once more, and stop it"
        )
    op.drop_index("ix_inbox_waiting", table_name="inbox")
    # By statements: Alembic would write new tables on SQLite for these.
    op.execute("ALTER TABLE inbox DROP COLUMN waiting")
    op.execute("ALTER TABLE conversation DROP COLUMN versions")
