"""Announcements: one per person and source, deadlines, and a person's own limits."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNASKED = sa.text("source IS NOT NULL")
_OPEN = sa.text("done_ms IS NULL")
_OPEN_REPLY = sa.text("done_ms IS NULL AND kind IN ('reply', 'receipt')")
_OPEN_REMINDER = sa.text("done_ms IS NULL AND kind = 'reminder'")


def upgrade() -> None:
    op.create_table(
        "announcing",
        sa.Column("source", sa.String(length=48), nullable=False),
        sa.Column("ward", sa.String(length=9), nullable=False),
        sa.Column("after_person", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("begun_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("source", "ward", name=op.f("pk_announcing")),
    )
    op.add_column("outbox", sa.Column("source", sa.String(length=48), nullable=True))
    op.add_column("outbox", sa.Column("until_ms", sa.BigInteger(), nullable=True))
    op.create_index(
        "uq_outbox_person_id_source",
        "outbox",
        ["person_id", "source"],
        unique=True,
        sqlite_where=_UNASKED,
        postgresql_where=_UNASKED,
    )
    # With the id: a million rows of one due time are walked in order, never sorted.
    op.drop_index("ix_outbox_open", table_name="outbox")
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["channel", "state", "due_ms", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_outbox_open_reply",
        "outbox",
        ["channel", "state", "due_ms", "id"],
        sqlite_where=_OPEN_REPLY,
        postgresql_where=_OPEN_REPLY,
    )
    op.create_index(
        "ix_outbox_open_reminder",
        "outbox",
        ["channel", "state", "due_ms", "id"],
        sqlite_where=_OPEN_REMINDER,
        postgresql_where=_OPEN_REMINDER,
    )
    op.add_column("person", sa.Column("quiet_from", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("quiet_to", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("weekly_most", sa.Integer(), nullable=True))
    op.create_index("ix_person_ward_id", "person", ["ward", "id"])


def downgrade() -> None:
    op.drop_index("ix_person_ward_id", table_name="person")
    # By statements: Alembic would write a new table on SQLite for this.
    for column in ("weekly_most", "quiet_to", "quiet_from"):
        op.execute(f"ALTER TABLE person DROP COLUMN {column}")
    op.drop_index("ix_outbox_open_reminder", table_name="outbox")
    op.drop_index("ix_outbox_open_reply", table_name="outbox")
    op.drop_index("ix_outbox_open", table_name="outbox")
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["channel", "state", "due_ms"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_index("uq_outbox_person_id_source", table_name="outbox")
    op.execute("ALTER TABLE outbox DROP COLUMN until_ms")
    op.execute("ALTER TABLE outbox DROP COLUMN source")
    op.drop_table("announcing")
