"""Keys: seal what an older release left plain, wrap the keys anew, add a key for texts."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from bot.application import master_key
from bot.settings import Settings
from bot.storage.databases.opening import database_at
from bot.storage.databases.vacuuming import vacuum
from bot.storage.resealing.files import reseal_files
from bot.storage.resealing.rows import Resealing
from bot.storage.secrets.data_keys import is_sealed, mark_sealed, renew, rotate
from bot.storage.secrets.master_key import MasterKey, NoKey

_ROWS_A_LINE = 20_000
"""How often the progress of sealing is told."""

NOT_SEALED = NoKey(
    "The database holds values that are not encrypted yet: an older release wrote them, or "
    "“migrate” was ended before its end. Run “python -m bot migrate”: it goes on where it was."
)


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

    Raises `NoKey`, and what a database that cannot be used raises.
    """
    database = _database(settings)
    await database.open()
    try:
        if await is_sealed(database):
            return
        print("Values of an older release are encrypted now; it can be ended and begun again.")
        resealing, told = Resealing(database, plain=True), 0
        read = 0
        while (name := resealing.table) is not None:
            read += await resealing.slice()
            if read - told >= _ROWS_A_LINE:
                told = read
                print(f"  {read} rows read ({name})", flush=True)
        files = await asyncio.to_thread(reseal_files, settings.files_dir, database.sealer)
        await mark_sealed(database)
        print(f"All values are encrypted: {read} rows read, {files} files.")
    finally:
        await database.close()
    try:
        await asyncio.to_thread(vacuum, settings.database_url.get_secret_value())
    except sqlite3.Error as error:
        print(
            f"Free pages of the file may still hold old plain values ({error}): run VACUUM "
            "(docs/operate.md, “Keys”)."
        )


async def be_sealed(settings: Settings) -> None:
    """Raises `NoKey` when there is no key, or when something is still plain."""
    database = _database(settings)
    await database.open()
    try:
        if not await is_sealed(database):
            raise NOT_SEALED
    finally:
        await database.close()


def _database(settings: Settings) -> Any:
    url = settings.database_url.get_secret_value()
    return database_at(url, settings.controller, master_key(settings))
