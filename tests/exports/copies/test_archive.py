"""The archive of a copy: everything of a person, to be read by programs and by people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from bot.application import LOCALES_DIR
from bot.exports.copies.archive import Missing, write_archive
from bot.exports.copies.readable import readable_page
from bot.services.ports.privacy import CopiedTable
from bot.wording.catalog import Translator
from tests.applications import ZONE

WORDS = Translator.load(LOCALES_DIR)
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
    photos: dict[str, bytes | Missing] = {
        "web:a.jpg": b"\xff\xd8\xff photo",
        "web:b.jpg": "changed",
        "web:c.jpg": "gone",
    }

    def page(missing: Mapping[str, Missing]) -> bytes:
        return readable_page(
            tables,
            locale="vi",
            made=MADE,
            value=WORDS.value,
            spoken=lambda stored, _locale: stored,
            missing=missing,
        )

    write_archive(
        out,
        page=page,
        tables=tables,
        made=MADE,
        read_file=lambda reference: photos.get(reference, "elsewhere"),
    )
    return zipfile.ZipFile(out)


def test_it_has_the_page_the_values_each_table_and_each_photo_once() -> None:
    archive = made(ENTRIES, FILES, NOTHING)
    assert archive.namelist() == [
        "anh/a.jpg",
        "csv/activity.csv",
        "csv/evidence.csv",
        "so-hoc-tap.json",
        "so-hoc-tap.html",
    ]
    assert archive.read("anh/a.jpg") == b"\xff\xd8\xff photo"
    assert archive.testzip() is None


def test_a_photo_that_was_lost_ends_nothing_and_is_named() -> None:
    sent_ms = 1_764_000_000_000
    table = CopiedTable(
        "evidence",
        "files",
        {"reference": "reference", "at_ms": "moment"},
        [(f"{each}.jpg", sent_ms) for each in ("web:a", "web:b", "web:c", "telegram:d")],
    )
    archive = made(table)
    assert [name for name in archive.namelist() if name.startswith("anh/")] == ["anh/a.jpg"]
    stored = json.loads(archive.read("so-hoc-tap.json"))
    assert stored["missing_files"] == {
        "web:b.jpg": "changed", "web:c.jpg": "gone", "telegram:d.jpg": "elsewhere",
    }  # fmt: skip
    page = archive.read("so-hoc-tap.html").decode()
    listed = page[page.index("<ul>") : page.index("</ul>")]
    assert [each in listed for each in ("b.jpg", "c.jpg", "a.jpg", "d.jpg")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert "23:00" in listed
    assert "Có 1 ảnh hoặc tệp đang ở ứng dụng nhắn tin" in page


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\xff\xd8\xff photo", "AgACb.jpg"), (b"\x89PNG photo", "AgACb.png"),
     (b"%PDF-1.7", "AgACb.pdf"), (b"words", "AgACb")],
)  # fmt: skip
def test_what_was_fetched_from_a_messenger_is_named_by_its_kind(content: bytes, name: str) -> None:
    out = io.BytesIO()
    write_archive(out, page=lambda _missing: b"", tables=[
        CopiedTable("evidence", "files", {"reference": "reference"}, [("telegram:AgACb",)])
    ], made=MADE, read_file=lambda _reference: content)  # fmt: skip
    assert zipfile.ZipFile(out).namelist()[0] == f"anh/{name}"


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
