"""Uploads that are in no entry yet, and an index of visitors who never joined."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "reference", name="pk_upload"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_upload_person_id_person", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_upload_at_ms", "upload", ["at_ms"])
    op.create_index("ix_upload_reference", "upload", ["reference"])
    op.create_index(
        "ix_person_visitor",
        "person",
        ["id"],
        sqlite_where=sa.text("joined_ms IS NULL"),
        postgresql_where=sa.text("joined_ms IS NULL"),
    )
    op.create_index(
        "ix_evidence_removed_ms",
        "evidence",
        ["removed_ms"],
        sqlite_where=sa.text("removed_ms IS NOT NULL"),
        postgresql_where=sa.text("removed_ms IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_evidence_removed_ms", table_name="evidence")
    op.drop_index("ix_person_visitor", table_name="person")
    op.drop_table("upload")
