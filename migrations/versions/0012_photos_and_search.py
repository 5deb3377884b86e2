"""A photo or a file can be removed from an entry and taken back; entries are found by words."""

import sqlalchemy as sa
from alembic import op

from bot.domain.learning.searching import searchable

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SLICE = 1000


def upgrade() -> None:
    op.add_column("evidence", sa.Column("removed_ms", sa.BigInteger(), nullable=True))
    op.add_column(
        "activity",
        sa.Column("searchable", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    _fill_in()


def _fill_in() -> None:
    """Write the searched words of the entries that there are, by slices of their rows."""
    activity = sa.table("activity", *map(sa.column, ("id", "title", "provider", "searchable")))
    after = 0
    while True:
        rows = (
            op.get_bind()
            .execute(
                sa.select(activity.c.id, activity.c.title, activity.c.provider)
                .where(activity.c.id > after)
                .order_by(activity.c.id)
                .limit(_SLICE)
            )
            .all()
        )
        if not rows:
            return
        op.get_bind().execute(
            sa.update(activity)
            .where(activity.c.id == sa.bindparam("row"))
            .values(searchable=sa.bindparam("words")),
            [{"row": row, "words": searchable(title, provider)} for row, title, provider in rows],
        )
        after = rows[-1].id


def downgrade() -> None:
    # An older release would count what was removed.
    op.execute("DELETE FROM evidence WHERE removed_ms IS NOT NULL")
    # By statements: Alembic would write new tables on SQLite for these.
    op.execute("ALTER TABLE evidence DROP COLUMN removed_ms")
    op.execute("ALTER TABLE activity DROP COLUMN searchable")
