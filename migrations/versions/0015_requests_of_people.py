"""Requests about personal data, planned erasures, recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "data_request",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_ms", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_data_request_person_id_person",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_data_request"),
    )
    op.create_index("ix_data_request_person_id", "data_request", ["person_id"])
    op.create_index(
        "ix_data_request_open",
        "data_request",
        ["due", "number"],
        sqlite_where=sa.text("done_ms IS NULL"),
        postgresql_where=sa.text("done_ms IS NULL"),
    )
    op.create_index("ix_data_request_done_ms", "data_request", ["done_ms"])
    op.create_table(
        "planned_erasure",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_planned_erasure_person_id_person",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_planned_erasure"),
    )
    op.create_index("ix_planned_erasure_due_ms", "planned_erasure", ["due_ms"])
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_recovery_code_person_id_person",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
    )
    op.create_index("uq_recovery_code_person_id", "recovery_code", ["person_id"], unique=True)


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("planned_erasure")
    op.drop_table("data_request")
