"""Tables as an XLSX file: typed columns, frozen headings, nothing that a spreadsheet would run.

XlsxWriter writes it (the extra `spreadsheets`); each row leaves for a file of its own at once, so
that a long table takes no memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.reports.table import CellValue, ColumnKind, ReportTable, WrongCell, checked_row

MOST_ROWS: Final = 1_048_575
"""A sheet holds so many rows below its headings."""

MOST_CHARACTERS: Final = 32_767
"""A cell holds so many."""

HOW_TO_INSTALL: Final = 'XLSX files need XlsxWriter: pip install "sohoctap[spreadsheets]"'

_NAME_LIMIT: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS: Final[dict[ColumnKind, str]] = {
    "text": "@",
    "code": "@",
    "count": "#,##0",
    "percent": '0"%"',
    "day": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
_SAFE: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


class CannotWriteXlsx(Exception):
    """XlsxWriter is not installed; the message says how to install it."""


def write_xlsx(path: Path, tables: Sequence[ReportTable], made: dt.datetime) -> None:
    """Write tables as the sheets of one file; `made` is when, and stands in its properties.

    Raises `CannotWriteXlsx`, `WrongCell`, and `OSError` when the disk is full.
    """
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]
    except ImportError as error:
        raise CannotWriteXlsx(HOW_TO_INSTALL) from error
    with Workbook(str(path), _SAFE) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        names: list[str] = []
        for table in tables:
            names.append(_sheet_name(table.name, names))
            _write_sheet(book, names[-1], table)


def _write_sheet(book: Any, name: str, table: ReportTable) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats: list[Any] = []
    for place, column in enumerate(table.columns):
        formats.append(book.add_format({"num_format": _FORMATS[column.kind]}))
        sheet.set_column(place, place, column.width, formats[-1])
        sheet.write_string(0, place, _text(column.title), heading)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(table.rows, 1):
        if number > MOST_ROWS:
            raise WrongCell(f"a sheet holds {MOST_ROWS} rows")
        for place, value in enumerate(checked_row(table, row)):
            _write_cell(sheet, number, place, value, formats[place])
    for place, note in enumerate(table.notes):
        sheet.write_string(number + 2 + place, 0, _text(note))


def _write_cell(sheet: Any, row: int, place: int, value: CellValue, form: Any) -> None:
    """By its type, never by what a text looks like: "=1+1" and "00070" stay what they are."""
    match value:
        case None:
            pass
        case str():
            sheet.write_string(row, place, _text(value), form)
        case dt.datetime() | dt.date():
            sheet.write_datetime(row, place, value, form)
        case _:
            sheet.write_number(row, place, value, form)


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS]


def _sheet_name(name: str, others: Sequence[str]) -> str:
    """A name that a sheet may have and that no other one has, whatever their capitals."""
    taken = {each.casefold() for each in others}
    plain = _NOT_IN_NAMES.sub(" ", _text(name)).strip().strip("'") or "1"
    found, number = plain[:_NAME_LIMIT], 2
    while found.casefold() in taken:
        end = f" ({number})"
        found, number = plain[: _NAME_LIMIT - len(end)] + end, number + 1
    return found
