"""The archive of a copy: everything of a person, to be read by programs and by people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import pytest

from bot.exports.copies.archive import write_archive
from bot.services.ports.privacy import CopiedTable
from tests.applications import ZONE

MADE = dt.datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
ENTRIES = CopiedTable(
    "activity",
    "entries",
    {"receipt": "answer", "title": "words", "minutes": "answer", "created_ms": "moment"},
    [("HT-1", "Đọc “Truyện Kiều”, 1;2", 30, 1_764_000_000_000), ("HT-2", "=1+1", 45, None)],
)
FILES = CopiedTable(
    "evidence",
    "files",
    {"kind": "answer", "reference": "reference"},
    [("photo", "web:a.jpg"), ("photo", "web:a.jpg"), ("photo", "telegram:b")],
)
NOTHING = CopiedTable("goal", "progress", {"minutes": "answer"}, [])


def made(*tables: CopiedTable) -> zipfile.ZipFile:
    """The archive of these tables; one photo is there."""
    out = io.BytesIO()
    photos = {"web:a.jpg": b"\xff\xd8\xff photo"}
    write_archive(out, page=b"<p>page</p>", tables=tables, made=MADE, read_file=photos.get)
    return zipfile.ZipFile(out)


def test_it_has_the_page_the_values_each_table_and_each_photo_once() -> None:
    archive = made(ENTRIES, FILES, NOTHING)
    assert archive.namelist() == [
        "so-hoc-tap.html",
        "so-hoc-tap.json",
        "csv/activity.csv",
        "csv/evidence.csv",
        "anh/a.jpg",
    ]
    assert archive.read("anh/a.jpg") == b"\xff\xd8\xff photo"
    assert archive.testzip() is None


def test_the_values_are_as_they_were_stored_and_instants_have_their_offset() -> None:
    stored = json.loads(made(ENTRIES, NOTHING).read("so-hoc-tap.json"))
    assert stored["format"] == "so-hoc-tap-copy/1"
    assert stored["made"] == "2026-11-28T09:30:00+07:00"
    assert stored["tables"]["goal"] == []
    first, second = stored["tables"]["activity"]
    assert first == {
        "receipt": "HT-1",
        "title": "Đọc “Truyện Kiều”, 1;2",
        "minutes": 30,
        "created_ms": "2025-11-24T23:00:00+07:00",
    }
    assert (second["title"], second["created_ms"]) == ("=1+1", None)


def test_a_spreadsheet_reads_the_letters_and_runs_no_formula() -> None:
    table = made(ENTRIES).read("csv/activity.csv")
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows[0] == ["receipt", "title", "minutes", "created_ms"]
    assert rows[1][1] == "Đọc “Truyện Kiều”, 1;2"
    assert rows[2] == ["HT-2", "'=1+1", "45", ""]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_every_beginning_of_a_formula_is_guarded(begins: str) -> None:
    table = CopiedTable("activity", "entries", {"title": "words"}, [(f"{begins}cmd",)])
    text = made(table).read("csv/activity.csv").decode("utf-8-sig")
    [_head, [cell]] = csv.reader(io.StringIO(text, newline=""))
    assert cell == f"'{begins}cmd"
