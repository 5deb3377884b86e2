"""Keys: seal what an older release left plain, wrap the keys anew, add a key for texts."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.storage.databases.opening import database_at
from bot.storage.resealing.old_values import seal_old_values
from bot.storage.resealing.vacuuming import vacuum
from bot.storage.secrets.data_keys import renew, rotate
from bot.storage.secrets.master_key import MasterKey, master_key
from bot.storage.secrets.reading import key_state


def add_parser(commands: Any) -> None:
    """The command `keys` and its two parts."""
    keys = commands.add_parser(
        "keys", help="the keys of the data: wrap them anew, or add one (docs/operate.md, “Keys”)"
    )
    parts = keys.add_subparsers(dest="part", metavar="PART", required=True)
    rotating = parts.add_parser("rotate", help="wrap the data keys under a new master key")
    rotating.add_argument(
        "--to", type=Path, required=True, metavar="FILE",
        help="the file of the new master key; made when it does not exist",
    )  # fmt: skip
    parts.add_parser("renew", help="add a new data key; the running service goes on with it")


def change_keys(settings: Settings, given: argparse.Namespace) -> int:
    """Rotate or renew, while the service runs or while it does not. Raises `NoKey`."""
    asyncio.run(_rotate(settings, given.to) if given.part == "rotate" else _renew(settings))
    return 0


async def _rotate(settings: Settings, new: Path) -> None:
    old, database = master_key(settings), _database(settings)
    await database.open()
    try:
        count = await rotate(database, old, MasterKey(new))
    finally:
        await database.close()
    print(f"{count} data keys are wrapped under the key in {new}.")
    print(f"Set BOT_DATA_KEY_FILE={new} (and no BOT_DATA_KEY) before the next start.")
    print("Keep the old key for as long as you keep backups that were made with it.")


async def _renew(settings: Settings) -> None:
    database = _database(settings)
    await database.open()
    try:
        name = await renew(database, master_key(settings))
    finally:
        await database.close()
    print(f"The data key {name} was added: new values are sealed with it in two minutes.")
    print("The running service then seals the old ones anew.")


async def seal_old_rows(settings: Settings) -> None:
    """Seal what is plain in the database and among the files; it tells how far it is.

    A database without anybody's data is left as it is. Raises `NoKey`, and what a database that
    cannot be used raises.
    """
    url = settings.database_url.get_secret_value()
    if await key_state(url, master_key(settings)) != "plain":
        return
    database = _database(settings)
    await database.open()
    try:
        print("Values of an older release are encrypted now; it can be ended and begun again.")
        done = await seal_old_values(
            database,
            settings.files_dir,
            lambda read, name: print(f"  {read} rows read ({name})", flush=True),
        )
        print(f"All values are encrypted: {done.rows} rows read, {done.files} files.")
    finally:
        await database.close()
    try:
        await asyncio.to_thread(vacuum, url)
    except sqlite3.Error as error:
        print(
            f"Free pages of the file may still hold old plain values ({error}): run VACUUM "
            "(docs/operate.md, “Keys”)."
        )


def _database(settings: Settings) -> Any:
    url = settings.database_url.get_secret_value()
    return database_at(url, settings.controller, master_key(settings))
