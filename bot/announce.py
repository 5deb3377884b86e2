"""What `announce` prints: the year's calendar, and who would get what on a day, when, who not."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.announcements import ANNOUNCEMENTS
from bot.domain.wards import ward as find_ward
from bot.house import House
from bot.services.announcements import OTHERS, CalendarDay, Occurrence, WeekMessage, days_of
from bot.services.announcing import Prospect, prospects
from bot.services.clock_work import Announced, ClockWork
from bot.storage.data_files import CALENDAR
from bot.talk.messages import Manners
from bot.wording.render import render

WHY_NOT = {
    "not_joined": "has not joined",
    "no_consent": "did not agree to news (or took it back)",
    "no_address": "was never heard of at an address",
    "blocked": "blocked the service",
    "has_it": "has it already",
    "late": "too late for it",
    "forgotten": "is forgotten",
    "quiet_hours": "quiet hours last until the day is over",
    "weekly_most": "has as much this week as they want",
    "daily_most": "has one today already (Learning Week)",
}
"""Reasons in words."""

_PLAIN = Manners(4096, "chars", buttons=0, label_limit=60, edits=False, files_in=False)


def list_year(house: House, year: int, ward: str | None = None) -> None:
    """Print the year's calendar, everybody's and where a ward differs, or that of one ward."""
    calendar = house.data.shelf.calendar
    _tell_what_is_refused(house)
    where = f" in {_ward(ward)}" if ward else ""
    print(f"Announcements of {year}{where} (calendar.toml, version {calendar.version}); "
          f"sent at {calendar.hour}, the closing day at {calendar.evening_hour}")  # fmt: skip
    lines: list[tuple[str, str]] = []
    for each in ANNOUNCEMENTS:
        usual = days_of(each, calendar, year, ward)
        title = house.words.line(each.title, "en")
        for day in usual:
            alone = any(
                found.name == each.name and found.ward == OTHERS if ward is None
                else found.name == each.name and found.holds(ward)
                for found in house.announcer.on(day)
            )  # fmt: skip
            how = "" if alone else " (said in the Week's message of that day)"
            lines.append((_sortable(day), f"{_date(day)}  {each.name:<26} {title}{how}"))
        if not usual:
            key = f"{each.month:02d}-{each.day:02d}" if isinstance(each, CalendarDay) else "99"
            lines.append((f"~{key}", f"{'off':<14}  {each.name:<26} {title}"))
        for other in calendar.wards if ward is None else ():
            own = days_of(each, calendar, year, other)
            if own != usual:
                when = ", ".join(_date(day) for day in own) or "off"
                at = _sortable(own[0] if own else usual[0]) if own or usual else "~"
                lines.append((at + "+", f"{'':<14}    in {_ward(other)}: {when}"
                                        f" ({each.name})"))  # fmt: skip
    for _key, line in sorted(lines):
        print(line)
    week = calendar.week_of(year, ward)
    theme = "not known yet: its sentence is left out"
    if week.theme is not None:
        theme = week.theme.within("vi")
    print(f"Lifelong Learning Week: {_date(week.first)} to {_date(week.last)}; theme: {theme}")
    print("To change it: copy bot/data/calendar.toml into BOT_DATA_DIR, edit the copy, look here.")


async def foretell(
    house: House, day: dt.date, ward: str | None, *, people: bool, locale: str
) -> None:
    """Print who would get what on a day, when, and who not and why; nothing is written."""
    occurrences = _of_ward(house.announcer.on(day), ward)
    _tell_what_is_refused(house)
    print(f"{day:%A} {day:%d/%m/%Y}, {house.settings.timezone}")
    if not occurrences:
        print("Nothing is announced on this day. “announce --list” shows the year.")
        return
    found = await _prospects(house, occurrences, ward, people=people)
    for occurrence in occurrences:
        _tell(house, occurrence, found[occurrence.source, occurrence.ward], locale)
    print("Nothing was sent. Quiet hours, consents and the weekly limit are looked at again when "
          "each message leaves.")  # fmt: skip


async def plan_now(house: House, day: dt.date, ward: str | None) -> None:
    """Plan today's announcements; the running service sends them at their hour."""
    _tell_what_is_refused(house)
    occurrences = _of_ward(house.announcer.on(day), ward)
    if not occurrences:
        print("Nothing is announced today. “announce --list” shows the year.")
    for occurrence in occurrences:
        begun = await house.database.transact(
            partial(_begun, occurrence=occurrence, now=house.clock())
        )
        where = f"{occurrence.name} ({_where(occurrence)})"
        if begun.done:
            print(f"{where}: was planned before for {_people(begun.planned)}")
            continue
        announced = await house.announcer.plan(occurrence)
        at = max(occurrence.at, house.clock())
        print(f"{where}: planned for {_people(announced.planned)}; leaves from {at:%H:%M} on")
        quiet = house.unasked_rules().quiet
        if quiet.hold(at.hour * 60 + at.minute):
            print("  Quiet hours last until the day is over: only who chose other ones gets it."
                  if quiet.start > quiet.end and at.hour * 60 + at.minute >= quiet.start else
                  "  It is within the quiet hours now: it leaves when they end.")  # fmt: skip


