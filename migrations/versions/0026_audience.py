"""Whose audience somebody waits to see counted, and which later purposes somebody was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_WAITS = sa.text("counting IS NOT NULL")


def upgrade() -> None:
    op.add_column("conversation", sa.Column("counting", sa.String(20)))
    op.create_index(
        "ix_conversation_counting",
        "conversation",
        ["counting"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    asked = sa.Column("purposes_asked", sa.String(32), nullable=False, server_default=sa.text("''"))
    op.add_column("person", asked)


def downgrade() -> None:
    op.drop_index("ix_conversation_counting", "conversation")
    # By statements: Alembic would write new tables on SQLite, without their triggers.
    op.execute("ALTER TABLE person DROP COLUMN purposes_asked")
    op.execute("ALTER TABLE conversation DROP COLUMN counting")
