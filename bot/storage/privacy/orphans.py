"""Orphaned files: uploads that no entry, open draft or campaign has, and photos that were removed.

They are listed as files to be deleted, in slices; `deleting` deletes them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.privacy import upload_statements as statements

MAX_SLICE = 100
OURS = "web:"
UPLOAD_GRACE = dt.timedelta(hours=1)
"""How long an upload may be in nothing: its message may still be on its way from a phone."""
REMOVED_GRACE = dt.timedelta(days=7)
"""How long a removed photo can be taken back."""


async def doom_orphans(database: Any, now: dt.datetime) -> int:
    """List the files of orphans; how many. Raises `NotStored`; the next call goes on."""
    doomed = 0
    after: tuple[int, int] | None = (0, 0)
    while after is not None:
        slice_doomed, after = await database.in_transaction(
            partial(_doom_uploads, now=now, after=after)
        )
        doomed += slice_doomed
    more = MAX_SLICE
    while more == MAX_SLICE:
        more = await database.in_transaction(partial(_doom_removed, now=now))
        doomed += more
    return doomed


async def _doom_uploads(
    session: Session, *, now: dt.datetime, after: tuple[int, int]
) -> tuple[int, tuple[int, int] | None]:
    """One slice of uploads: how many are orphans, and after which to go on."""
    rows = await session.rows(
        statements.UPLOADS_BEFORE,
        before=to_ms(now - UPLOAD_GRACE),
        after_ms=after[0],
        after=after[1],
        limit=MAX_SLICE,
    )
    if not rows:
        return 0, None
    settled: defaultdict[int, list[str]] = defaultdict(list)
    orphans = [row[1] for row in rows if not row[6] and not _in_draft(row)]
    for row in rows:
        if row[6] or row[1] in orphans:
            settled[row[0]].append(row[1])
    await doom(session, orphans, now)
    for person, references in settled.items():
        await session.rows(statements.DROP_UPLOADS, person=person, references=to_json(references))
    return len(orphans), (rows[-1][2], rows[-1][0])


def _in_draft(row: Row) -> bool:
    """Whether a conversation that was not finished, or a campaign, has the file."""
    return bool(row[7]) or any(state is not None and row[1] in state for state in row[3:6])


async def _doom_removed(session: Session, *, now: dt.datetime) -> int:
    """One slice of photos that were removed and not taken back: how many."""
    rows = await session.rows(
        statements.REMOVED_BEFORE, before=to_ms(now - REMOVED_GRACE), limit=MAX_SLICE
    )
    for item, _reference in rows:
        await session.rows(statements.DROP_REMOVED, item=item)
    await doom(session, [row[1] for row in rows], now)
    return len(rows)


async def doom(session: Session, references: Sequence[str], now: dt.datetime) -> None:
    """List files to be deleted, those of the page; another platform keeps its own."""
    for reference in references:
        if reference.startswith(OURS):
            await session.rows(statements.DOOM_FILE, reference=reference, at_ms=to_ms(now))
