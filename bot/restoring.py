"""Restoring a backup: it is prepared aside, brought up to date, and then takes its place."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import SecretStr

from bot.application import Application
from bot.channels.web.files import deleting_from
from bot.settings import Settings
from bot.storage.backups.archive import (
    DATA,
    DATABASE,
    FILES,
    JOURNAL,
    About,
    read_about,
    read_archive,
)
from bot.storage.backups.postgresql_place import (
    fill_place,
    finish_place,
    free_aside,
    give_back,
    take_place,
)
from bot.storage.backups.postgresql_tools import ASIDE, ToolFailed, check_tool, restore_dump
from bot.storage.backups.sealing import CannotUnseal
from bot.storage.backups.sqlite_copy import check_copy, is_in_use, sqlite_file
from bot.storage.backups.staging import staging_folder
from bot.storage.backups.swapping import Swap, swap_in
from bot.storage.databases.migrating import migrate
from bot.storage.databases.numbers import give_no_number_until
from bot.storage.databases.sqlite_file import log_and_index
from bot.storage.outbox.operating.held import HeldCounts, hold_open_messages
from bot.storage.privacy.deleting import delete_doomed_files
from bot.storage.privacy.erasing_again import erase_again
from bot.storage.privacy.journal import JOURNAL_KEY, JournalEntry, append_entries, read_entries
from bot.storage.resealing.old_values import seal_old_values
from bot.storage.resealing.vacuuming import vacuum
from bot.storage.revisions import is_known, of_newer_release
from bot.storage.secrets.data_keys import is_sealed
from bot.storage.secrets.queries import stored_secret

_IN_USE = "A service or another program has the database open: stop it first."
_THERE = (
    "There is a database or files already: give --replace, which sets them aside and keeps them."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: what the backup was, what it holds back, how many it erased again."""

    about: About
    held: HeldCounts
    erased: int
    aside: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Where a backup lies unpacked: the database's file (or dump), files, edited data files."""

    database: Path
    files: Path
    data: Path
    about: About
    journal: tuple[JournalEntry, ...]


async def restore_backup(
    settings: Settings,
    key: bytes,
    source: Path,
    journal: Path | None,
    now: dt.datetime,
    *,
    replace: bool,
) -> Restored:
    """Bring a backup back. Whatever it raises, everything is as it was.

    Every erasure that the journals say is done again, in the database and the files; whatever the
    backup would have sent is held. Raises `CannotUnseal`, `CopyDamaged`, `ToolFailed`, `NoKey`,
    `OSError`.
    """
    place = sqlite_file(settings.database_url.get_secret_value())
    with source.open("rb") as file:
        _check_about(
            await asyncio.to_thread(read_about, file, key), "sqlite" if place else "postgresql"
        )
    files = settings.files_dir
    if not replace and _holds_files(files):
        raise CannotUnseal(_THERE)
    with ExitStack() as stack:
        folder = stack.enter_context(staging_folder((place or files).parent))
        uploads = stack.enter_context(staging_folder(files.parent))
        prepared = await asyncio.to_thread(_unpack, source, key, folder, uploads)
        entries = _entries(prepared, settings, journal)
        known = set(read_entries(settings.erasures_file))
        if new := [each for each in entries if each not in known]:
            append_entries(settings.erasures_file, new)
        if place is not None:
            return await _into_file(settings, place, prepared, entries, now, replace=replace)
        return await _into_server(settings, prepared, entries, now, replace=replace)


def _check_about(about: About, kind: str) -> None:
    if about.database != kind:
        raise CannotUnseal(
            f"It is of {about.database} and BOT_DATABASE_URL is of {kind}: restore it into a "
            "database of its kind; “move” carries SQLite to PostgreSQL afterwards."
        )
    if not is_known(about.revision):
        raise CannotUnseal(of_newer_release(about.revision))


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _unpack(source: Path, key: bytes, folder: Path, uploads: Path) -> _Prepared:
    """Read all of the archive into the staging folders. Raises `CannotUnseal` and `OSError`."""
    (uploads / FILES).mkdir()

    def place(name: str) -> Path | None:
        top = PurePosixPath(name).parts[0]
        return (uploads if top in (FILES, DATA) else folder) / name

    with source.open("rb") as file:
        about = read_archive(file, key, place).about
    return _Prepared(
        folder / DATABASE, uploads / FILES, uploads / DATA, about, read_entries(folder / JOURNAL)
    )


def _entries(prepared: _Prepared, settings: Settings, more: Path | None) -> list[JournalEntry]:
    """The erasures of every journal there is, each once."""
    journals = (settings.erasures_file, *(() if more is None else (more,)))
    found = (*prepared.journal, *(entry for path in journals for entry in read_entries(path)))
    return list(dict.fromkeys(found))


