"""`requests` as an operator meets it: what is open, by when, and the answer to one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import make_url

from bot.commands import cli
from tests.sealed import rows_of, sealer_at

LONG_AGO = 1_700_000_000_000
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> Iterator[sqlite3.Connection]:
    """A database with one person who spoke, and two open requests, one of them long late."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOT_FILES_DIR", "files")
    monkeypatch.setenv("BOT_WEB_PORT", "1")
    sealer = asyncio.run(sealer_at(sqlite_url))
    address, wish = sealer.seal_id("a"), sealer.seal_text("Vì\x1bsao?")
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as connection:
        connection.executescript(f"""
            INSERT INTO person (id, locale, consents, created_ms) VALUES (7, 'vi', 'log', 0);
            INSERT INTO address (channel, account, external_id, person_id, created_ms)
            VALUES ('web', '', '{address}', 7, 0);
            INSERT INTO conversation (person_id, channel, account, external_id, turn, updated_ms)
            VALUES (7, 'web', '', '{address}', 1, 0);
            INSERT INTO data_request
              (number, person_id, kind, received_ms, acknowledged_ms, due, wish)
            VALUES ('YC-AAAA-2222', 7, 'ask', {LONG_AGO}, {LONG_AGO}, '2023-11-24', '{wish}'),
                   ('YC-BBBB-2222', 7, 'ask', {LONG_AGO}, {LONG_AGO}, '2099-11-24', NULL);
        """)
        yield connection
    structlog.reset_defaults()


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], database: sqlite3.Connection) -> Call:
    """Run the command; how it ends and what it prints."""
    del database

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["requests", *arguments])
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out + told.err

    return run


def test_what_is_open_is_listed_with_its_deadline(call: Call) -> None:
    code, told = call()
    assert code == 0
    late, wish, later, total = told.splitlines()[:4]
    assert late.startswith("YC-AAAA-2222  ask")
    assert "due Fri 24/11/2023" in late
    assert "days LATE" in late
    assert wish.strip() == "Vì sao?"
    assert later.startswith("YC-BBBB-2222")
    assert total.startswith("2 open, 1 due within 3 days")


def test_an_answer_closes_a_request_and_waits_for_the_person(
    call: Call, database: sqlite3.Connection, sqlite_url: str
) -> None:
    code, told = call("done", "yc-aaaa-2222", "--answer", "Chỉ có bạn.")
    assert code == 0
    assert "YC-AAAA-2222: answered. The person is told when the service runs." in told
    ((say, state),) = asyncio.run(rows_of(sqlite_url, "SELECT say, state FROM outbox"))
    assert "Chỉ có bạn." in say
    assert state == "planned"
    assert call("done", "YC-AAAA-2222")[0] == 1
    assert database.execute("SELECT count(*) FROM outbox").fetchone() == (1,)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("done",), "Say which"),
        (("done", "XD-AAAA-2222"), "Give the number of a request"),
        (("done", "YC-CCCC-2222"), "no open request"),
        (("done", "YC-AAAA-2222", "--outcome", "refused"), "A person is told why"),
        (("done", "YC-AAAA-2222", "--answer", "a" * 1001), "too long"),
    ],
)
def test_a_wrong_call_says_why_and_changes_nothing(
    call: Call, database: sqlite3.Connection, arguments: tuple[str, ...], why: str
) -> None:
    code, told = call(*arguments)
    assert (code, why in told) == (1, True), told
    open_ = "SELECT count(*) FROM data_request WHERE done_ms IS NULL"
    assert database.execute(open_).fetchone() == (2,)


@pytest.mark.server  # the doctor starts the process that draws
def test_the_doctor_names_what_is_due(
    database: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    del database
    with pytest.raises(SystemExit) as end:
        cli.main(["doctor"])
    assert end.value.code == 1
    assert "✘ requests: 1 about personal data are due within 3 days, 1 are late" in (
        capsys.readouterr().out
    )
