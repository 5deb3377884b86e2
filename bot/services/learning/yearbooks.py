"""Reading what a yearbook is made of: the entries of a year and what counts beside them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from bot.domain.learning.learning_citizen import YearEvidence
from bot.domain.learning.progress import goal_now
from bot.domain.learning.yearbook import Yearbook, make_yearbook
from bot.domain.people.persons import Person
from bot.domain.reference_data import ReferenceData
from bot.services.ports.unit_of_work import ReadQueries


async def read_yearbook(
    queries: ReadQueries, person: Person, data: ReferenceData, now: dt.datetime
) -> Yearbook:
    """The yearbook of the year of `now`, in its zone."""
    today = now.date()
    entries = await queries.learning.activities_between(person.id, dt.date(today.year, 1, 1), today)
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for each in entries:
        if each.counts:
            counts[each.type_code] += 1
            minutes[each.type_code] += each.minutes
    new_year = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    top = data.self_check.scale[-1].value
    percents = [
        100 * each.points // (top * each.answered)
        for each in await queries.skills.scored_between(person.id, new_year, now)
        if "check" in person.consents
    ]
    evidence = YearEvidence(
        dict(counts),
        dict(minutes),
        max(percents, default=None),
        goal_now(await queries.learning.goals(person.id)),
    )
    ratings = await queries.learning.ratings(person.id, data.criteria.id, today.year)
    return make_yearbook(data.criteria, entries, evidence, ratings, today)
