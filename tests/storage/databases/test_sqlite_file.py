"""What the header of a SQLite file tells of who wrote to it."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.databases.sqlite_file import (
    HEADER_BYTES,
    Header,
    Loss,
    OpenFiles,
    compare_headers,
    log_and_index,
    read_header,
)

BEFORE = Header(page_bytes=4096, changes=10, pages=50, schema=7)
FULL = 50 * 4096


def header_of(path: Path) -> Header:
    header = read_header(path.read_bytes()[:HEADER_BYTES])
    assert header is not None
    return header


@pytest.mark.parametrize("page_bytes", [512, 4096, 65_536])
def test_a_header_says_what_sqlite_says(tmp_path: Path, page_bytes: int) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size={page_bytes}")
        connection.execute("CREATE TABLE a (x)")
        connection.execute("CREATE TABLE b (x)")
        connection.execute("INSERT INTO a VALUES (zeroblob(200000))")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        schema = connection.execute("PRAGMA schema_version").fetchone()[0]
    assert header_of(path) == Header(page_bytes, 3, pages, schema)


@pytest.mark.parametrize(
    "raw", [b"", b"SQLite format 3\0", b"SQLite format 2\0" + bytes(84), bytes(100), b"\xff" * 100]
)
def test_what_is_no_header_is_none(raw: bytes) -> None:
    assert read_header(raw) is None


@pytest.mark.parametrize(
    ("now", "file_bytes", "loss"),
    [
        (BEFORE, FULL, None),
        (BEFORE, FULL + 1, None),
        (BEFORE, FULL - 1, "overwritten"),
        (BEFORE, 0, "overwritten"),
        (None, FULL, "overwritten"),
        (replace(BEFORE, page_bytes=512), FULL, "overwritten"),
        (replace(BEFORE, changes=11), FULL, None),
        (replace(BEFORE, changes=9), FULL, "overwritten"),
        (replace(BEFORE, changes=1, schema=1), FULL, "overwritten"),
        (replace(BEFORE, changes=11, pages=60), 60 * 4096, None),
        # Another program's checkpoint runs: the new pages come after the header.
        (replace(BEFORE, changes=11, pages=60), FULL, None),
        # It has vacuumed.
        (replace(BEFORE, changes=11, pages=40), 40 * 4096, None),
        (replace(BEFORE, changes=11, pages=40), 40 * 4096 - 1, "overwritten"),
        (replace(BEFORE, changes=11, schema=8), FULL, "other_schema"),
    ],
)
def test_only_what_a_checkpoint_does_to_a_file_is_no_loss(
    now: Header | None, file_bytes: int, loss: Loss | None
) -> None:
    assert compare_headers(BEFORE, now, file_bytes) == loss


def test_the_change_counter_begins_anew_after_its_last_number() -> None:
    last = replace(BEFORE, changes=2**32 - 1)
    assert compare_headers(last, replace(BEFORE, changes=2), FULL) is None
    assert compare_headers(replace(BEFORE, changes=2), last, FULL) == "overwritten"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, OpenFiles, Path]]:
    """A database with a table, open and looked at."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (x)")
    files = OpenFiles(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema = connection.execute("PRAGMA schema_version").fetchone()[0]
        files.remember(schema)
        yield connection, files, path
    files.close()


def test_no_commit_and_no_checkpoint_is_a_loss(
    database: tuple[sqlite3.Connection, OpenFiles, Path],
) -> None:
    connection, files, path = database
    headers = {header_of(path)}
    for number in range(200):
        connection.execute("INSERT INTO a VALUES (zeroblob(?))", (number * 100,))
        assert files.look() is None
        if number % 7 == 0:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            headers.add(header_of(path))
            assert files.look() is None
    assert len(headers) > 20


def test_a_schema_that_was_in_the_log_at_the_opening_is_the_one_that_was_opened(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (x)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = OpenFiles(path)
    with closing(connection):
        connection.execute("CREATE TABLE b (x)")  # in the log only
        files.remember(connection.execute("PRAGMA schema_version").fetchone()[0])
        connection.execute("INSERT INTO a VALUES (1)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert files.look() is None
        connection.execute("CREATE TABLE c (x)")
        assert files.look() is None
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert files.look() == "other_schema"
    files.close()


def test_pages_that_a_checkpoint_has_still_to_write_are_not_missed(
    database: tuple[sqlite3.Connection, OpenFiles, Path],
) -> None:
    _connection, files, path = database
    header, there = header_of(path), path.stat().st_size
    with path.open("r+b") as file:
        file.seek(24)
        file.write(struct.pack(">II", header.changes + 1, header.pages + 10))
        file.flush()
        assert [files.look() for _time in range(3)] == [None] * 3
        file.truncate(there + header.page_bytes)
        assert files.look() is None
        file.truncate(there)
        assert files.look() == "overwritten"


def test_a_log_is_set_aside_under_a_name_that_is_free(
    database: tuple[sqlite3.Connection, OpenFiles, Path],
) -> None:
    connection, files, path = database
    log, _index = log_and_index(path)
    connection.execute("INSERT INTO a VALUES (1)")
    log.with_name("a.db-wal.1").write_text("an older one")
    before = log.read_bytes()
    assert before
    assert files.set_log_aside() == "a.db-wal.2"
    assert log.with_name("a.db-wal.2").read_bytes() == before
    assert log.with_name("a.db-wal.1").read_text() == "an older one"
    assert log.read_bytes() == b""
    assert files.set_log_aside() is None


def test_the_log_of_another_is_left_alone(
    database: tuple[sqlite3.Connection, OpenFiles, Path],
) -> None:
    connection, files, path = database
    log, _index = log_and_index(path)
    connection.execute("INSERT INTO a VALUES (1)")
    log.rename(log.with_name("elsewhere"))
    assert files.set_log_aside() is None
    log.write_bytes(b"another's")
    assert files.set_log_aside() is None
    assert log.read_bytes() == b"another's"
    log.unlink()


def test_a_path_that_names_nothing_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        OpenFiles(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []
