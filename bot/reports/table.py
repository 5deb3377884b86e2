"""A table: typed columns and rows that come one after another, for every kind of file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

ColumnKind: TypeAlias = Literal["text", "code", "count", "percent", "day", "moment"]
"""What the cells of a column are.

`text`: words, also those of a person; `code`: a number that is a name, as a ward's "00070"; `count`
and `percent`: whole numbers; `day`; `moment`: an instant in a zone.
"""

CellValue: TypeAlias = str | int | dt.date | dt.datetime | None
"""A cell; None: there is nothing. A count that is not shown is a text ("fewer than 8")."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `title` is in the language of the file, `width` in characters."""

    title: str
    kind: ColumnKind = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table in one language.

    `rows` are read once and need not be in memory. `name` is a sheet's, `notes` are said below it.
    """

    name: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[tuple[CellValue, ...]]
    notes: tuple[str, ...] = ()


class WrongCell(Exception):
    """A row has a value that its column does not hold, or not a value for each column."""


def checked(column: TableColumn, value: CellValue) -> CellValue:
    """The value of a cell. Raises `WrongCell` where the column does not hold it."""
    if value is None:
        return value
    match column.kind:
        case "text" | "code":
            right = isinstance(value, str)
        case "count" | "percent":
            right = isinstance(value, int | str) and not isinstance(value, bool)
        case "day":
            right = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        case "moment":
            right = isinstance(value, dt.datetime) and value.tzinfo is not None
    if not right:
        raise WrongCell(f"{type(value).__name__} in the column {column.title} ({column.kind})")
    return value


def checked_row(table: ReportTable, row: tuple[CellValue, ...]) -> tuple[CellValue, ...]:
    """The values of a row. Raises `WrongCell`."""
    if len(row) != len(table.columns):
        raise WrongCell(f"{len(row)} values for {len(table.columns)} columns")
    return tuple(checked(column, value) for column, value in zip(table.columns, row, strict=True))
