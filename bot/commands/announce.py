"""What `announce` prints: the year's calendar, and who would get what on a day, when, who not."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.announcements import ANNOUNCEMENTS
from bot.application import Application
from bot.content.files import CALENDAR
from bot.domain.notifications.calendar import CalendarDay
from bot.domain.notifications.policy import SuppressReason
from bot.domain.people.wards import ward as find_ward
from bot.services.notifications.occurrences import (
    ALL_OTHER_WARDS,
    Occurrence,
    WeekMessage,
    announcements_of,
    days_of,
)
from bot.services.notifications.planning import PreviewRow, preview
from bot.services.notifications.unit_of_work import PlanningProgress, ScheduledUnitOfWork
from bot.talk.messages import Capabilities
from bot.wording.render import render

SKIP_REASONS: dict[SuppressReason, str] = {
    "other_ward": "lives in another ward",
    "other_group": "is in another group",
    "not_joined": "has not joined",
    "no_consent": "did not agree to news (or took it back)",
    "no_address": "was never heard of at an address",
    "moved": "spoke last at an address that is not theirs any more",
    "blocked": "blocked the service",
    "has_it": "has it already",
    "late": "too late for it",
    "expired": "the campaign is of no use any more",
    "hours_24_most": "got three messages in 24 hours",
    "forgotten": "is forgotten",
    "quiet_hours": "quiet hours last until the day is over",
    "weekly_most": "has as much this week as they want",
    "daily_most": "has one today already (Learning Week)",
}
"""Reasons in words."""

_PLAIN = Capabilities(4096, "chars", buttons=0, label_limit=60, edits=False, files_in=False)


def list_year(application: Application, year: int, ward: str | None = None) -> None:
    """Print the year's calendar, everybody's and where a ward differs, or that of one ward."""
    calendar = application.data.reference_data.calendar
    _tell_what_is_refused(application)
    where = f" in {_ward(ward)}" if ward else ""
    print(f"Announcements of {year}{where} (calendar.toml, version {calendar.version}); "
          f"sent at {calendar.hour}, the closing day at {calendar.evening_hour}")  # fmt: skip
    lines: list[tuple[str, str]] = []
    for each in announcements_of(ANNOUNCEMENTS, calendar):
        usual = days_of(each, calendar, year, ward)
        title = application.translator.line(each.title, "en")
        for day in usual:
            alone = any(
                found.name == each.name and found.ward == ALL_OTHER_WARDS if ward is None
                else found.name == each.name and found.holds(ward)
                for found in application.announcer.on(day)
            )  # fmt: skip
            how = "" if alone else " (said in the Week's message of that day)"
            lines.append((_sortable(day), f"{_date(day)}  {each.name:<26} {title}{how}"))
        if not usual:
            key = each.date if isinstance(each, CalendarDay) else "99"
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
    print(
        "To change it: copy bot/content/calendar.toml into BOT_DATA_DIR, edit the copy, look here."
    )


async def preview_day(
    application: Application, day: dt.date, ward: str | None, *, people: bool, locale: str
) -> None:
    """Print who would get what on a day, when, and who not and why; nothing is written."""
    occurrences = _of_ward(application.announcer.on(day), ward)
    _tell_what_is_refused(application)
    print(f"{day:%A} {day:%d/%m/%Y}, {application.settings.timezone}")
    if not occurrences:
        print("Nothing is announced on this day. “announce --list” shows the year.")
        return
    found = await _prospects(application, occurrences, ward, people=people)
    for occurrence in occurrences:
        _tell(application, occurrence, found[occurrence.source, occurrence.ward], locale)
    print("Nothing was sent. Quiet hours, consents and the weekly limit are looked at again when "
          "each message leaves.")  # fmt: skip


async def plan_now(application: Application, day: dt.date, ward: str | None) -> None:
    """Plan today's announcements; the running service sends them at their hour."""
    _tell_what_is_refused(application)
    occurrences = _of_ward(application.announcer.on(day), ward)
    if not occurrences:
        print("Nothing is announced today. “announce --list” shows the year.")
    for occurrence in occurrences:
        begun = await application.database.transact(
            partial(_begun, occurrence=occurrence, now=application.clock())
        )
        where = f"{occurrence.name} ({_where(occurrence)})"
        if begun.done:
            print(f"{where}: was planned before for {_people(begun.planned)}")
            continue
        planning_progress = await application.announcer.plan(occurrence)
        at = max(occurrence.at, application.clock())
        print(
            f"{where}: planned for {_people(planning_progress.planned)}; leaves from {at:%H:%M} on"
        )
        quiet = application.notification_policy().quiet
        if quiet.hold(at.hour * 60 + at.minute):
            print("  Quiet hours last until the day is over: only who chose other ones gets it."
                  if quiet.start > quiet.end and at.hour * 60 + at.minute >= quiet.start else
                  "  It is within the quiet hours now: it leaves when they end.")  # fmt: skip


