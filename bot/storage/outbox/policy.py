"""The check at send time: what decides whether notifications may leave, and the policy's word."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import cast

import msgspec

from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import (
    Allow,
    NotificationKind,
    NotificationPolicy,
    NotificationPreferences,
    PendingNotification,
    PolicyDecision,
    QuietHours,
    apply_policy,
    week_start,
)
from bot.domain.people.persons import Purpose
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Session
from bot.storage.outbox.policy_statements import GATE_FACTS, GATE_SPOKEN


def preferences_of(
    quiet_from: int | None, quiet_to: int | None, weekly_most: int | None
) -> NotificationPreferences:
    """A person's own word, as its columns hold it."""
    quiet = None if quiet_from is None or quiet_to is None else QuietHours(quiet_from, quiet_to)
    return NotificationPreferences(quiet, weekly_most)


async def apply_policy_to_rows(
    session: Session, until: Mapping[int, int | None], rules: NotificationPolicy, now: dt.datetime
) -> dict[int, PolicyDecision]:
    """Decide about rows of the outbox, by number, in that order; `until`: each one's last moment.

    One that may leave counts for the next one of the same person.
    """
    numbers = msgspec.json.encode(list(until)).decode()
    facts = await session.rows(GATE_FACTS, rows=numbers)
    people = msgspec.json.encode(sorted({row[2] for row in facts if row[2] is not None})).decode()
    spoken = defaultdict[int, list[dt.datetime]](list)
    since = to_ms(week_start(now))
    for person, ms in await session.rows(GATE_SPOKEN, people=people, since=since, rows=numbers):
        spoken[person].append(from_ms(ms))
    decisions: dict[int, PolicyDecision] = {}
    for number, kind, person, joined_ms, consents, ward, *own, blocked_ms, owner in sorted(
        facts, key=lambda row: row[0]
    ):
        last = until[number]
        pending = PendingNotification(
            kind=cast("NotificationKind", kind),
            until=None if last is None else from_ms(last),
            person=None if consents is None else PersonFacts(
                consents=frozenset(cast("list[Purpose]", consents.split())),
                ward=ward,
                joined=joined_ms is not None,
                owns_address=owner == person,
                blocked=blocked_ms is not None,
            ),
            preferences=preferences_of(*own),
            sent=spoken[person],
        )  # fmt: skip
        decisions[number] = apply_policy(pending, rules, now)
        if decisions[number] == Allow() and kind != "reminder":
            spoken[person].append(now)
    return decisions