# --- SQLite ---------------------------------------------------------------------------------------


async def _into_file(
    settings: Settings,
    place: Path,
    prepared: _Prepared,
    entries: Sequence[JournalEntry],
    now: dt.datetime,
    *,
    replace: bool,
) -> Restored:
    _may_take(place, replace=replace)
    await asyncio.to_thread(check_copy, prepared.database)
    staged = _settings_of(settings, f"sqlite+aiosqlite:///{prepared.database}", prepared)
    held, erased = await _bring_up_to_date(staged, entries, now)
    await asyncio.to_thread(check_copy, prepared.database)
    _may_take(place, replace=replace)
    aside = swap_in(
        [*_swaps(settings, prepared), (prepared.database, place)],
        f"before-restore-{now:%Y%m%d-%H%M%S}",
    )
    return Restored(prepared.about, held, erased, aside)


def _may_take(place: Path, *, replace: bool) -> None:
    if place.exists():
        if is_in_use(place):
            raise CannotUnseal(_IN_USE)
        if not replace:
            raise CannotUnseal(_THERE)
    # A log that lies there would be mixed into the restored file. Whoever closed the old one last
    # carried it in; its index says nothing by itself.
    log, index = log_and_index(place)
    if log.exists() and log.stat().st_size:
        raise CannotUnseal(f"There is a log of another database ({log}): move it away.")
    index.unlink(missing_ok=True)


def _swaps(settings: Settings, prepared: _Prepared) -> list[Swap]:
    swaps: list[Swap] = [(prepared.files, settings.files_dir.absolute())]
    if prepared.data.is_dir():
        swaps.append((prepared.data, settings.data_dir.absolute()))
    return swaps


# --- PostgreSQL -----------------------------------------------------------------------------------


async def _into_server(
    settings: Settings,
    prepared: _Prepared,
    entries: Sequence[JournalEntry],
    now: dt.datetime,
    *,
    replace: bool,
) -> Restored:
    url = settings.database_url.get_secret_value()
    await check_tool("pg_restore", url)
    aside = await free_aside(url, f"{ASIDE}_{now:%Y%m%d_%H%M%S}")
    taken = await take_place(url, aside, replace=replace)
    if taken == "in_use":
        raise ToolFailed(_IN_USE)
    if taken == "there":
        raise ToolFailed(_THERE)
    try:
        await restore_dump(url, prepared.database)
        await fill_place(url)
        held, erased = await _bring_up_to_date(_settings_of(settings, url, prepared), entries, now)
        kept = swap_in(_swaps(settings, prepared), f"before-restore-{now:%Y%m%d-%H%M%S}")
    except BaseException:
        await give_back(url, aside)
        raise
    await finish_place(url)
    if taken == "set_aside":
        kept = (*kept, Path(f"schema {aside}"))
    return Restored(prepared.about, held, erased, kept)


# --- both -----------------------------------------------------------------------------------------


def _settings_of(settings: Settings, url: str, prepared: _Prepared) -> Settings:
    """The settings by which the prepared database and files are worked on."""
    data = prepared.data if prepared.data.is_dir() else settings.data_dir
    changed = {"database_url": SecretStr(url), "files_dir": prepared.files, "data_dir": data}
    return settings.model_copy(update=changed)


async def _bring_up_to_date(
    settings: Settings, entries: Sequence[JournalEntry], now: dt.datetime
) -> tuple[HeldCounts, int]:
    """Migrate, seal, erase again, plan what is due, and hold all that waits; held and erased.

    What is due is planned first: the service would send it after its next start, again perhaps.
    """
    url = settings.database_url.get_secret_value()
    await migrate(url)
    await give_no_number_until(url, max((entry.person for entry in entries), default=0))
    application = Application(settings, clock=lambda: now)
    application.data.look()
    await application.database.open()
    try:
        old = not await is_sealed(application.database)
        if old:  # an older release made the backup; addresses are compared as they are sealed
            await seal_old_values(application.database, settings.files_dir, lambda _read, _of: None)
        await stored_secret(application.database, JOURNAL_KEY)
        erased = await erase_again(application.database, entries, now)
        await application.remind()
        await application.announcer.tick()
        held = await hold_open_messages(application.database, now)
        await delete_doomed_files(application.database, deleting_from(settings.files_dir))
    finally:
        await application.close()
    if old:
        await asyncio.to_thread(vacuum, url)  # free pages hold what was plain
    return held, erased