async def _begun(
    work: ScheduledUnitOfWork, occurrence: Occurrence, now: dt.datetime
) -> PlanningProgress:
    return await work.announcements.planning_progress(occurrence.source, occurrence.group, now)


def _tell_what_is_refused(application: Application) -> None:
    """Say which edits are not in use: what is printed below is the last version without one."""
    for mistake in application.data.problems.get(CALENDAR, ()):
        where = f"{mistake.entry}: " if mistake.entry else ""
        print(f"{CALENDAR} in BOT_DATA_DIR is not in use: {where}{mistake.reason}")


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _of_ward(occurrences: Sequence[Occurrence], ward: str | None) -> list[Occurrence]:
    """Those that a ward has, for that ward alone."""
    if ward is None:
        return list(occurrences)
    return [replace(each, ward=ward, excluded=()) for each in occurrences if each.holds(ward)]


@dataclass(slots=True)
class _Tallied:
    """How many get it at which time, how many not and why; `each` only where people are named."""

    times: Counter[str] = field(default_factory=Counter)
    whys: Counter[SuppressReason] = field(default_factory=Counter)
    each: list[PreviewRow] = field(default_factory=list)


async def _prospects(
    application: Application, occurrences: Sequence[Occurrence], ward: str | None, *, people: bool
) -> dict[tuple[str, str], _Tallied]:
    found = defaultdict[tuple[str, str], _Tallied](_Tallied)
    after: int | None = 0
    while after is not None:
        job = partial(
            preview,
            occurrences=occurrences,
            rules=application.notification_policy(),
            now=application.clock(),
            after=after,
            ward=ward,
        )
        slice_, after = await application.database.transact(job)
        for occurrence, prospect in slice_:
            tallied = found[occurrence.source, occurrence.ward]
            if prospect.at is not None:
                tallied.times[f"{prospect.at:%H:%M}"] += 1
            elif prospect.skip_reason is not None:
                tallied.whys[prospect.skip_reason] += 1
            if people:
                tallied.each.append(prospect)
    return found


def _tell(application: Application, occurrence: Occurrence, found: _Tallied, locale: str) -> None:
    title = application.translator.line(occurrence.announcement.title, "en")
    print(f"\n{occurrence.name}: {title}, from {occurrence.at:%H:%M}, {_where(occurrence)}")
    for line in _said(application, occurrence, locale):
        print(f"  | {line}")
    told = ", ".join(f"{count} at {time}" for time, count in sorted(found.times.items()))
    print(f"  would get it: {_people(found.times.total())}{f' ({told})' if told else ''}")
    for why, count in found.whys.most_common():
        print(f"  would not: {count}, {SKIP_REASONS[why]}")
    for each in found.each:
        what = "" if each.at is None else f"at {each.at:%H:%M}"
        if each.skip_reason is not None:
            what = SKIP_REASONS[each.skip_reason]
        print(f"    person {each.person}: {what}")


def _said(application: Application, occurrence: Occurrence, locale: str) -> list[str]:
    say = occurrence.say
    if say is None:
        announcement = occurrence.announcement
        assert isinstance(announcement, WeekMessage)
        assert occurrence.facts is not None
        say = announcement.say(occurrence.facts)
    messages = render(say, _PLAIN, application.translator, locale, 0)
    lines = [line for message in messages for line in message.text.splitlines()]
    return [*lines, "(each person's own week is added)"] if occurrence.say is None else lines


def _where(occurrence: Occurrence) -> str:
    if occurrence.ward != ALL_OTHER_WARDS:
        return _ward(occurrence.ward)
    if not occurrence.excluded:
        return "all wards"
    return "all wards but " + ", ".join(map(_ward, occurrence.excluded))


def _ward(code: str) -> str:
    found = find_ward(code)
    return f"{code} {found.name}" if found else code


def _date(day: dt.date) -> str:
    return f"{day:%a %d/%m/%Y}"


def _sortable(day: dt.date) -> str:
    return day.isoformat()
