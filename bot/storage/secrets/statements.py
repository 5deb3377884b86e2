"""The statements of secrets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import column, literal_column, or_, select, table

from bot.storage.engine.constructs import (
    DialectName,
    insert_into,
    new_row,
    param,
)
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person
from bot.storage.secrets.tables import plain_secret, secret

GET_SECRET = Statement("get_secret", select(secret.c.value).where(secret.c.name == param("name")))
ADD_SECRET = Statement("add_secret", lambda dialect: new_row(secret, dialect))

# --- what is not sealed --------------------------------------------------------------------------

SEALED_MARK = "sealed"

_ROW = {"name": param("name"), "value": param("value")}


def _set_plain(dialect: DialectName) -> Any:
    row = insert_into(plain_secret, dialect).values(_ROW)
    return row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value})


KEY_ROWS = Statement(
    "key_rows",
    select(plain_secret.c.name, plain_secret.c.value).where(
        or_(
            plain_secret.c.name.like(literal_column("'data_key:%'")),
            plain_secret.c.name == literal_column("'id_key'"),
        )
    ),
)
ADD_PLAIN_SECRET = Statement(
    "add_plain_secret",
    lambda dialect: (
        insert_into(plain_secret, dialect)
        .values(_ROW)
        .on_conflict_do_nothing()
        .returning(plain_secret.c.name)
    ),
)
GET_PLAIN_SECRET = Statement(
    "get_plain_secret",
    select(plain_secret.c.value).where(plain_secret.c.name == param("name")),
)
SET_PLAIN_SECRET = Statement("set_plain_secret", _set_plain)
MARK_ROW = Statement(
    "mark_row",
    select(plain_secret.c.name).where(plain_secret.c.name == literal_column(f"'{SEALED_MARK}'")),
)
_DRAWN = ("web", "push", "journal")

# Not from its wing, which keeps a secret for its journal.
_DOOMED_FILE = table("doomed_file", column("reference"))

# Every sealed row belongs to a person, was said to one, or is a secret.
ANY_DATA = Statement(
    "any_data",
    select(literal_column("1")).where(
        or_(
            select(person.c.id).exists(),
            select(outbox.c.id).exists(),
            select(_DOOMED_FILE.c.reference).exists(),
            select(secret.c.name)
            .where(secret.c.name.in_([literal_column(f"'{name}_key'") for name in _DRAWN]))
            .exists(),
        )
    ),
)
