"""Retention: what has been kept for as long as its purpose needs is deleted, in small slices.

Every slice is a short transaction of its own, so that turns pass between two of them, and finds
its rows by an index. How long what is kept: `bot.domain.privacy.declarations`.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from bot.domain.privacy.declarations import RetentionName, days_of
from bot.services.ports.messages import Clock, NotStored
from bot.storage.campaigns.answer_statements import PURGE_ANSWERS
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Session
from bot.storage.engine.statement import Statement
from bot.storage.people.statements import PEOPLE_AFTER
from bot.storage.privacy.orphans import doom
from bot.storage.retention import statements
from bot.storage.retention.visitors import forget_visitors
from bot.storage.staff.page_statements import PURGE_STAFF_LINKS, PURGE_STAFF_SESSIONS
from bot.storage.staff.statements import PURGE_INVITATIONS

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MAX_SLICE = 500
VISITOR_DAYS = 7
DAY_SECONDS = 24 * 3600

_log = structlog.get_logger("retention")


class _SessionJob(Protocol[T_co]):
    def __call__(self, session: Session) -> Coroutine[Any, Any, T_co]: ...


class _Transactional(Protocol):
    """A database that runs a job on the bare hand, in a transaction of its own."""

    async def in_transaction(self, job: _SessionJob[T]) -> T: ...


async def purge(
    database: _Transactional, now: dt.datetime, visitor_days: int = VISITOR_DAYS
) -> dict[str, int]:
    """Delete what is past its time; how many rows of which table.

    All of the visitors who never joined and said nothing for `visitor_days`.
    Activities of years before the last one (with their evidence and corrections), self-checks
    begun, ratings given for and pauses ended before it, goals that another took the place of;
    photos and files of a year ago, which are listed to be deleted; updates of the inbox and what
    became of reminders older than 30 days, words of the outbox that came to their end more than 30
    days ago. Of a notification stays for a year what became of it; requests about personal data go
    24 months after their end. The year is that of `now` in
    its own zone. Raises `NotStored`; what was deleted by then stays deleted, and the next call
    goes on.
    """
    first = now.replace(
        year=now.year - 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    gone = await _purge_people(database, first, now)
    gone["visitor"] = await forget_visitors(database, now, visitor_days)
    gone["invitation"] = await _purge_by_age(database, PURGE_INVITATIONS, _before(now, "codes"))
    for table, purge in (
        ("staff_link", PURGE_STAFF_LINKS),
        ("staff_session", PURGE_STAFF_SESSIONS),
    ):
        gone[table] = await _purge_by_age(database, purge, _before(now, "codes"))
    gone["inbox"] = await _purge_by_age(database, statements.PURGE_INBOX, _before(now, "words"))
    gone["outbox"] = await _purge_words(database, _before(now, "words"))
    gone["delivery"] = await _purge_by_age(
        database, statements.PURGE_DELIVERIES, _before(now, "deliveries")
    )
    gone["data_request"] = await _purge_by_age(
        database, statements.PURGE_REQUESTS, _before(now, "requests")
    )
    return dict(gone)


def _before(now: dt.datetime, kept: RetentionName) -> dt.datetime:
    """What is older than this has been kept for as long as it may."""
    return now - dt.timedelta(days=days_of(kept))


async def _purge_people(
    database: _Transactional, first: dt.datetime, now: dt.datetime
) -> Counter[str]:
    """By slices of people: the index of a person's days finds the old ones of each."""
    gone = Counter(dict.fromkeys(_BY_PEOPLE, 0))
    after: int | None = 0
    while after is not None:
        slice_gone, after = await database.in_transaction(
            partial(_purge_slice, first=first, now=now, after=after)
        )
        gone.update(slice_gone)
    return gone


_BY_YEAR = ("self_check", "rating", "pause", "goal")
"""Tables whose rows go with the years, besides the activities."""

_BY_PEOPLE = ("activity", "evidence", *_BY_YEAR, "reminded", "link_code", "download",
              "campaign_answer")  # fmt: skip
"""Tables that are looked through by slices of people."""


