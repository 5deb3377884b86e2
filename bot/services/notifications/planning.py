"""Planning: adds an occurrence to the outbox in batches, once for each person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.audience import exclusion
from bot.domain.notifications.policy import (
    Allow,
    Defer,
    NotificationPolicy,
    PendingNotification,
    SuppressReason,
    apply_policy,
)
from bot.services.notifications.occurrences import ALL_OTHER_WARDS, Occurrence, WeekMessage
from bot.services.notifications.unit_of_work import PlanningProgress, Recipient, ScheduledUnitOfWork

MAX_SLICE = 250
"""Maximum people in one transaction, so that turns can run between two batches."""

MAX_PERSONAL_SLICE = 100

_encode = msgspec.json.Encoder().encode


def slice_most(occurrence: Occurrence) -> int:
    """The maximum number of people in one transaction."""
    return MAX_PERSONAL_SLICE if occurrence.say is None else MAX_SLICE


async def announce_slice(
    work: ScheduledUnitOfWork, occurrence: Occurrence, now: dt.datetime, limit: int
) -> PlanningProgress:
    """Plan an occurrence for the next people, and store the progress in the same transaction.

    Several schedulers may do this at once: each person gets a source once.
    """
    begun = await work.announcements.planning_progress(occurrence.source, occurrence.group, now)
    if begun.done:
        return begun
    if occurrence.say is None:
        last, planned = await _plan_each(work, occurrence, begun.after, limit, now)
    else:
        say = _encode(occurrence.say).decode()
        last = await work.announcements.people_until(occurrence.ward, begun.after, limit)
        planned = 0
        if last is not None:
            planned = await work.announcements.plan_occurrence(
                occurrence, say, begun.after, last, now
            )
    after = begun.after if last is None else last
    planning_progress = PlanningProgress(after, begun.planned + planned, done=last is None)
    await work.announcements.save_planning_progress(
        occurrence.source, occurrence.group, planning_progress, now
    )
    return planning_progress


async def _plan_each(
    work: ScheduledUnitOfWork, occurrence: Occurrence, after: int, limit: int, now: dt.datetime
) -> tuple[int | None, int]:
    """Plan a personal message; returns the last person (None: no more) and the number planned."""
    announcement, facts = occurrence.announcement, occurrence.facts
    assert isinstance(announcement, WeekMessage)
    assert facts is not None
    people = await work.announcements.recipients(occurrence.source, occurrence.ward, after, limit)
    if not people:
        return None, 0
    week = facts.week
    audience = occurrence.audience
    mine = [each for each in people if exclusion(audience, each.facts) is None]
    daily_totals: Mapping[int, tuple[DailyTotal, ...]] = {}
    if mine:
        daily_totals = await work.learning.daily_totals_of(
            [each.person for each in mine], week.first, facts.day
        )
    says = [
        (
            each,
            _encode(
                announcement.say(replace(facts, own=daily_totals.get(each.person, ())))
            ).decode(),
        )
        for each in mine
    ]
    await work.announcements.plan_each(occurrence, says, now)
    return people[-1].person, len(says)


# --- preview --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one person would get of an occurrence: the time, or the reason for nothing."""

    person: int
    at: dt.datetime | None
    skip_reason: SuppressReason | None = None


async def preview(
    work: ScheduledUnitOfWork,
    occurrences: Sequence[Occurrence],
    rules: NotificationPolicy,
    now: dt.datetime,
    after: int,
    ward: str | None = None,
) -> tuple[tuple[tuple[Occurrence, PreviewRow], ...], int | None]:
    """The day's occurrences for each of the next people, and the last of these people.

    An earlier occurrence counts for the limits of a later one. Nothing is written.
    """
    first = occurrences[0]
    people = await work.announcements.recipients(
        first.source, ward or ALL_OTHER_WARDS, after, MAX_SLICE, at=first.at
    )
    if not people:
        return (), None
    numbers = [each.person for each in people]
    have = await work.announcements.sources_of(numbers, [each.source for each in occurrences])
    found: list[tuple[Occurrence, PreviewRow]] = []
    for each in people:
        before: list[dt.datetime] = []
        for occurrence in occurrences:
            facts = replace(each.facts, has_it=(each.person, occurrence.source) in have)
            row = _foresee(replace(each, facts=facts), occurrence, rules, before, now)
            if row.skip_reason == "other_ward":
                continue
            if row.at is not None:
                before.append(row.at)
            found.append((occurrence, row))
    return tuple(found), numbers[-1]


def _foresee(
    each: Recipient,
    occurrence: Occurrence,
    rules: NotificationPolicy,
    before: Sequence[dt.datetime],
    now: dt.datetime,
) -> PreviewRow:
    pending = PendingNotification(
        "announcement",
        occurrence.until,
        each.facts,
        each.preferences,
        (*each.sent, *before),
        occurrence.audience,
    )
    at = max(now, occurrence.at)
    verdict = apply_policy(pending, rules, at)
    if isinstance(verdict, Defer):
        at = verdict.at
        verdict = apply_policy(pending, rules, at)
    if isinstance(verdict, Allow):
        return PreviewRow(each.person, at)
    assert not isinstance(verdict, Defer)
    return PreviewRow(each.person, None, verdict.why)
