"""The check at send time: what decides whether notifications may leave, and the policy's word."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import cast

import msgspec

from bot.domain.notifications.audience import Audience, PersonFacts
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES, CampaignKind
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
from bot.domain.notifications.reminders import instant
from bot.domain.people.persons import Purpose
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Session
from bot.storage.outbox.policy_statements import GATE_FACTS, GATE_SPOKEN, GATE_WAITING


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

    One that may leave counts for the next one of the same person; those of campaigns go before
    calendar days.
    """
    numbers = msgspec.json.encode(list(until)).decode()
    facts = await session.rows(GATE_FACTS, rows=numbers)
    people = msgspec.json.encode(sorted({row[2] for row in facts if row[2] is not None})).decode()
    spoken = defaultdict[int, list[dt.datetime]](list)
    uncounted = defaultdict[int, list[dt.datetime]](list)
    since = to_ms(min(week_start(now), now - dt.timedelta(days=1)))
    for person, ms, campaign in await session.rows(
        GATE_SPOKEN, people=people, since=since, rows=numbers
    ):
        (spoken if _counts(campaign) else uncounted)[person].append(from_ms(ms))
    waiting = Counter[int]()
    if any(row[1] == "announcement" for row in facts):
        tomorrow = instant(now.date() + dt.timedelta(days=1), 0, now.tzinfo or dt.UTC)
        found = await session.rows(GATE_WAITING, people=people, before=to_ms(tomorrow))
        waiting.update(row[0] for row in found)
    decisions: dict[int, PolicyDecision] = {}
    for row in sorted(facts, key=lambda row: (row[9] is None, row[0])):
        number, kind, person, joined_ms, consents, ward, *own = row[:9]
        campaign, purpose, blocked_ms, owner = row[9:]
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
            audience=None if purpose is None else Audience(cast("Purpose", purpose)),
            campaign=cast("CampaignKind | None", campaign),
            uncounted=uncounted[person],
            waiting=waiting[person],
        )  # fmt: skip
        decisions[number] = apply_policy(pending, rules, now)
        if decisions[number] == Allow() and kind not in ("reminder", "duty"):
            (spoken if _counts(campaign) else uncounted)[person].append(now)
    return decisions


def _counts(campaign: str | None) -> bool:
    """Whether a message counts towards the limits of a week and a day."""
    return campaign is None or CAMPAIGN_CLASSES[cast("CampaignKind", campaign)].counts