async def _begun(work: ClockWork, occurrence: Occurrence, now: dt.datetime) -> Announced:
    return await work.announced(occurrence.source, occurrence.group, now)


def _tell_what_is_refused(house: House) -> None:
    """Say which edits are not in use: what is printed below is the last version without one."""
    for mistake in house.data.mistakes.get(CALENDAR, ()):
        where = f"{mistake.entry}: " if mistake.entry else ""
        print(f"{CALENDAR} in BOT_DATA_DIR is not in use: {where}{mistake.reason}")


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _of_ward(occurrences: Sequence[Occurrence], ward: str | None) -> list[Occurrence]:
    """Those that a ward has, for that ward alone."""
    if ward is None:
        return list(occurrences)
    return [replace(each, ward=ward, but=()) for each in occurrences if each.holds(ward)]


@dataclass(slots=True)
class _Tallied:
    """How many get it at which time, how many not and why; `each` only where people are named."""

    times: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    each: list[Prospect] = field(default_factory=list)


async def _prospects(
    house: House, occurrences: Sequence[Occurrence], ward: str | None, *, people: bool
) -> dict[tuple[str, str], _Tallied]:
    found = defaultdict[tuple[str, str], _Tallied](_Tallied)
    after: int | None = 0
    while after is not None:
        job = partial(
            prospects,
            occurrences=occurrences,
            rules=house.unasked_rules(),
            now=house.clock(),
            after=after,
            ward=ward,
        )
        slice_, after = await house.database.transact(job)
        for occurrence, prospect in slice_:
            tallied = found[occurrence.source, occurrence.ward]
            if prospect.at is not None:
                tallied.times[f"{prospect.at:%H:%M}"] += 1
            else:
                tallied.whys[prospect.why_not or ""] += 1
            if people:
                tallied.each.append(prospect)
    return found


def _tell(house: House, occurrence: Occurrence, found: _Tallied, locale: str) -> None:
    title = house.words.line(occurrence.announcement.title, "en")
    print(f"\n{occurrence.name}: {title}, from {occurrence.at:%H:%M}, {_where(occurrence)}")
    for line in _said(house, occurrence, locale):
        print(f"  | {line}")
    told = ", ".join(f"{count} at {time}" for time, count in sorted(found.times.items()))
    print(f"  would get it: {_people(found.times.total())}{f' ({told})' if told else ''}")
    for why, count in found.whys.most_common():
        print(f"  would not: {count}, {WHY_NOT[why]}")
    for each in found.each:
        what = f"at {each.at:%H:%M}" if each.at is not None else WHY_NOT[each.why_not or ""]
        print(f"    person {each.person}: {what}")


def _said(house: House, occurrence: Occurrence, locale: str) -> list[str]:
    say = occurrence.say
    if say is None:
        announcement = occurrence.announcement
        assert isinstance(announcement, WeekMessage)
        assert occurrence.facts is not None
        say = announcement.say(occurrence.facts)
    messages = render(say, _PLAIN, house.words, locale, 0)
    lines = [line for message in messages for line in message.text.splitlines()]
    return [*lines, "(each person's own week is added)"] if occurrence.say is None else lines


def _where(occurrence: Occurrence) -> str:
    if occurrence.ward != OTHERS:
        return _ward(occurrence.ward)
    if not occurrence.but:
        return "all wards"
    return "all wards but " + ", ".join(map(_ward, occurrence.but))


def _ward(code: str) -> str:
    found = find_ward(code)
    return f"{code} {found.name}" if found else code


def _date(day: dt.date) -> str:
    return f"{day:%a %d/%m/%Y}"


def _sortable(day: dt.date) -> str:
    return day.isoformat()
