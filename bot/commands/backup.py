"""`python -m bot backup DEST`: one encrypted archive, also while the service runs."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.application import now_in
from bot.commands.wrong import Wrong, be_finished, of_disk
from bot.operator_pages import release
from bot.settings import Settings, SettingsWrong
from bot.storage.backups.archive import (
    DATA,
    DATABASE,
    FILES,
    JOURNAL,
    About,
    read_archive,
    write_archive,
)
from bot.storage.backups.last_backup import BackupNote, note_backup
from bot.storage.backups.postgresql_tools import ToolFailed, dump_database
from bot.storage.backups.sealing import CannotUnseal
from bot.storage.backups.sqlite_copy import (
    CopyDamaged,
    check_copy,
    copy_database,
    leave_out_what_is_gone,
    sqlite_file,
)
from bot.storage.backups.staging import PREFIX, staging_folder
from bot.storage.backups.swapping import sync_folder
from bot.storage.databases.migrating import revision
from bot.storage.engine.milliseconds import to_ms
from bot.storage.learning.tables import activity
from bot.storage.people.tables import person

LEFT_OUT = ("pictures",)
"""Folders of the files that are not kept: charts are drawn again."""

NO_KEY = (
    "Backups are encrypted: set BOT_BACKUP_KEY_FILE to a file with a key (“openssl rand -hex 32” "
    "makes one), and keep a copy of it away from this machine. Without the key nobody can read "
    "a backup."
)


def add_backup(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "backup", help="write an encrypted backup, also while the service runs"
    )
    parser.add_argument("dest", metavar="DEST", type=Path, help="a new file, or a folder")


def backup(settings: Settings, given: argparse.Namespace) -> int:
    """Write a backup, read it again, and say what is in it. Raises `Wrong`."""
    key = backup_key(settings)
    now = now_in(settings.zone)
    target: Path = given.dest
    if target.is_dir():
        target = target / f"sohoctap-{now:%Y%m%d-%H%M%S}.backup"
    if target.exists():
        raise Wrong(f"{target} is there already: choose another name. Nothing was changed.")
    try:
        about, files = asyncio.run(_backup(settings, key, target, to_ms(now)))
    except OSError as error:
        raise Wrong(f"The backup was not made: {of_disk(error)} Nothing is left of it.") from error
    except sqlite3.Error as error:
        raise Wrong(f"The backup was not made: SQLite says “{error}”.") from error
    except (ToolFailed, CopyDamaged, CannotUnseal) as error:
        raise Wrong(f"The backup was not made: {error}") from error
    note = BackupNote(now, target.stat().st_size, target.name)
    try:
        note_backup(settings.last_backup_file, note)
    except OSError as error:
        told = f"“doctor” and /health will not know of it: {of_disk(error)}"
        print(f"The backup is good, but it could not be noted; {told}", file=sys.stderr)
    print(
        f"The backup was written and read again: {target} ({about.people} people, "
        f"{about.activities} activities, {files} files, {target.stat().st_size:,} bytes)."
    )
    return 0


def backup_key(settings: Settings) -> bytes:
    """The key of backups. Raises `Wrong`."""
    try:
        key = settings.read_backup_key()
    except SettingsWrong as error:
        raise Wrong(str(error)) from None
    if key is None:
        raise Wrong(NO_KEY)
    return key


async def _backup(settings: Settings, key: bytes, target: Path, made_ms: int) -> tuple[About, int]:
    url = settings.database_url.get_secret_value()
    await be_finished(settings)
    at = await revision(url)
    if at is None:
        raise Wrong("The database was never migrated: there is nothing to back up.")
    file = sqlite_file(url)
    with staging_folder((file or settings.files_dir).parent) as folder:
        copied = folder / DATABASE
        if file is not None:
            await asyncio.to_thread(copy_database, file, copied)
            await asyncio.to_thread(leave_out_what_is_gone, copied)
            await asyncio.to_thread(check_copy, copied)
            counts = await asyncio.to_thread(_counts_of_copy, copied)
        else:
            counts = await _counts(url)
            await dump_database(url, copied)
        about = About(
            "sqlite" if file else "postgresql", at, made_ms, release(), *counts,
        )  # fmt: skip
        members = [(DATABASE, copied), *_files_of(settings)]
        files = await asyncio.to_thread(_write, target, key, about, members)
    return about, files


def _write(target: Path, key: bytes, about: About, members: list[tuple[str, Path]]) -> int:
    """Write the archive under another name, read it again, and give it its name; how many files."""
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            hashes = write_archive(file, key, about, members)
            file.flush()
            os.fsync(file.fileno())
        with draft.open("rb") as file:
            read = read_archive(file, key)
        if read.hashes != hashes or read.about != about:
            raise CannotUnseal("what was read again is not what was written: check the disk.")
        if target.exists():
            raise Wrong(f"{target} came into being meanwhile: it was left as it is.")
        draft.rename(target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)
    return sum(name.startswith(f"{FILES}/") for name in hashes)


def _files_of(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The files that people sent, the data files that officers edited, the journal."""
    if settings.erasures_file.exists():
        yield JOURNAL, settings.erasures_file
    for top, folder in ((FILES, settings.files_dir), (DATA, settings.data_dir)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            hidden = inside.parts[0] in LEFT_OUT or inside.name.startswith((PREFIX, "draft-"))
            if path.is_file() and not path.is_symlink() and not hidden:
                yield f"{top}/{inside.as_posix()}", path


_COUNTED = (person, activity)


def _counts_of_copy(copied: Path) -> tuple[int, ...]:
    with closing(sqlite3.connect(copied)) as connection:
        return tuple(
            connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
            for table in _COUNTED
        )


async def _counts(url: str) -> tuple[int, ...]:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return tuple(
                [
                    int(await connection.scalar(select(func.count()).select_from(table)) or 0)
                    for table in _COUNTED
                ]
            )
    finally:
        await engine.dispose()
