"""Tables as CSV and XLSX are read back as they were, and nothing in them is run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.exports.csv_table import Separator, csv_parts
from bot.exports.xlsx_table import CannotWriteXlsx, write_xlsx
from bot.reports.table import CellValue, ReportTable, TableColumn, WrongCell
from tests.applications import ZONE

MADE = dt.datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
DAY = dt.date(2026, 11, 20)
COLUMNS = (
    TableColumn("Phường"),
    TableColumn("Mã", "code"),
    TableColumn("Đã gửi", "count"),
    TableColumn("Tỷ lệ", "percent"),
    TableColumn("Ngày", "day"),
    TableColumn("Lúc", "moment"),
)
ROWS: tuple[tuple[CellValue, ...], ...] = (
    ("Ô Chợ Dừa; “A”, B", "00070", 1250, 98, DAY, MADE),
    ("=HYPERLINK(1)", "00091", -5, None, None, None),
    ("https://example.vn", "+84", "dưới 8", 0, DAY, MADE),
    ("hai\ndòng", "-1", 0, 100, DAY, MADE),
)
TABLE = ReportTable("Kết quả", COLUMNS, ROWS, ("Số dưới 8 không hiện.",))


def in_csv(table: ReportTable, separator: Separator = ",") -> list[list[str]]:
    raw = b"".join(csv_parts(table, separator))
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=separator))


def in_xlsx(path: Path, *tables: ReportTable) -> CalamineWorkbook:
    write_xlsx(path, tables, MADE)
    return CalamineWorkbook.from_path(str(path))


@pytest.mark.parametrize("separator", [",", ";"])
def test_csv_is_read_back_by_a_program(separator: Separator) -> None:
    heading, *rows = in_csv(TABLE, separator)
    assert heading == ["Phường", "Mã", "Đã gửi", "Tỷ lệ", "Ngày", "Lúc"]
    assert rows[0] == [
        "Ô Chợ Dừa; “A”, B", "00070", "1250", "98", "2026-11-20", "2026-11-28T09:30:00+07:00",
    ]  # fmt: skip
    assert rows[3][0] == "hai\ndòng"


def test_csv_guards_texts_and_leaves_numbers_as_they_are() -> None:
    _heading, _first, formula, address, _last = in_csv(TABLE)
    assert formula[:3] == ["'=HYPERLINK(1)", "00091", "-5"]
    assert address[:3] == ["https://example.vn", "'+84", "dưới 8"]


def test_csv_comes_in_parts_while_the_rows_are_read() -> None:
    read: list[int] = []

    def rows() -> object:
        for number in range(20_000):
            read.append(number)
            yield ("một dòng dài", number)

    columns = (TableColumn("a"), TableColumn("b", "count"))
    parts = csv_parts(ReportTable("x", columns, rows()))  # type: ignore[arg-type]
    next(parts)
    next(parts)
    assert 0 < len(read) < 10_000
    assert len(b"".join(parts)) > 200_000


def test_xlsx_is_read_back_cell_by_cell_with_its_types(tmp_path: Path) -> None:
    rows = in_xlsx(tmp_path / "a.xlsx", TABLE).get_sheet_by_name("Kết quả").to_python()
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1] == [
        "Ô Chợ Dừa; “A”, B",
        "00070",
        1250,
        98,
        DAY,
        MADE.replace(tzinfo=None),
    ]
    assert rows[2] == ["=HYPERLINK(1)", "00091", -5, "", "", ""]
    assert rows[3][:3] == ["https://example.vn", "+84", "dưới 8"]
    assert rows[4][0] == "hai\ndòng"
    assert rows[6][0] == "Số dưới 8 không hiện."


def test_xlsx_has_no_formulas_and_no_links_and_its_headings_stay(tmp_path: Path) -> None:
    in_xlsx(tmp_path / "a.xlsx", TABLE)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert not [name for name in names if "rels" in name and "worksheets" in name]


def test_sheets_have_names_that_are_allowed_and_their_own(tmp_path: Path) -> None:
    names = ("Phường: A/B", "phường  a b", "x" * 40, "X" * 40, "")
    tables = [ReportTable(name, COLUMNS[:1], ()) for name in names]
    found = in_xlsx(tmp_path / "a.xlsx", *tables).sheet_names
    assert found == ["Phường  A B", "phường  a b (2)", "x" * 31, "X" * 27 + " (2)", "1"]


@pytest.mark.parametrize(
    "row",
    [
        ("a",),
        (1, "00070", 1, 1, DAY, MADE),
        ("a", 70, 1, 1, DAY, MADE),
        ("a", "00070", True, 1, DAY, MADE),
        ("a", "00070", 1, 1, MADE, MADE),
        ("a", "00070", 1, 1, DAY, DAY),
        ("a", "00070", 1, 1, DAY, MADE.replace(tzinfo=None)),
    ],
)
def test_a_cell_that_its_column_does_not_hold_is_refused(
    row: tuple[CellValue, ...], tmp_path: Path
) -> None:
    table = ReportTable("x", COLUMNS, (row,))
    with pytest.raises(WrongCell):
        b"".join(csv_parts(table))
    with pytest.raises(WrongCell):
        write_xlsx(tmp_path / "a.xlsx", (table,), MADE)


def test_without_xlsxwriter_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(CannotWriteXlsx, match=r"pip install"):
        write_xlsx(tmp_path / "a.xlsx", (TABLE,), MADE)


@given(st.lists(st.tuples(st.text(max_size=50), st.none() | st.integers(-(2**31), 2**31))))
def test_any_words_and_numbers_are_read_back_from_csv(rows: list[tuple[str, int | None]]) -> None:
    columns = (TableColumn("a"), TableColumn("b", "count"))
    written = in_csv(ReportTable("x", columns, [(text, n) for text, n in rows]))[1:]
    assert [row[1] for row in written] == ["" if n is None else str(n) for _text, n in rows]
    assert [row[0].removeprefix("'") for row in written] == [
        text.removeprefix("'") for text, _n in rows
    ]
    assert not [row for row in written if row[0][:1] in tuple("=+-@\t\r\n")]
