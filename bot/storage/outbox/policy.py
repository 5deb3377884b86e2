"""The gate: reads what decides whether rows that nobody asked for may leave, and judges them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import cast

import msgspec

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


def _consents(stored: str | None) -> frozenset[Purpose] | None:
    return None if stored is None else frozenset(cast("list[Purpose]", stored.split()))


async def apply_policy_to_rows(
    session: Session, until: Mapping[int, int | None], rules: NotificationPolicy, now: dt.datetime
) -> dict[int, PolicyDecision]:
    """Judge rows of the outbox, by number, in that order; `until` has each one's last moment.

    What one lets pass counts for the next one of the same person.
    """
    numbers = msgspec.json.encode(list(until)).decode()
    facts = await session.rows(GATE_FACTS, rows=numbers)
    people = msgspec.json.encode(sorted({row[2] for row in facts if row[2] is not None})).decode()
    spoken = defaultdict[int, list[dt.datetime]](list)
    since = to_ms(week_start(now))
    for person, ms in await session.rows(GATE_SPOKEN, people=people, since=since, rows=numbers):
        spoken[person].append(from_ms(ms))
    decisions: dict[int, PolicyDecision] = {}
    for number, kind, person, consents, ward, *own, blocked_ms, theirs in sorted(
        facts, key=lambda row: row[0]
    ):
        last = until[number]
        pending = PendingNotification(
            kind=cast("NotificationKind", kind),
            until=None if last is None else from_ms(last),
            consents=_consents(consents),
            ward=ward,
            blocked=blocked_ms is not None,
            moved=theirs != person,
            preferences=preferences_of(*own),
            sent=spoken[person],
        )  # fmt: skip
        decisions[number] = apply_policy(pending, rules, now)
        if decisions[number] == Allow() and kind != "reminder":
            spoken[person].append(now)
    return decisions
