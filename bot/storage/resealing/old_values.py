"""Old values: what an older release left plain is sealed, rows and files, in one pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.storage.resealing.files import reseal_files
from bot.storage.resealing.rows import Resealing
from bot.storage.secrets.data_keys import mark_sealed

_ROWS_A_LINE = 20_000
"""How often the progress of sealing is told."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass did: how many rows it read, how many files it sealed."""

    rows: int
    files: int


async def seal_old_values(database: Any, files: Path, tell: Callable[[int, str], None]) -> Passed:
    """Seal what is plain in an open database and in a folder of files, and note that it is done.

    `tell` gets the rows that were read and their table, now and then. It can be ended and begun
    again. Raises `NotStored`, `OSError`.
    """
    resealing, told, read = Resealing(database, plain=True), 0, 0
    while (name := resealing.table) is not None:
        read += await resealing.slice()
        if read - told >= _ROWS_A_LINE:
            told = read
            tell(read, name)
    sealed = await asyncio.to_thread(reseal_files, files, database.sealer)
    await mark_sealed(database)
    return Passed(read, sealed)
