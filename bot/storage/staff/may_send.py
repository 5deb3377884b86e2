"""Whether a sender still holds the role: asked in the transaction of each claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from bot.storage.engine.session import Session
from bot.storage.staff.queries import SqlStaffRepository


async def may_send(
    session: Session, author: int | None, wards: Collection[str], now: dt.datetime
) -> bool:
    """Whether the author of a campaign may write for all its wards; an erased one may not."""
    if author is None:
        return False
    return (await SqlStaffRepository(session).lock_roles(author)).may_in_all("write", wards, now)
