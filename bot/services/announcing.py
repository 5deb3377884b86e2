"""Announcing: lays an occurrence into the outbox, in slices of people, each person once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from bot.domain.progress import Tally
from bot.domain.unasked import Go, Leaving, UnaskedRules, Wait, judge
from bot.services.announcements import OTHERS, Occurrence, WeekMessage
from bot.services.clock_work import Announced, Candidate, ClockWork

SLICE_MOST = 250
"""People of one transaction: turns pass between two slices."""

PERSONAL_SLICE_MOST = 100

_encode = msgspec.json.Encoder().encode


def slice_most(occurrence: Occurrence) -> int:
    """For how many people one transaction plans an occurrence at most."""
    return PERSONAL_SLICE_MOST if occurrence.say is None else SLICE_MOST


async def announce_slice(
    work: ClockWork, occurrence: Occurrence, now: dt.datetime, most: int
) -> Announced:
    """Plan for the next people; in one transaction with how far it is.

    Any number of clocks may do so: each person has a source once.
    """
    begun = await work.announced(occurrence.source, occurrence.group, now)
    if begun.done:
        return begun
    if occurrence.say is None:
        last, planned = await _plan_each(work, occurrence, begun.after, most, now)
    else:
        say = _encode(occurrence.say).decode()
        last = await work.people_until(occurrence.ward, begun.after, most)
        planned = 0
        if last is not None:
            planned = await work.announce(occurrence, say, begun.after, last, now)
    after = begun.after if last is None else last
    announced = Announced(after, begun.planned + planned, done=last is None)
    await work.save_announced(occurrence.source, occurrence.group, announced, now)
    return announced


async def _plan_each(
    work: ClockWork, occurrence: Occurrence, after: int, most: int, now: dt.datetime
) -> tuple[int | None, int]:
    """Plan a message that is each person's own; after whom to go on, and how many it were."""
    announcement, facts = occurrence.announcement, occurrence.facts
    assert isinstance(announcement, WeekMessage)
    assert facts is not None
    people = await work.candidates(occurrence.source, occurrence.ward, after, most)
    if not people:
        return None, 0
    week = facts.week
    mine = [each for each in people if occurrence.holds(each.ward) and each.why_not is None]
    tallies: Mapping[int, tuple[Tally, ...]] = {}
    if mine:
        tallies = await work.tallies_of([each.person for each in mine], week.first, facts.day)
    says = [
        (each, _encode(announcement.say(replace(facts, own=tallies.get(each.person, ())))).decode())
        for each in mine
    ]
    await work.announce_each(occurrence, says, now)
    return people[-1].person, len(says)


# --- looking ahead --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one person would get of an occurrence: when, or why not."""

    person: int
    at: dt.datetime | None
    why_not: str | None = None


async def prospects(
    work: ClockWork,
    occurrences: Sequence[Occurrence],
    rules: UnaskedRules,
    now: dt.datetime,
    after: int,
    ward: str | None = None,
) -> tuple[tuple[tuple[Occurrence, Prospect], ...], int | None]:
    """For the next people, each of a day's occurrences that their ward has; after whom to go on.

    What would leave first counts for what comes after it on that day. Nothing is written.
    """
    first = occurrences[0]
    people = await work.candidates(first.source, ward or OTHERS, after, SLICE_MOST, at=first.at)
    if not people:
        return (), None
    numbers = [each.person for each in people]
    have = await work.sources_of(numbers, [each.source for each in occurrences])
    found: list[tuple[Occurrence, Prospect]] = []
    for each in people:
        before: list[dt.datetime] = []
        for occurrence in occurrences:
            if not occurrence.holds(each.ward):
                continue
            one = replace(each, has_it=(each.person, occurrence.source) in have)
            prospect = _foresee(one, occurrence, rules, before, now)
            if prospect.at is not None:
                before.append(prospect.at)
            found.append((occurrence, prospect))
    return tuple(found), numbers[-1]


def _foresee(
    each: Candidate,
    occurrence: Occurrence,
    rules: UnaskedRules,
    before: Sequence[dt.datetime],
    now: dt.datetime,
) -> Prospect:
    if each.why_not is not None:
        return Prospect(each.person, None, each.why_not)
    leaving = Leaving(
        "announcement",
        occurrence.until,
        each.consents,
        each.ward,
        wishes=each.wishes,
        sent=(*each.sent, *before),
    )
    at = max(now, occurrence.at)
    verdict = judge(leaving, rules, at)
    if isinstance(verdict, Wait):
        at = verdict.at
        verdict = judge(leaving, rules, at)
    if isinstance(verdict, Go):
        return Prospect(each.person, at)
    assert not isinstance(verdict, Wait)
    return Prospect(each.person, None, verdict.why)
