"""Who may be affected by a breach: how much of which kind of data is there of each person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Select, func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.engine.milliseconds import to_ms
from bot.storage.learning.tables import activity, evidence, goal, rating
from bot.storage.notifications.tables import reminder
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, consent, person
from bot.storage.privacy.tables import data_request
from bot.storage.push.tables import push_subscription
from bot.storage.skills.tables import self_check

_KINDS: Mapping[str, tuple[Column[Any], Column[Any]]] = {
    "profile": (person.c.id, person.c.created_ms),
    "addresses": (address.c.person_id, address.c.created_ms),
    "consents": (consent.c.person_id, consent.c.at_ms),
    "entries": (activity.c.person_id, activity.c.created_ms),
    "ratings": (rating.c.person_id, rating.c.at_ms),
    "goals": (goal.c.person_id, goal.c.at_ms),
    "self_checks": (self_check.c.person_id, self_check.c.started_ms),
    "reminders": (reminder.c.person_id, reminder.c.created_ms),
    "requests": (data_request.c.person_id, data_request.c.received_ms),
    "messages": (outbox.c.person_id, outbox.c.created_ms),
}
"""The person and the time of a row of each kind."""

KINDS = (*_KINDS, "photos", "browsers")
"""The kinds of data that are counted, as columns of the report."""

Affected = Mapping[int, Mapping[str, int]]
"""For each person's number: how many rows of which kind."""


async def affected(url: str, first: dt.datetime, end: dt.datetime) -> Affected:
    """Count the rows of each person that were there between two instants, as far as known now.

    A row was there when it was made before `end`; what was deleted since then is not counted.
    Messages count when they were posted within 30 days before `first`, or later. Nothing is locked.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            for kind, query in _queries(first, end).items():
                for number, count in await connection.execute(query):
                    found[int(number)][kind] = int(count)
    finally:
        await engine.dispose()
    return found


def _queries(first: dt.datetime, end: dt.datetime) -> dict[str, Select[Any]]:
    queries = {
        kind: select(whose, func.count())
        .where(made < to_ms(end), whose.is_not(None))
        .group_by(whose)
        .order_by(whose)
        for kind, (whose, made) in _KINDS.items()
    }
    month_ago = to_ms(first - dt.timedelta(days=30))
    queries["messages"] = queries["messages"].where(outbox.c.created_ms >= month_ago)
    queries["photos"] = (
        select(activity.c.person_id, func.count())
        .select_from(evidence.join(activity, activity.c.id == evidence.c.activity_id))
        .where(evidence.c.at_ms < to_ms(end))
        .group_by(activity.c.person_id)
    )
    its_address = (
        (address.c.channel == push_subscription.c.channel)
        & (address.c.account == push_subscription.c.account)
        & (address.c.external_id == push_subscription.c.external_id)
    )
    queries["browsers"] = (
        select(address.c.person_id, func.count())
        .select_from(push_subscription.join(address, its_address))
        .where(push_subscription.c.created_ms < to_ms(end))
        .group_by(address.c.person_id)
    )
    return queries
