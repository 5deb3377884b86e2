"""Proofs of erasures, and files that are deleted after what referred to them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_erasure"),
    )
    op.create_table(
        "doomed_file",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_doomed_file"),
    )
    op.create_index("ix_evidence_reference", "evidence", ["reference"])


def downgrade() -> None:
    op.drop_index("ix_evidence_reference", table_name="evidence")
    op.drop_table("doomed_file")
    op.drop_table("erasure")
