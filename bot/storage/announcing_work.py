"""The unit of work for announcements, and for a person's own word about what nobody asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from bot.domain.people import Purpose
from bot.domain.progress import Tally
from bot.domain.unasked import Wishes, week_start
from bot.services.announcements import OTHERS, Occurrence
from bot.services.clock_work import Announced, Candidate
from bot.storage.gate import wishes_of
from bot.storage.hand import Hand
from bot.storage.instants import from_ms, to_ms


def _json(values: Sequence[Any]) -> str:
    return msgspec.json.encode(values).decode()


class AnnouncingWork:
    """The part of `bot.services.work.Work` that is about announcements."""

    _hand: Hand

    async def wishes(self, person: int) -> Wishes:
        """The person's own word about what they did not ask for."""
        rows = await self._hand.rows("wishes", person=person)
        return wishes_of(*rows[0]) if rows else Wishes()

    async def save_wishes(self, person: int, wishes: Wishes) -> None:
        """Store the person's own word about what they did not ask for."""
        quiet = wishes.quiet
        await self._hand.rows(
            "save_wishes",
            person=person,
            quiet_from=None if quiet is None else quiet.start,
            quiet_to=None if quiet is None else quiet.end,
            weekly_most=wishes.weekly_most,
        )

    async def announced(self, source: str, ward: str, now: dt.datetime) -> Announced:
        """How far an occurrence is planned in a ward; locked until the end of the transaction."""
        where = {"source": source, "ward": ward}
        await self._hand.rows("begin_announced", **where, now=to_ms(now))
        ((after, planned, done_ms),) = await self._hand.rows("announced", **where)
        return Announced(after, planned, done_ms is not None)

    async def save_announced(
        self, source: str, ward: str, announced: Announced, now: dt.datetime
    ) -> None:
        """Write down how far an occurrence is planned."""
        await self._hand.rows(
            "save_announced",
            source=source,
            ward=ward,
            after_person=announced.after,
            planned=announced.planned,
            done_ms=to_ms(now) if announced.done else None,
        )

    async def people_until(self, ward: str, after: int, most: int) -> int | None:
        """The last of the next people of a ward (`*`: of all); None when there are no more."""
        if ward == OTHERS:
            rows = await self._hand.rows("people_until", after=after, most=most)
        else:
            rows = await self._hand.rows("people_of_ward_until", after=after, most=most, ward=ward)
        return None if rows[0][0] is None else int(rows[0][0])

    async def announce(
        self, occurrence: Occurrence, say: str, after: int, last: int, now: dt.datetime
    ) -> int:
        """Lay an occurrence into the outbox for the people of a slice; for how many."""
        values = {**_posted(occurrence, now), "say": say, "after": after, "last": last}
        if occurrence.ward == OTHERS:
            rows = await self._hand.rows("announce_others", **values, but=_json(occurrence.but))
        else:
            rows = await self._hand.rows("announce_ward", **values, ward=occurrence.ward)
        return len(rows)

    async def announce_each(
        self, occurrence: Occurrence, says: Sequence[tuple[Candidate, str]], now: dt.datetime
    ) -> None:
        """Lay an occurrence into the outbox for these people, each with words of their own."""
        posted = _posted(occurrence, now)
        await self._hand.many(
            "announce_one",
            [
                {
                    **posted,
                    "kind": "announcement",
                    "channel": each.channel,
                    "external_id": each.address,
                    "person_id": each.person,
                    "locale": each.locale,
                    "say": say,
                }
                for each, say in says
            ],
        )

    async def candidates(
        self, source: str, ward: str, after: int, most: int, at: dt.datetime | None = None
    ) -> tuple[Candidate, ...]:
        """The next people of a ward (`*`: of all), with what decides whether they get it."""
        last = await self.people_until(ward, after, most)
        if last is None:
            return ()
        values = {"source": source, "after": after, "last": last}
        if ward == OTHERS:
            rows = await self._hand.rows("candidates", **values)
        else:
            rows = await self._hand.rows("candidates_of_ward", **values, ward=ward)
        spoken = defaultdict[int, list[dt.datetime]](list)
        if at is not None and rows:
            people = _json([row[0] for row in rows])
            since = to_ms(week_start(at))
            for person, ms in await self._hand.rows(
                "gate_spoken", people=people, since=since, rows="[]"
            ):
                spoken[person].append(from_ms(ms))
        return tuple(
            Candidate(
                person=row[0],
                joined=row[1] is not None,
                consents=frozenset(cast("list[Purpose]", row[2].split())),
                locale=row[3],
                ward=row[4],
                channel=row[5],
                address=row[6],
                blocked=row[7] is not None,
                has_it=bool(row[8]),
                wishes=wishes_of(*row[9:12]),
                sent=tuple(spoken[row[0]]),
            )
            for row in rows
        )

    async def sources_of(
        self, people: Sequence[int], sources: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        """Which of some people have which of some sources already."""
        rows = await self._hand.rows(
            "sources_of", people=_json(people), sources=_json(sorted(set(sources)))
        )
        return frozenset((row[0], row[1]) for row in rows)

    async def tallies_of(
        self, people: Sequence[int], first: dt.date, last: dt.date
    ) -> Mapping[int, tuple[Tally, ...]]:
        """What these days hold for each of some people, without void entries."""
        rows = await self._hand.rows(
            "tallies_of", people=_json(people), first=first.isoformat(), last=last.isoformat()
        )
        found = defaultdict[int, list[Tally]](list)
        for person, day, code, count, minutes in rows:
            tally = Tally(dt.date.fromisoformat(day), code, int(count), int(minutes))
            found[person].append(tally)
        return {person: tuple(each) for person, each in found.items()}


def _posted(occurrence: Occurrence, now: dt.datetime) -> dict[str, Any]:
    return {
        "due_ms": to_ms(max(now, occurrence.at)),
        "until_ms": to_ms(occurrence.until),
        "source": occurrence.source,
        "now": to_ms(now),
    }
