"""A reminder may come once, on a day of its own, and may name what it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("on_day", sa.String(length=10), nullable=True))
    op.add_column(
        "reminder", sa.Column("topic", sa.Text(), server_default=sa.text("''"), nullable=False)
    )


def downgrade() -> None:
    # A one-off that is still to come stays due at its moment; `days` has its weekday.
    # By statements: Alembic would write new tables on SQLite for these.
    op.execute("ALTER TABLE reminder DROP COLUMN topic")
    op.execute("ALTER TABLE reminder DROP COLUMN on_day")
