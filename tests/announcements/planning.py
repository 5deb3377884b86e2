"""People of every sort in a database, and what waits for them in the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Table

from bot.announcements import ANNOUNCEMENTS
from bot.domain.notifications.calendar import Calendar
from bot.domain.notifications.policy import NotificationPreferences
from bot.domain.people.persons import PURPOSES
from bot.services.notifications.occurrences import Occurrence, occurrences_on
from bot.storage.dialogs import tables as dialogs_tables
from bot.storage.engine.milliseconds import to_ms
from bot.storage.outbox import tables as outbox_tables
from bot.storage.people import tables as people_tables
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from tests.announcements.calendars import HERE
from tests.applications import ZONE
from tests.sealed import put_rows
from tests.storage.stores import query

BORN = to_ms(dt.datetime(2026, 1, 1, tzinfo=ZONE))
ALL = " ".join(PURPOSES)
"""Every consent, as it is stored."""

Rows = list[tuple[Table, dict[str, Any]]]


def local(month: int, day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    """A local time of 2026."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


async def insert(url: str, rows: Rows) -> None:
    """Put rows into their tables, in one transaction."""
    await put_rows(url, rows)


def person(
    number: int,
    *,
    joined: bool = True,
    consents: str = ALL,
    ward: str | None = HERE,
    group: str | None = None,
    locale: str = "vi",
    channel: str | None = "buttons",
    spoke: bool = True,
    blocked: bool | None = False,
    preferences: NotificationPreferences | None = None,
) -> Rows:
    """Somebody at the address of their number.

    `channel` None: no address is known; `spoke` False: there is no conversation at all; `blocked`
    None: nothing is known of the address.
    """
    own = preferences or NotificationPreferences()
    where = {"channel": channel, "external_id": None if channel is None else str(number)}
    rows: Rows = [
        (people_tables.person, {
            "id": number, "locale": locale, "ward": ward, "resident_group": group,
            "consents": consents,
            "joined_ms": BORN if joined else None, "created_ms": BORN,
            "quiet_from": own.quiet and own.quiet.start, "quiet_to": own.quiet and own.quiet.end,
            "weekly_most": own.weekly_most,
        })
    ]  # fmt: skip
    if spoke:
        rows.append(
            (dialogs_tables.conversation, {"person_id": number, **where, "updated_ms": BORN})
        )
    if blocked is not None and channel is not None:
        marked = BORN if blocked else None
        address = {"person_id": number, **where, "blocked_ms": marked, "created_ms": BORN}
        rows.append((people_tables.address, address))
    return rows


def words(
    number: int,
    source: str | None,
    at: dt.datetime,
    *,
    state: str = "planned",
    kind: DeliveryClass = "announcement",
    until: dt.datetime | None = None,
    channel: str = "buttons",
    parts_sent: int = 0,
) -> Rows:
    """A row of the outbox for somebody, due (or sent) at a moment."""
    say = Say((plain(f"{kind} {source}"),), kind=kind)
    done = None if state in ("planned", "claimed") else to_ms(at)
    return [
        (outbox_tables.outbox, {
            "channel": channel, "external_id": str(number), "person_id": number, "kind": kind,
            "locale": "vi", "turn": 0, "say": msgspec.json.encode(say).decode(), "state": state,
            "attempts": 0, "parts_sent": parts_sent, "due_ms": to_ms(at),
            "until_ms": None if until is None else to_ms(until),
            "source": source, "created_ms": to_ms(at), "done_ms": done,
            "claimed_by": "worker" if state == "claimed" else None,
        })
    ]  # fmt: skip


def occurrence(
    made: Calendar, today: dt.date, source: str, ward: str = "*", zone: dt.tzinfo = ZONE
) -> Occurrence:
    """The occurrence of a source in a ward on a day."""
    found = occurrences_on(ANNOUNCEMENTS, made, today, zone)
    (one,) = [each for each in found if (each.source, each.ward) == (source, ward)]
    return one


async def planned_for(url: str, source: str) -> list[int]:
    """For whom a source stands in the outbox, each as often as it does."""
    rows = await query(url, f"SELECT person_id FROM outbox WHERE source = '{source}' ORDER BY 1")
    return [number for (number,) in rows]


async def people(url: str, *numbers: int, **more: Any) -> None:
    """Put people of these numbers into the database, all of the same sort."""
    await insert(url, [row for number in numbers for row in person(number, **more)])


def flat(parts: Sequence[Rows]) -> Rows:
    """The rows of several."""
    return [row for part in parts for row in part]
