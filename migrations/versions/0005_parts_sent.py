"""The number of sent parts of an outbox row."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("parts_sent", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    # By a statement: Alembic would write a new table on SQLite for this.
    op.execute("ALTER TABLE outbox DROP COLUMN parts_sent")
