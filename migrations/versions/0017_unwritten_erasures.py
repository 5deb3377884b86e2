"""Erasures that the journal beside the database does not have yet."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unwritten_erasure",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("erased", sa.BigInteger(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_unwritten_erasure"),
    )


def downgrade() -> None:
    op.drop_table("unwritten_erasure")
