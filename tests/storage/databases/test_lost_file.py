"""The SQLite file is lost while turns flow: what is told as stored is found by the operator."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.services.ports.messages import NotStored
from bot.storage.databases.sqlite_connection import FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS
from bot.storage.databases.sqlite_opening import connect
from tests.storage.databases.lost_files import (
    CALLERS,
    Callers,
    Disk,
    Seconds,
    names_in,
    opened,
    storing,
)
from tests.storage.stores import NOW, update


@pytest.fixture
def disk(tmp_path: Path, sqlite_url: str) -> Disk:
    """A migrated database in a folder of its own."""
    return Disk(tmp_path, Path(str(make_url(sqlite_url).database)))


def _delete(disk: Disk) -> None:
    disk.path.unlink()


def _move_away(disk: Disk) -> None:
    disk.path.rename(disk.outside / "moved.db")


def _delete_the_folder(disk: Disk) -> None:
    shutil.rmtree(disk.folder)


def _move_the_folder_away(disk: Disk) -> None:
    disk.folder.rename(disk.outside / "var.old")


@pytest.mark.parametrize("lose", [_delete, _move_away, _delete_the_folder, _move_the_folder_away])
async def test_nothing_is_acknowledged_once_the_file_is_gone(
    disk: Disk, lose: Callable[[Disk], None]
) -> None:
    async with storing(disk) as callers:
        lose(disk)
        callers.lost = True
        await callers.until("refused", 200)
        assert callers.after == set()
        assert not disk.path.exists()
    # What was told before is in the file, where it went with another name of it.
    assert names_in(disk.kept) >= callers.before
    assert not disk.path.exists()


@pytest.mark.parametrize("lose", [_delete, _move_away, _move_the_folder_away])
async def test_a_file_that_comes_back_is_taken_up(disk: Disk, lose: Callable[[Disk], None]) -> None:
    async with storing(disk) as callers:
        lose(disk)
        callers.lost = True
        await callers.until("refused", 50)
        disk.folder.mkdir(exist_ok=True)
        disk.kept.rename(disk.path)
        await callers.until("after", 200)
    assert names_in(disk.path) >= callers.before | callers.after


def _move_a_backup_over_it(disk: Disk) -> None:
    disk.backup.rename(disk.path)


def _move_it_away_and_a_backup_there(disk: Disk) -> None:
    _move_away(disk)
    disk.backup.rename(disk.path)


def _put_another_folder_there(disk: Disk) -> None:
    _move_the_folder_away(disk)
    disk.folder.mkdir()
    disk.backup.rename(disk.path)


@pytest.mark.parametrize(
    "replace",
    [_move_a_backup_over_it, _move_it_away_and_a_backup_there, _put_another_folder_there],
)
async def test_what_is_acknowledged_after_a_backup_took_its_place_is_in_the_backup(
    disk: Disk, replace: Callable[[Disk], None]
) -> None:
    async with storing(disk) as callers:
        disk.back_up()
        of_the_backup = names_in(disk.backup)
        await callers.until("before", len(callers.before) + 200)
        replace(disk)
        callers.lost = True
        await callers.until("after", 300)
    found = names_in(disk.path)
    assert found >= of_the_backup | callers.after
    # All that was told before is in the file that was replaced, without its log, and not here.
    replaced = names_in(disk.kept)
    assert found | replaced >= callers.before
    assert len(replaced - found) >= 200 - CALLERS


async def test_a_link_that_leads_elsewhere_is_followed(disk: Disk) -> None:
    target = disk.folder / "target.db"
    disk.path.rename(target)
    disk.path.symlink_to(target)
    async with storing(disk) as callers:
        disk.back_up()
        of_the_backup = names_in(disk.backup)
        link = disk.folder / "new link"
        link.symlink_to(disk.backup)
        link.replace(disk.path)
        callers.lost = True
        await callers.until("after", 300)
    found = names_in(disk.backup)
    assert found >= of_the_backup | callers.after
    assert found | names_in(disk.kept) >= callers.before


def _delete_the_log(disk: Disk) -> None:
    disk.log.unlink()


def _delete_the_index(disk: Disk) -> None:
    disk.index.unlink()


def _delete_log_and_index(disk: Disk) -> None:
    disk.log.unlink()
    disk.index.unlink()


def _empty_log_under_the_name(disk: Disk) -> None:
    disk.log.unlink()
    disk.log.touch()


@pytest.mark.parametrize(
    "lose", [_delete_the_log, _delete_the_index, _delete_log_and_index, _empty_log_under_the_name]
)
async def test_a_deleted_log_costs_nothing_that_was_acknowledged(
    disk: Disk, lose: Callable[[Disk], None]
) -> None:
    async with storing(disk) as callers:
        lose(disk)
        callers.lost = True
        await callers.until("after", 300)
        assert callers.refused
        found = names_in(disk.path)
        assert found >= callers.before
    assert names_in(disk.path) >= callers.before | callers.after


def _empty(disk: Disk) -> None:
    with disk.path.open("r+b") as file:
        file.truncate(0)


def _cut_in_half(disk: Disk) -> None:
    with disk.path.open("r+b") as file:
        file.truncate(disk.path.stat().st_size // 2)


def _overwrite_the_header(disk: Disk) -> None:
    with disk.path.open("r+b") as file:
        file.write(b"\xa5" * 100)


def _copy_a_backup_over_it(disk: Disk) -> None:
    shutil.copyfile(disk.backup, disk.path)


@pytest.mark.parametrize(
    "damage", [_empty, _cut_in_half, _overwrite_the_header, _copy_a_backup_over_it]
)
async def test_nothing_is_acknowledged_in_a_file_that_was_written_over(
    disk: Disk, damage: Callable[[Disk], None]
) -> None:
    async with storing(disk) as callers:
        disk.back_up()
        good = disk.outside / "good.db"
        shutil.copyfile(disk.backup, good)
        of_the_backup = names_in(good)
        damage(disk)
        callers.lost = True
        await callers.until("refused", 200)
        assert callers.after == set()
        good.rename(disk.path)
        await callers.until("after", 100)
    assert names_in(disk.path) >= of_the_backup | callers.after


async def test_a_backup_that_was_copied_over_it_stays_as_it_is(disk: Disk) -> None:
    async with storing(disk) as callers:
        disk.back_up()
        await callers.until("before", len(callers.before) + 200)
        _copy_a_backup_over_it(disk)
        callers.lost = True
        await callers.until("refused", 200)
    assert disk.path.read_bytes() == disk.backup.read_bytes()
    assert names_in(disk.path) == names_in(disk.backup)


async def test_what_was_told_before_the_header_was_damaged_is_found_once_it_is_mended(
    disk: Disk,
) -> None:
    async with storing(disk) as callers:
        header = disk.path.read_bytes()[:100]
        _overwrite_the_header(disk)
        callers.lost = True
        await callers.until("refused", 50)
    with disk.path.open("r+b") as file:
        file.write(header)
    (aside,) = disk.folder.glob("notes.db-wal.*")
    aside.replace(disk.log)
    disk.index.unlink(missing_ok=True)
    assert names_in(disk.path) >= callers.before


# --- between the look and the receipt -------------------------------------------------------------


@pytest.mark.parametrize("lose", [_delete, _delete_the_log])
async def test_what_is_committed_into_a_file_that_is_lost_at_that_moment_is_not_told(
    disk: Disk, lose: Callable[[Disk], None]
) -> None:
    armed = False

    def at_the_commit(statement: str) -> None:
        if armed and statement == "COMMIT":
            lose(disk)

    def watched(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
        connection = connect(path, busy_timeout_ms)
        connection.set_trace_callback(at_the_commit)
        return connection

    async with opened(disk, Seconds(), connect=watched) as store:
        callers = Callers(store)
        assert await callers.store("before")
        armed = True
        with pytest.raises(NotStored):
            await store.transact(lambda work: work.dialogs.first_time(update(), NOW))
        armed = False
        if not disk.path.exists():
            disk.kept.rename(disk.path)
        # It comes again, and is known where it was stored: nothing is done twice.
        assert await store.transact(lambda work: work.dialogs.first_time(update(), NOW)) is False


# --- which file is taken up -----------------------------------------------------------------------


def _other_revision(path: Path, backup: Path) -> None:
    shutil.copyfile(backup, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()


def _no_revision(path: Path, backup: Path) -> None:
    del backup
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")


def _nothing_in_it(path: Path, backup: Path) -> None:
    del backup
    path.touch()


def _no_database(path: Path, backup: Path) -> None:
    del backup
    path.write_text("This is no database. " * 100)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_other_revision, "other_schema"),
        (_no_revision, "other_schema"),
        (_nothing_in_it, "other_schema"),
        (_no_database, "SQLITE_NOTADB"),
    ],
)
async def test_a_file_that_is_not_ours_is_not_written_to_and_said_once(
    disk: Disk, make: Callable[[Path, Path], None], why: str
) -> None:
    disk.back_up()
    other = disk.outside / "other.db"
    make(other, disk.backup)
    content = other.read_bytes()
    clock = Seconds()
    with capture_logs() as logs:
        async with opened(disk, clock) as store:
            callers = Callers(store)
            assert await callers.store("before")
            other.replace(disk.path)
            for number in range(20):
                clock.now += MAX_PAUSE_SECONDS
                assert not await callers.store(f"after {number}")
            assert disk.path.read_bytes() == content
            disk.backup.replace(disk.path)
            clock.now += MAX_PAUSE_SECONDS
            assert await callers.store("good")
    said = [(line["event"], line["log_level"]) for line in logs]
    assert said == [
        ("database_lost", "error"),
        ("database_refused", "error"),
        ("database_found", "warning"),
    ]
    assert [logs[0]["why"], logs[1]["why"], logs[2]["after"]] == ["replaced", why, "replaced"]
    assert names_in(disk.path) == {"good"}


async def test_a_lost_file_is_looked_for_again_after_a_pause_that_grows(disk: Disk) -> None:
    clock = Seconds()
    async with opened(disk, clock) as store:
        callers = Callers(store)
        assert await callers.store("before")
        aside = disk.outside / "aside.db"

        async def found_when_it_is_back() -> bool:
            aside.rename(disk.path)
            found = await callers.store(f"at {clock.now}")
            if not found:
                disk.path.rename(aside)
            return found

        disk.path.rename(aside)
        assert not await callers.store("the loss is noticed")
        assert not await callers.store("looked for at once")
        pause = FIRST_PAUSE_SECONDS
        for _try in range(10):
            clock.now += pause * 0.9
            assert not await found_when_it_is_back()
            clock.now += pause * 0.2
            assert not await callers.store("looked for again")
            pause = min(pause * 2, MAX_PAUSE_SECONDS)
        clock.now += MAX_PAUSE_SECONDS
        assert await found_when_it_is_back()


@pytest.mark.parametrize("damage", [_empty, _cut_in_half, _overwrite_the_header])
async def test_a_damaged_file_is_not_opened_again_before_a_restart(
    disk: Disk, damage: Callable[[Disk], None]
) -> None:
    clock = Seconds()
    with capture_logs() as logs:
        async with opened(disk, clock) as store:
            callers = Callers(store)
            assert await callers.store("before")
            content = disk.path.read_bytes()
            damage(disk)
            assert not await callers.store("after")
            # Whatever is written into this very file: it is not known what is good in it.
            disk.path.write_bytes(content)
            for number in range(5):
                clock.now += MAX_PAUSE_SECONDS
                assert not await callers.store(f"after {number}")
    assert [(line["event"], line["why"]) for line in logs] == [("database_lost", "overwritten")]
    async with opened(disk, clock) as store:
        assert await Callers(store).store("after the restart")


# --- what other programs may do -------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    ["PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE secret SET value = zeroblob(10000)"],
)
async def test_what_another_program_writes_through_sqlite_is_no_loss(
    disk: Disk, statement: str
) -> None:
    async with storing(disk) as callers:
        for _time in range(3):
            with closing(sqlite3.connect(disk.path, 30, isolation_level=None)) as other:
                other.execute(statement)
                other.execute("PRAGMA wal_checkpoint(PASSIVE)")
            await callers.until("before", len(callers.before) + 50)
        assert callers.refused == set()
    assert names_in(disk.path) >= callers.before


async def test_another_schema_of_this_release_is_taken_up_and_a_migration_is_not(
    disk: Disk,
) -> None:
    def other_program(*statements: str) -> None:
        with closing(sqlite3.connect(disk.path, 30, isolation_level=None)) as other:
            for statement in (*statements, "PRAGMA wal_checkpoint(FULL)"):
                other.execute(statement)

    clock = Seconds()
    async with opened(disk, clock) as store:
        callers = Callers(store)
        assert await callers.store("before")
        for number, statement in enumerate(("CREATE INDEX a ON secret (value)", "VACUUM")):
            other_program(statement)
            assert not await callers.store(f"noticed {number}")
            assert await callers.store(f"taken up {number}")
        other_program("UPDATE alembic_version SET version_num = 'next'", "DROP INDEX a")
        assert not await callers.store("noticed 2")
        clock.now += MAX_PAUSE_SECONDS
        assert not await callers.store("another release's")
    assert names_in(disk.path) == {"before", "taken up 0", "taken up 1"}


async def test_a_deleted_log_is_kept_open_until_it_can_be_carried_into_the_file(
    disk: Disk,
) -> None:
    clock = Seconds()
    async with opened(disk, clock) as store:
        callers = Callers(store)
        assert await callers.store("before")
        with closing(sqlite3.connect(disk.path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM secret").fetchall()
            assert await callers.store("while somebody reads")
            disk.log.unlink()
            assert not await callers.store("noticed")
            clock.now += MAX_PAUSE_SECONDS
            assert not await callers.store("the log is in use")
        clock.now += MAX_PAUSE_SECONDS
        assert await callers.store("after")
        assert names_in(disk.path) == {"before", "while somebody reads", "after"}


# --- the end --------------------------------------------------------------------------------------


async def test_the_end_harms_no_file_that_took_the_place(disk: Disk) -> None:
    disk.back_up()
    content = disk.backup.read_bytes()
    async with opened(disk, Seconds()) as store:
        assert await Callers(store).store("before")
        disk.backup.replace(disk.path)
    assert disk.path.read_bytes() == content
    assert names_in(disk.path) == set()
    assert names_in(disk.kept) == {"before"}


async def test_the_end_harms_no_copy_that_was_written_over_it(disk: Disk) -> None:
    disk.back_up()
    async with opened(disk, Seconds()) as store:
        assert await Callers(store).store("before")
        _copy_a_backup_over_it(disk)
    assert disk.path.read_bytes() == disk.backup.read_bytes()
    assert names_in(disk.path) == set()
