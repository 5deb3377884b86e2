"""The write check: one small write that commits, to learn whether the database takes any.

Reading, and committing nothing, succeed on a full disk too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.storage.engine.session import Session
from bot.storage.secrets.statements import SET_PLAIN_SECRET

ROW = "write_check"
"""The row of the table `secret` in which the moment of the last check stands."""


async def check_write(database: Any, now: dt.datetime) -> None:
    """Write the moment into one row and commit; raises `NotStored` when that is not possible."""

    async def job(session: Session) -> None:
        await session.rows(SET_PLAIN_SECRET, name=ROW, value=now.isoformat())

    await database.in_transaction(job)
