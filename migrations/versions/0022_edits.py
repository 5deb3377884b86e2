"""Messages that change in place: which earlier message a row changes, or takes the buttons from."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    for name in ("edits", "closes"):
        op.add_column("outbox", sa.Column(name, key))
    op.create_index(
        "ix_outbox_edits",
        "outbox",
        ["edits"],
        sqlite_where=sa.text("edits IS NOT NULL"),
        postgresql_where=sa.text("edits IS NOT NULL"),
    )
    op.add_column("conversation", sa.Column("prompt_row", key))


def downgrade() -> None:
    op.drop_index("ix_outbox_edits", "outbox")
    # By statements: Alembic would write new tables on SQLite for this.
    op.execute("ALTER TABLE conversation DROP COLUMN prompt_row")
    op.execute("ALTER TABLE outbox DROP COLUMN closes")
    op.execute("ALTER TABLE outbox DROP COLUMN edits")
