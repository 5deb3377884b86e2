"""A table as CSV that Excel opens with its letters whole, and with nothing that it would run.

UTF-8 with a byte order mark, and no `sep=` line: Excel would ignore the mark then. Which separator
an Excel wants is a setting of its computer, so both are offered (staff facts, 4.3).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from bot.exports.cells import guarded
from bot.reports.table import CellValue, ReportTable, checked_row

Separator: TypeAlias = Literal[",", ";"]
"""What stands between two cells."""

_CHUNK: Final = 64 * 1024


def csv_parts(table: ReportTable, separator: Separator = ",") -> Iterator[bytes]:
    """The file in parts, as its rows are read. Raises `WrongCell`; its notes are not in it."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    yield BOM_UTF8
    rows.writerow(guarded(column.title) for column in table.columns)
    for row in table.rows:
        rows.writerow(_written(value) for value in checked_row(table, row))
        if out.tell() >= _CHUNK:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _written(value: CellValue) -> str:
    """A number is never guarded: it may be below zero. A code keeps its zeros for programs."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case dt.datetime():
            return value.isoformat(timespec="seconds")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
