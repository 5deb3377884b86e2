"""A photo or a file can be removed from an entry and taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("removed_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    # An older release would count what was removed.
    op.execute("DELETE FROM evidence WHERE removed_ms IS NOT NULL")
    # By a statement: Alembic would write a new table on SQLite.
    op.execute("ALTER TABLE evidence DROP COLUMN removed_ms")
