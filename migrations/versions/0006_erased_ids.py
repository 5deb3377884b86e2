"""The number of an erased person is never used again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = (
    "id, locale, ward, resident_group, age_band, joined_ms, consents, demo, quiet_from, quiet_to,"
    " weekly_most, created_ms"
)
_KNOW_PEOPLE = (
    "activity", "address", "consent", "conversation", "goal", "link_code", "outbox", "pause",
    "rating", "reminder", "self_check",
)  # fmt: skip


def upgrade() -> None:
    # PostgreSQL's sequence never goes back.
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(autoincrement=True)
        _begin_after_the_last()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(autoincrement=False)


def _write_anew(*, autoincrement: bool) -> None:
    """Rebuild the table: SQLite can add or remove AUTOINCREMENT in no other way."""
    if op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("with foreign keys on, the drop would erase every notebook")
    op.create_table(
        "person_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("ward", sa.String(length=5), nullable=True),
        sa.Column("resident_group", sa.String(length=16), nullable=True),
        sa.Column("age_band", sa.String(length=8), nullable=True),
        sa.Column("joined_ms", sa.BigInteger(), nullable=True),
        sa.Column("consents", sa.String(length=64), server_default="", nullable=False),
        sa.Column("demo", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("weekly_most", sa.Integer(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=autoincrement,
    )
    op.execute(f"INSERT INTO person_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM person")
    op.drop_table("person")  # and its index
    op.rename_table("person_anew", "person")
    op.create_index("ix_person_ward_id", "person", ["ward", "id"])


def _begin_after_the_last() -> None:
    """Set the next number above every number that any row still mentions."""
    told = " UNION ALL ".join(
        [
            "SELECT max(id) AS number FROM person",
            "SELECT max(after_person) FROM announcing",
            *(f"SELECT max(person_id) FROM {table}" for table in _KNOW_PEOPLE),
        ]
    )
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'person'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq)"
        f" SELECT 'person', coalesce(max(number), 0) FROM ({told})"
    )
