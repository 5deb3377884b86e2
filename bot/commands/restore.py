"""`python -m bot restore SRC`: brings a backup back, and sends nothing of it by itself."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from bot.application import now_in
from bot.commands.backup import backup_key
from bot.commands.wrong import Wrong, answers, be_ready, of_disk
from bot.restoring import Restored, restore_backup
from bot.settings import Settings
from bot.storage.backups.postgresql_tools import ToolFailed
from bot.storage.backups.sealing import CannotUnseal
from bot.storage.backups.sqlite_copy import CopyDamaged
from bot.storage.databases.opening import database_at
from bot.storage.outbox.operating.held import HeldCounts, drop_held, held_counts, release_held
from bot.storage.secrets.master_key import NoKey, master_key


def add_restore(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "restore",
        help="bring a backup back; what it would have sent is held",
        description="Brings a backup back while the service is stopped. Nothing of it is sent by "
        "itself: what waited in the backup is held, until it is released or dropped here.",
    )
    parser.add_argument("src", metavar="SRC", type=Path, nargs="?", help="the backup")
    parser.add_argument(
        "--replace", action="store_true", help="set aside the database and files that are there"
    )
    parser.add_argument(
        "--journal", type=Path, help="a copy of erasures.jsonl that was kept elsewhere"
    )
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--held", action="store_true", help="count the messages that are held")
    ends.add_argument("--release", action="store_true", help="let held messages leave")
    ends.add_argument("--drop", action="store_true", help="let held messages never leave")
    parser.add_argument("--kind", help="only those of this kind, as reminder")
    parser.add_argument("--channel", help="only those of this channel, as telegram")


def restore(settings: Settings, given: argparse.Namespace) -> int:
    """Restore, or decide about what a restore held. Raises `Wrong`."""
    if given.held or given.release or given.drop:
        asyncio.run(_decide(settings, given))
        return 0
    if given.src is None:
        raise Wrong("Say which backup: “restore SRC”; or “restore --held”, --release, --drop.")
    key = backup_key(settings)
    if answers(settings):
        raise Wrong("The service is running: stop it first. Nothing was changed.")
    if given.journal is not None and not given.journal.is_file():
        raise Wrong(f"{given.journal} is not there: nothing was changed.")
    now = now_in(settings.zone)
    try:
        restored = asyncio.run(
            restore_backup(settings, key, given.src, given.journal, now, replace=given.replace)
        )
    except FileNotFoundError as error:
        raise Wrong(f"{of_disk(error)} Nothing was changed.") from error
    except OSError as error:
        raise Wrong(
            f"The backup was not restored: {of_disk(error)} Nothing was changed."
        ) from error
    except (CannotUnseal, CopyDamaged, ToolFailed, NoKey) as error:
        raise Wrong(f"{given.src} was not restored. {error} Nothing was changed.") from error
    _tell(settings, restored)
    return 0


def _tell(settings: Settings, restored: Restored) -> None:
    about = restored.about
    print(f"Restored: {about.people} people, {about.activities} activities, of release "
          f"{about.release}.")  # fmt: skip
    for path in restored.aside:
        print(f"  What was there is kept as {path}: it holds personal data, delete it in time.")
    if restored.erased:
        print(f"  Erased again, as the journal says: {restored.erased} people.")
    else:
        print(f"  Nobody had to be erased again ({settings.erasures_file}).")
    _tell_held(restored.held)
    if restored.held:
        print("  Nothing of it is sent unless you say so: “restore --release” sends it, "
              "“restore --drop” drops it.")  # fmt: skip


def _tell_held(held: HeldCounts) -> None:
    if not held:
        print("  No message is held.")
    for channel, kind, count in held:
        print(f"  Held: {count} of kind {kind} on {channel}.")


async def _decide(settings: Settings, given: argparse.Namespace) -> None:
    """Count, release or drop what is held; the service may run."""
    await be_ready(settings)
    database = database_at(
        settings.database_url.get_secret_value(), settings.controller, master_key(settings)
    )
    await database.open()
    try:
        if given.release:
            count = await release_held(database, kind=given.kind, channel=given.channel)
            print(f"Released: {count} messages; the service sends them within a minute.")
        elif given.drop:
            count = await drop_held(database, kind=given.kind, channel=given.channel)
            print(f"Dropped: {count} messages; they are never sent.")
        _tell_held(await held_counts(database))
    finally:
        await database.close()