async def _purge_slice(
    session: Session, *, first: dt.datetime, now: dt.datetime, after: int
) -> tuple[dict[str, int], int | None]:
    """One slice: how many of what, and after whom to go on."""
    people = await session.rows(PEOPLE_AFTER, after=after, limit=MAX_SLICE)
    if not people:
        return {}, None
    last = int(people[-1][0])
    slice_ = {"after": after, "last": last}
    day = first.date().isoformat()
    old = {**slice_, "first_day": day, "limit": MAX_SLICE}
    files = {
        **old,
        "after_": after,
        "last_": last,
        "files_before": to_ms(_before(now, "files")),
    }
    await doom(session, [row[0] for row in await session.rows(statements.OLD_FILES, **files)], now)
    gone = {"evidence": len(await session.rows(statements.PURGE_EVIDENCE, **files))}
    gone["activity"] = len(await session.rows(statements.PURGE_ACTIVITIES, **old))
    checks = await session.rows(statements.PURGE_CHECKS, **slice_, first_ms=to_ms(first))
    ratings = await session.rows(statements.PURGE_RATINGS, **slice_, year=first.year)
    pauses = await session.rows(statements.PURGE_PAUSES, **slice_, first_day=day)
    goals = await session.rows(statements.PURGE_GOALS, **slice_, first_day=day)
    for table, rows in zip(_BY_YEAR, (checks, ratings, pauses, goals), strict=True):
        gone[table] = len(rows)
    codes = to_ms(_before(now, "codes"))
    gone["link_code"] = len(await session.rows(statements.PURGE_LINKS, **slice_, before=codes))
    gone["download"] = len(await session.rows(statements.PURGE_DOWNLOADS, **slice_, before=codes))
    words = to_ms(_before(now, "words"))
    answers = {**slice_, "before": to_ms(_before(now, "deliveries"))}
    gone["campaign_answer"] = len(await session.rows(PURGE_ANSWERS, **answers))
    gone["reminded"] = len(await session.rows(statements.PURGE_REMINDED, **slice_, before=words))
    return gone, after if gone["activity"] == MAX_SLICE else last


async def _purge_by_age(database: _Transactional, statement: Statement, before: dt.datetime) -> int:
    """Slices of rows from the oldest on, until one is not full; how many.

    Deliveries are numbered by age: the walk ends where one is not old enough.
    """

    async def old(session: Session) -> int:
        return len(await session.rows(statement, before=to_ms(before), limit=MAX_SLICE))

    rows = 0
    gone = MAX_SLICE
    while gone == MAX_SLICE:
        gone = await database.in_transaction(old)
        rows += gone
    return rows


async def _purge_words(database: _Transactional, before: dt.datetime) -> int:
    """In the order they were posted; no word ends before it is posted, so the walk ends there."""
    words = 0
    after: int | None = 0
    while after is not None:
        gone, after = await database.in_transaction(
            partial(_purge_posted, before_ms=to_ms(before), after=after)
        )
        words += gone
    return words


async def _purge_posted(session: Session, *, before_ms: int, after: int) -> tuple[int, int | None]:
    """One slice: how many, and after which row to go on."""
    rows = await session.rows(statements.MESSAGES_AFTER, after=after, limit=MAX_SLICE)
    if not rows:
        return 0, None
    last, created_ms = rows[-1]
    await session.rows(statements.KEEP_DELIVERIES, after=after, last=last, before=before_ms)
    gone = await session.rows(statements.PURGE_MESSAGES, after=after, last=last, before=before_ms)
    return len(gone), int(last) if created_ms < before_ms else None


async def purge_daily(
    database: _Transactional, clock: Clock, stop: asyncio.Event, visitor_days: int = VISITOR_DAYS
) -> None:
    """Purge now and once a day until `stop`; a database that is away is asked again tomorrow."""
    while not stop.is_set():
        try:
            purged = await purge(database, clock(), visitor_days)
            gone = {name: count for name, count in purged.items() if count}
            if gone:
                _log.info("purged", **gone)
        except NotStored:
            _log.warning("purge_not_stored")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DAY_SECONDS)
