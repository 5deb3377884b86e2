"""An address, an update and an outgoing message belong to an account of their channel."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("address", "conversation", "hold", "inbox", "outbox")
_KEYS = {
    "address": ("channel", "external_id"),
    "hold": ("channel",),
    "inbox": ("channel", "update_id"),
}
_OPEN = {
    "ix_outbox_open": "done_ms IS NULL",
    "ix_outbox_open_reminder": "done_ms IS NULL AND kind = 'reminder'",
    "ix_outbox_open_reply": "done_ms IS NULL AND kind IN ('reply', 'receipt')",
}
_SEVERAL = (
    "the table {table} has rows of several accounts on {channel}, and without accounts one bot "
    "would speak for another. Go back to a copy of the database from before this release"
)


def upgrade() -> None:
    _drop_indexes("channel")
    for table in _TABLES:
        if _is_sqlite() and table in _KEYS:
            _write_anew(table, with_account=True)
            continue
        op.add_column(table, _account())
        if table in _KEYS:
            channel, *others = _KEYS[table]
            op.drop_constraint(f"pk_{table}", table, type_="primary")
            op.create_primary_key(f"pk_{table}", table, [channel, "account", *others])
    _create_indexes("channel", "account")


def downgrade() -> None:
    _refuse_several()
    _drop_indexes("channel", "account")
    for table in _TABLES:
        if _is_sqlite() and table in _KEYS:
            _write_anew(table, with_account=False)
            continue
        if table in _KEYS:
            op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.drop_column(table, "account")
        if table in _KEYS:
            op.create_primary_key(f"pk_{table}", table, list(_KEYS[table]))
    _create_indexes("channel")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _account() -> sa.Column[str]:
    return sa.Column("account", sa.String(length=32), server_default=sa.text("''"), nullable=False)


def _refuse_several() -> None:
    """Say no to a way back on which one bot would get the rows of another."""
    for table in _TABLES:
        found = op.get_bind().exec_driver_sql(
            f"SELECT channel FROM {table} GROUP BY channel HAVING count(DISTINCT account) > 1"
        )
        for (channel,) in found:
            raise CommandError(_SEVERAL.format(table=table, channel=channel))


# --- indexes --------------------------------------------------------------------------------------


def _drop_indexes(*first: str) -> None:
    for name in (*_OPEN, _history_index(first)):
        op.drop_index(name, table_name="outbox")


def _create_indexes(*first: str) -> None:
    for name, where in _OPEN.items():
        op.create_index(
            name,
            "outbox",
            [*first, "state", "due_ms", "id"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index(_history_index(first), "outbox", [*first, "external_id", "id"])


def _history_index(first: tuple[str, ...]) -> str:
    return f"ix_outbox_{'_'.join(first)}_external_id_id"


# --- SQLite ---------------------------------------------------------------------------------------


def _write_anew(table: str, *, with_account: bool) -> None:
    """SQLite can give a table another primary key only by a new table in its place."""
    if op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("with foreign keys on, a table must not be dropped")
    columns, constraints, index = _parts_of(table)
    account = [_account()] if with_account else []
    channel, *others = _KEYS[table]
    key = [channel, *(["account"] if with_account else []), *others]
    anew = f"{table}_anew"
    op.create_table(
        anew,
        columns[0],
        *account,
        *columns[1:],
        *constraints,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
    )
    names = ", ".join(each.name for each in columns)
    op.execute(f"INSERT INTO {anew} ({names}) SELECT {names} FROM {table}")
    op.drop_table(table)  # and its index
    op.rename_table(anew, table)
    if index is not None:
        op.create_index(f"ix_{table}_{index}", table, [index])


def _parts_of(
    table: str,
) -> tuple[list[sa.Column[Any]], list[sa.ForeignKeyConstraint], str | None]:
    """The columns as they are but the account, the foreign keys, and which column is indexed."""
    channel = sa.Column("channel", sa.String(length=16), nullable=False)
    if table == "hold":
        columns: list[sa.Column[Any]] = [
            channel,
            sa.Column("until_ms", sa.BigInteger(), nullable=False),
            sa.Column("why", sa.String(length=64), nullable=False),
        ]
        return columns, [], None
    if table == "inbox":
        columns = [
            channel,
            sa.Column("update_id", sa.String(length=80), nullable=False),
            sa.Column("at_ms", sa.BigInteger(), nullable=False),
        ]
        return columns, [], "at_ms"
    columns = [
        channel,
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("blocked_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
    ]
    person = sa.ForeignKeyConstraint(
        ["person_id"],
        ["person.id"],
        name=op.f("fk_address_person_id_person"),
        ondelete="CASCADE",
    )
    return columns, [person], "person_id"
