"""Constructs that statements are built from: parameters, lists, inserts of either dialect."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    BindParameter,
    String,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from bot.storage.engine.columns import SealedId, SealedIds

DialectName: TypeAlias = Literal["sqlite", "postgresql"]


def param(name: str, kind: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A parameter that gets its value when the statement is run, and must get one.

    It has the type of the column that it is compared with or written to; elsewhere `kind`.
    """
    return bindparam(name, required=True, type_=kind)


def in_json(what: Any, name: str, dialect: DialectName, kind: Any = String) -> Any:
    """True where something is in a parameter that is a JSON list of texts or numbers.

    On PostgreSQL an array: of a query it would take 100 members, and read a whole table for one.
    Where the something is a sealed id, so is each of the list when the statement is run.
    """
    listed = param(name, SealedIds() if isinstance(what.type, SealedId) else None)
    if dialect == "sqlite":
        return what.in_(select(column("value")).select_from(func.json_each(listed)))
    each = func.jsonb_array_elements_text(cast(listed, postgresql.JSONB)).table_valued("value")
    array = func.array(select(cast(each.c.value, kind)).scalar_subquery())
    return what == any_(cast(array, postgresql.ARRAY(kind)))


def json_rows(name: str, dialect: DialectName, **columns: Any) -> Any:
    """A parameter that is a JSON list of lists, as a query of rows with these columns."""
    if dialect == "sqlite":
        each = func.json_each(param(name)).table_valued("value")
        fields: list[Any] = [
            func.json_extract(each.c.value, literal_column(f"'$[{place}]'"))
            for place in range(len(columns))
        ]
    else:
        each = func.jsonb_array_elements(cast(param(name), postgresql.JSONB)).table_valued("value")
        fields = [each.c.value.op("->>")(literal_column(str(n))) for n in range(len(columns))]
    named = zip(fields, columns.items(), strict=True)
    return select(*(cast(field, kind).label(column) for field, (column, kind) in named))


def insert_into(table: Any, dialect: DialectName) -> Any:
    """An insert of this dialect, which can say what happens to an existing row."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def new_row(table: Any, dialect: DialectName, *skip: str) -> Any:
    """An insert that leaves an existing row alone; columns in `skip` get their defaults."""
    values = {c.name: param(c.name) for c in table.columns if c.name not in skip}
    return insert_into(table, dialect).values(values).on_conflict_do_nothing()


def renewed_row(table: Any, dialect: DialectName) -> Any:
    """An insert that takes the place of an existing row with the same primary key."""
    row = insert_into(table, dialect).values({c.name: param(c.name) for c in table.columns})
    others = {c.name: row.excluded[c.name] for c in table.columns if not c.primary_key}
    return row.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
