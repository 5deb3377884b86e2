"""Columns that hold sealed values have room for them. SQLite knows no lengths: nothing to do."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("address", "external_id", 64),
    ("conversation", "external_id", 64),
    ("outbox", "external_id", 64),
    ("push_subscription", "external_id", 64),
    ("push_subscription", "p256dh", 88),
    ("push_subscription", "auth", 24),
    ("secret", "value", 128),
)
_SEALED = (
    "SELECT count(*) FROM secret WHERE name = 'id_key'"
    " AND (EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM outbox))"
)
_KEYS = "name IN ('id_key', 'sealed', 'resealed') OR name LIKE 'data_key:%' OR value LIKE '~%'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column, _length in _COLUMNS:
            op.alter_column(table, column, type_=sa.Text())


def downgrade() -> None:
    if op.get_bind().scalar(sa.text(_SEALED)):
        raise CommandError(
            "its values are encrypted, and the release before cannot open them. Restore the backup "
            "that was made before the upgrade"
        )
    op.execute(sa.text(f"DELETE FROM secret WHERE {_KEYS.replace(':', chr(92) + ':')}"))
    if op.get_bind().dialect.name == "postgresql":
        for table, column, length in _COLUMNS:
            op.alter_column(table, column, type_=sa.String(length))
