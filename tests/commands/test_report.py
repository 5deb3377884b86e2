"""`report affected`: counts by person number, in a file that only its owner can read."""

from __future__ import annotations

import csv
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import make_url

from bot.commands import cli

BEFORE = 1_760_000_000_000  # October 2025
AFTER = 1_790_000_000_000  # September 2026


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[Path]:
    """Two people, one of whom came after the time in question."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", sqlite_url)
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as connection:
        connection.executescript(f"""
            INSERT INTO person (id, locale, consents, created_ms)
            VALUES (7, 'vi', 'log', {BEFORE}), (8, 'vi', 'log', {AFTER});
            INSERT INTO address (channel, account, external_id, person_id, created_ms)
            VALUES ('telegram', '1', 'secret-id', 7, {BEFORE}), ('web', '', 'b', 8, {AFTER});
            INSERT INTO data_request
              (number, person_id, kind, received_ms, acknowledged_ms, due, wish)
            VALUES ('YC-1', 7, 'ask', {BEFORE}, {BEFORE}, '2025-11-01', 'secret wish'),
                   ('YC-2', NULL, 'ask', {BEFORE}, {BEFORE}, '2025-11-01', NULL);
        """)
    yield tmp_path
    structlog.reset_defaults()


def report(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        cli.main(["report", "affected", *arguments])
    return int(end.value.code or 0)


def test_those_who_were_there_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--from", "2025-11-01", "--to", "2025-11-30") == 0
    path = folder / "affected-2025-11-01-2025-11-30.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (row,) = csv.DictReader(path.read_text("utf-8").splitlines())
    assert {name: count for name, count in row.items() if count != "0"} == {
        "person": "7", "profile": "1", "addresses": "1", "requests": "1",
    }  # fmt: skip
    told = capsys.readouterr().out
    assert told.startswith("1 people may be affected between 01/11/2025 and 30/11/2025.")
    assert "secret" not in told + path.read_text("utf-8")


def test_no_file_is_written_over(folder: Path) -> None:
    (folder / "a.csv").write_text("mine", "utf-8")
    assert report("--from", "2025-11-01", "--to", "2025-11-30", "--out", "a.csv") == 1
    assert (folder / "a.csv").read_text("utf-8") == "mine"


def test_a_time_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    assert report("--from", "2025-11-30", "--to", "2025-11-01") == 1
    assert list(folder.glob("*.csv")) == []
