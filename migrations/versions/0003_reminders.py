"""Reminders, the result of each due time, and the person's last address."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HAS_DUE = sa.text("next_due_ms IS NOT NULL")
_LAST_ADDRESS = """
UPDATE conversation SET channel = (
    SELECT a.channel FROM address a WHERE a.person_id = conversation.person_id
    ORDER BY a.created_ms DESC, a.channel LIMIT 1
), external_id = (
    SELECT a.external_id FROM address a WHERE a.person_id = conversation.person_id
    ORDER BY a.created_ms DESC, a.channel LIMIT 1
)
"""


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("reminder_key", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="on", nullable=False),
        sa.Column("paused_until", sa.String(length=10), nullable=True),
        sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reminder_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("reminder_key", name=op.f("uq_reminder_reminder_key")),
    )
    op.create_index("ix_reminder_person_id", "reminder", ["person_id"])
    op.create_index(
        "ix_reminder_due",
        "reminder",
        ["next_due_ms"],
        sqlite_where=_HAS_DUE,
        postgresql_where=_HAS_DUE,
    )
    op.create_table(
        "reminded",
        sa.Column("reminder_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("due_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"],
            ["reminder.id"],
            name=op.f("fk_reminded_reminder_id_reminder"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reminder_id", "due_ms", name=op.f("pk_reminded")),
    )
    op.add_column("conversation", sa.Column("channel", sa.String(length=16), nullable=True))
    op.add_column("conversation", sa.Column("external_id", sa.String(length=64), nullable=True))
    op.execute(_LAST_ADDRESS)


def downgrade() -> None:
    # By statements: Alembic would write a new table on SQLite for this.
    op.execute("ALTER TABLE conversation DROP COLUMN external_id")
    op.execute("ALTER TABLE conversation DROP COLUMN channel")
    op.drop_table("reminded")
    op.drop_index("ix_reminder_due", table_name="reminder")
    op.drop_index("ix_reminder_person_id", table_name="reminder")
    op.drop_table("reminder")
