"""Preparing: a statement becomes the SQL text of one dialect and the order of its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
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
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, Executable

DialectName: TypeAlias = Literal["sqlite", "postgresql"]


def dialect_of(name: DialectName) -> Dialect:
    """The dialect with the parameters that its driver wants."""
    make: Any = sqlite.dialect if name == "sqlite" else postgresql.dialect
    style = "qmark" if name == "sqlite" else "numeric_dollar"
    dialect: Dialect = make(paramstyle=style)
    return dialect


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A compiled statement: its text and, in order, each parameter's name and constant value."""

    sql: str
    order: tuple[tuple[str, Any], ...]

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values in the order that the text wants them."""
        return tuple(values.get(name, constant) for name, constant in self.order)

    def every_arguments(self, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The same for many rows at once; a statement that is run so has two values or more."""
        constants = dict(self.order)
        pick = itemgetter(*(name for name, _constant in self.order))
        return [pick({**constants, **values}) for values in rows]


def compile_statement(statement: Executable, dialect: Dialect) -> CompiledStatement:
    """Compile for one dialect."""
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names: list[str] = list(getattr(compiled, "positiontup", None) or ())
    constants: Mapping[str, Any] = compiled.params
    return CompiledStatement(str(compiled), tuple((name, constants[name]) for name in names))


def param(name: str) -> BindParameter[Any]:
    """A parameter that gets its value when the statement is run."""
    return bindparam(name, required=False)


def in_json(what: Any, name: str, dialect: DialectName, kind: Any = String) -> Any:
    """True where something is in a parameter that is a JSON list of texts or numbers.

    On PostgreSQL an array: of a query it would take 100 members, and read a whole table for one.
    """
    if dialect == "sqlite":
        return what.in_(select(column("value")).select_from(func.json_each(param(name))))
    each = func.jsonb_array_elements_text(cast(param(name), postgresql.JSONB)).table_valued("value")
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


def new_row(table: Any, dialect: DialectName, *skip: str) -> Any:
    """An insert that leaves an existing row alone."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    columns = [c.name for c in table.columns if c.name not in skip]
    return make(table).values({name: param(name) for name in columns}).on_conflict_do_nothing()


def renewed_row(table: Any, dialect: DialectName) -> Any:
    """An insert that takes the place of an existing row with the same primary key."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    row = make(table).values({c.name: param(c.name) for c in table.columns})
    others = {c.name: row.excluded[c.name] for c in table.columns if not c.primary_key}
    return row.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
