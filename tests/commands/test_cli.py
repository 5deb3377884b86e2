"""The command line as an operator meets it: what it says, how it ends, what it never shows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import cli, doctor
from bot.serving import LOCALES_DIR
from bot.storage.revisions import newest
from tests.databases import PostgresqlServer, SqliteFiles
from tests.logs import log_plainly
from tests.sealed import KEY, rows_of

SECRET = "AAnobodyMayReadThis-77"
TOKEN = f"123456:{SECRET}"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite+aiosqlite:///so.db")
    yield
    log_plainly()


def called(*arguments: str) -> int:
    """How the command ends."""
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0)


def sql(statement: str) -> list[tuple[Any, ...]]:
    """What a statement gives, in the folder's database."""
    with contextlib.closing(sqlite3.connect("so.db")) as connection, connection:
        return connection.execute(statement).fetchall()


# --- migrate --------------------------------------------------------------------------------------


def test_migrate_brings_a_database_to_this_release(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("migrate") == 0
    assert capsys.readouterr().out == f"The database was migrated from nothing to {newest()}.\n"
    assert called("migrate") == 0
    assert capsys.readouterr().out == (
        f"The database is at revision {newest()}: nothing to migrate.\n"
    )
    assert called("migrate", "--to", "base") == 0
    assert capsys.readouterr().out == f"The database was migrated from {newest()} to nothing.\n"


def test_migrate_works_on_a_server_too(
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = postgresql_server.empty()
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert called("migrate") == 0
    assert called("doctor") == 0
    assert "✘" not in capsys.readouterr().out
    postgresql_server.drop(url)


def test_migrate_goes_to_a_revision_before_this_one_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    called("migrate")
    capsys.readouterr()
    assert called("migrate", "--to", "0002") == 0
    assert capsys.readouterr().out == f"The database was migrated from {newest()} to 0002.\n"


@pytest.mark.parametrize("to", ["0099", "-9", "nowhere"])
def test_migrate_says_that_there_is_no_such_revision(
    capsys: pytest.CaptureFixture[str], to: str
) -> None:
    assert called("migrate", "--to", to) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"The database cannot be migrated to {to}: ")
    assert told.err.count("\n") == 1


OLD_ADDRESS = (
    "INSERT INTO person (id, locale, created_ms) VALUES (1, 'vi', 0)",
    "INSERT INTO address (channel, external_id, person_id, created_ms)"
    " VALUES ('telegram', '7', 1, 0)",
)


@pytest.mark.server  # the doctor starts the process that draws
def test_migrate_gives_rows_without_an_account_to_the_bot_that_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    called("migrate", "--to", "0006")
    for statement in OLD_ADDRESS:
        sql(statement)
    called("migrate")
    assert "All values are encrypted: 3 rows read, 0 files.\n" in capsys.readouterr().out
    called("doctor")
    assert "✔ accounts: 1 addresses belong to no bot yet" in capsys.readouterr().out
    assert called("migrate", "--to", "0006") == 1
    assert "Restore the backup" in capsys.readouterr().err
    assert called("migrate", "--account", "123456") == 0
    assert capsys.readouterr().out == (
        f"The database is at revision {newest()}: nothing to migrate.\n"
        "The rows without an account, 1 of them addresses, are that bot's now.\n"
    )
    assert sql("SELECT account FROM address") == [("123456",)]
    assert called("migrate", "--account", "654321") == 0
    assert capsys.readouterr().out == (
        f"The database is at revision {newest()}: nothing to migrate.\n"
        "No row was without an account: nothing to give.\n"
    )


def test_accounts_are_given_at_the_newest_revision_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called("migrate", "--account", "123456", "--to", "0006") == 1
    assert capsys.readouterr().err == (
        "Accounts belong to the newest revision: give --account without --to.\n"
    )


@pytest.mark.parametrize("account", [TOKEN, "", "bot", "1" * 21])
def test_an_account_is_the_number_of_a_bot(
    capsys: pytest.CaptureFixture[str], account: str
) -> None:
    assert called("migrate", "--account", account) == 2
    told = capsys.readouterr().err
    assert "expected the number before" in told
    assert SECRET not in told


COMMANDS = [
    (), ("run",), ("demo",), ("play",), ("migrate",), ("migrate", "--to", "base"),
    pytest.param(("doctor",), marks=pytest.mark.server, id="doctor"),  # it starts a process
    ("announce", "--on", "2026-10-01", "--dry-run"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_database_of_a_newer_release_is_left_alone_and_said_so(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    called("migrate")
    sql("UPDATE alembic_version SET version_num = '0099'")
    capsys.readouterr()
    assert called(*arguments) == 1
    told = "".join(capsys.readouterr())
    assert "The database is at revision 0099, which this release does not know" in told
    assert "Install that release." in told
    assert "python -m bot migrate" not in told
    assert sql("SELECT version_num FROM alembic_version") == [("0099",)]


@pytest.mark.parametrize("arguments", [(), ("demo",), ("play",), ("migrate",)], ids=" ".join)
def test_a_half_migrated_database_is_left_alone_and_said_so(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    called("migrate", "--to", "0001")
    sql("CREATE TABLE self_check (id INTEGER)")
    capsys.readouterr()
    assert called(*arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "The database is at revision 0001 and its tables are not those of that revision (table "
        "self_check already exists): an older release was killed while it migrated, or somebody "
        "else changed them. Nothing was changed now. docs/operate.md, “A half-migrated database”, "
        "says what to do.\n"
    )
    assert sql("SELECT version_num FROM alembic_version") == [("0001",)]


# --- doctor ---------------------------------------------------------------------------------------


@pytest.mark.server  # the doctor starts the process that draws
def test_the_doctor_finds_a_good_database_good(capsys: pytest.CaptureFixture[str]) -> None:
    called("migrate")
    capsys.readouterr()
    assert called("doctor") == 0
    out = capsys.readouterr().out
    assert "✘" not in out
    for what in ("settings", "database", "migrations", "catalogs", "telegram"):
        assert f"✔ {what}:" in out


@pytest.mark.server  # the doctor starts the process that draws
def test_the_doctor_says_what_to_do_with_a_database_that_is_not_migrated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called("doctor") == 1
    out = capsys.readouterr().out
    assert f"✘ migrations: at none, needs {newest()}: run “python -m bot migrate”" in out


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///a-file/so.db",
        f"postgresql+asyncpg://bot:{SECRET}@127.0.0.1:1/so",
        f"postgresql+asyncpg://bot:{SECRET}@nowhere.invalid/so",
    ],
)
@pytest.mark.parametrize(
    "command", [pytest.param("doctor", marks=pytest.mark.server), "migrate", "run", "play"]
)
def test_a_database_that_cannot_be_reached_is_said_without_the_password(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    url: str,
    command: str,
) -> None:
    (tmp_path / "a-file").write_text("not a folder")
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert called(command) == 1
    told = capfd.readouterr()
    assert "cannot be used" in told.out + told.err
    assert "BOT_DATABASE_URL" in told.out + told.err
    assert SECRET not in told.out + told.err
    assert "Traceback" not in told.err


@pytest.mark.server  # the doctor starts the process that draws
def test_the_doctor_names_a_catalog_that_is_not_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called("migrate")
    shutil.copytree(LOCALES_DIR / "vi", tmp_path / "locales" / "vi")
    monkeypatch.setattr(doctor, "LOCALES_DIR", tmp_path / "locales")
    assert called("doctor") == 1
    assert "✘ catalogs: “en” is not compiled: run “make catalogs”" in capsys.readouterr().out


# --- calls that cannot go on ----------------------------------------------------------------------


def test_run_does_not_touch_a_database_that_is_not_migrated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("run") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        f"The database is at revision none and this release needs {newest()}: "
        "run “python -m bot migrate” first.\n"
    )


def test_a_wrong_setting_stops_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", SECRET)
    monkeypatch.setenv("BOT_WEB_PROT", "8080")
    for command in ("run", "demo", "play", "migrate", "doctor"):
        assert called(command) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("A setting is wrong:\n")
        assert "BOT_WEB_PROT: no such setting" in told.err
        assert "BOT_TELEGRAM_TOKEN: expected a token" in told.err
        assert SECRET not in told.err


@pytest.mark.parametrize("arguments", [("fly",), ("run", "--fast"), ("migrate", "--to")])
def test_a_wrong_call_ends_with_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(*arguments) == 2
    assert "usage: sohoctap" in capsys.readouterr().err


# --- in a process of its own ----------------------------------------------------------------------


def process(*arguments: str, **settings: str) -> subprocess.Popen[str]:
    """`python -m bot …` with these settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BOT_")}  # noqa: TID251
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={**environment, "PYTHONPATH": str(LOCALES_DIR.parent), "BOT_DATA_KEY": KEY, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.server
def test_of_two_migrations_at_once_one_does_it_and_the_other_finds_it_done(empty_url: str) -> None:
    migrating = [process("migrate", BOT_DATABASE_URL=empty_url) for _each in range(2)]
    told = sorted(each.communicate(timeout=PATIENCE) for each in migrating)
    assert told == [
        (f"The database is at revision {newest()}: nothing to migrate.\n", ""),
        (f"The database was migrated from nothing to {newest()}.\n", ""),
    ]


@pytest.mark.server
def test_play_takes_lines_from_a_pipe_and_records_what_they_tell(tmp_path: Path) -> None:
    lines = ["/start", "1", "e", *["1"] * 4, "Ô Chợ Dừa", "1", "hôm nay đọc sách 30 phút", "1"]
    playing = process("play", BOT_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/play.db")
    out, err = playing.communicate("\n".join(lines) + "\n", timeout=PATIENCE)
    assert playing.returncode == 0, err
    assert "Số biên nhận: HT-" in out
    assert "Traceback" not in err
    url = f"sqlite+aiosqlite:///{tmp_path}/play.db"
    rows = asyncio.run(rows_of(url, "SELECT title, minutes FROM activity"))
    assert rows == [("đọc sách", 30)]


@pytest.mark.server
def test_a_port_that_is_taken_is_one_sentence(sqlite_files: SqliteFiles) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = process("run", BOT_DATABASE_URL=sqlite_files.fresh(), BOT_WEB_PORT=str(port))
        out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert out == ""
    assert err.startswith(f"Cannot listen on 127.0.0.1:{port} (EADDRINUSE): set BOT_WEB_PORT")
    assert err.count("\n") == 1


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.server
def test_the_doctor_says_that_a_token_is_not_taken_and_does_not_show_it(
    sqlite_files: SqliteFiles,
) -> None:
    asking = process(
        "doctor",
        BOT_DATABASE_URL=sqlite_files.fresh(),
        BOT_TELEGRAM_TOKEN=TOKEN,
        BOT_TELEGRAM_API_BASE=f"http://127.0.0.1:{closed_port()}",
    )
    out, err = asking.communicate(timeout=PATIENCE)
    assert asking.returncode == 1
    assert "✘ telegram:" in out
    assert "check BOT_TELEGRAM_TOKEN and the network" in out
    assert SECRET not in out + err


@pytest.mark.server
def test_the_service_runs_without_its_platform_and_shows_no_secret(
    sqlite_files: SqliteFiles,
) -> None:
    running = process(
        "run",
        BOT_DATABASE_URL=sqlite_files.fresh(),
        BOT_WEB_PORT="0",
        BOT_TELEGRAM_TOKEN=TOKEN,
        BOT_TELEGRAM_API_BASE=f"http://127.0.0.1:{closed_port()}",
        BOT_LOG_LEVEL="DEBUG",
    )
    assert running.stdout is not None
    assert running.stderr is not None
    try:
        assert "Sổ học tập is served on http://127.0.0.1:" in running.stdout.readline()
        told = running.stderr.readline()  # the platform did not answer
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=PATIENCE)
    finally:
        running.kill()
    assert running.returncode == 0
    assert SECRET not in out + told + err
    assert "Traceback" not in err
    assert any(event in told + err for event in ("poll_failed", "not_told"))
