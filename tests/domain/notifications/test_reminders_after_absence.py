"""After any absence the newest time within its grace is sent once, and nothing that is too late.

The service is away between two ticks, for minutes or for weeks. The expected result is computed day
by day, without the rules' own search for the next time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    MAX_LATE,
    OneOff,
    Reminder,
    ReminderContext,
    ReminderDecision,
    Times,
    decide_reminder,
    due_after,
    next_due,
    snooze_until,
)

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = (SAIGON, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")))
"""A zone without clock changes, zones with one hour on each hemisphere, and one with half an hour.
"""

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)

Deed: TypeAlias = Literal["hour", "evening", "tomorrow", "resume"] | int | None
"""The person's action after a tick: snooze, resume, pause for a number of days, or none."""

Sent: TypeAlias = tuple[dt.datetime, dt.datetime, str]
"""A sent reminder: its time, when it was sent (both UTC), and whether it reminded or asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """The service is away for some minutes (below 0: its clock was set back), then it ticks."""

    away_minutes: int
    deed: Deed = None


def utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


class Service:
    """One reminder, decided by the rules at each tick."""

    def __init__(self, times: Times, now: dt.datetime) -> None:
        self._times = times
        self.reminder = Reminder("k", "log", times, next_due=next_due(times, now))
        self.noted: dict[dt.datetime, ReminderDecision] = {}

    def tick(self, now: dt.datetime, *, answered: bool) -> list[Sent]:
        """Decide until nothing is due; returns what was sent."""
        sent: list[Sent] = []
        while (due := self.reminder.next_due) is not None and utc(due) <= utc(now):
            context = ReminderContext(answered=answered, again=utc(due) in self.noted)
            settled = decide_reminder(self.reminder, due, context, now, 90)
            assert settled.next_due is None or utc(settled.next_due) > utc(due), "no end"
            self.noted.setdefault(utc(due), settled)
            self.reminder = replace(
                self.reminder,
                state=settled.state,
                unanswered=settled.unanswered,
                next_due=settled.next_due,
            )
            if settled.outcome in ("remind", "ask"):
                sent.append((utc(due), utc(now), settled.outcome))
        return sent

    def does(self, deed: Deed, now: dt.datetime) -> None:
        """Apply the person's action to the reminder."""
        same = replace(self.reminder, state="on", unanswered=0, paused_until=None)
        match deed:
            case None:
                pass
            case int(days):
                until = now.date() + days * DAY
                due = next_due(self._times, now, until + DAY)
                self.reminder = replace(same, paused_until=until, next_due=due)
            case "resume":
                self.reminder = replace(same, next_due=next_due(self._times, now))
            case choice:
                self.reminder = replace(same, next_due=snooze_until(choice, now))


class Promise:
    """The expected reminders."""

    def __init__(self, times: Times, now: dt.datetime) -> None:
        self._times = times
        self._over = now
        self._first = now.date()
        self._put_off: dt.datetime | None = None

    def tick(self, now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The newest time that is over, unless it is too late for it."""
        over = [each for each in self._moments(now) if self._over < utc(each) <= utc(now)]
        if self._put_off is not None and utc(self._put_off) <= utc(now):
            over.append(self._put_off)
        if not over:
            return []
        newest = max(map(utc, over))
        self._over, self._put_off = newest, None
        return [(newest, utc(now))] if utc(now) - newest <= dt.timedelta(hours=2) else []

    def _moments(self, now: dt.datetime) -> list[dt.datetime]:
        days = range((now.date() - self._first).days + 1)
        each_day = [self._first + day * DAY for day in days]
        return [
            dt.datetime.combine(day, self._times.time, now.tzinfo)
            for day in each_day
            if day.weekday() in self._times.days
        ]

    def does(self, deed: Deed, now: dt.datetime) -> None:
        """The action counts from now on; times that were due before are over."""
        if deed is None:
            return
        self._over, self._first, self._put_off = utc(now), now.date(), None
        if isinstance(deed, int):
            self._first += (deed + 1) * DAY
        elif deed != "resume":
            self._put_off = snooze_until(deed, now)
            self._over = utc(self._put_off)


def live(
    times: Times, start: dt.datetime, steps: Sequence[Step], *, answered: bool = True
) -> tuple[list[Sent], list[tuple[dt.datetime, dt.datetime]]]:
    """What was sent, and what was expected."""
    zone, at = start.tzinfo, utc(start)
    service, promise = Service(times, start), Promise(times, start)
    sent: list[Sent] = []
    promised: list[tuple[dt.datetime, dt.datetime]] = []
    for step in steps:
        at += step.away_minutes * MINUTE
        now = at.astimezone(zone)
        sent += service.tick(now, answered=answered)
        promised += promise.tick(now)
        service.does(step.deed, now)
        promise.does(step.deed, now)
    return sent, promised


times = st.builds(Times, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 24 * 60 - 1))
starts = st.builds(
    lambda moment, zone: moment.replace(tzinfo=dt.UTC).astimezone(zone),
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
absences = st.one_of(st.integers(1, 180), st.integers(1, 20 * 24 * 60))
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.none(), st.sampled_from(("hour", "evening", "tomorrow", "resume")), st.integers(0, 9)
)
steps = st.lists(st.builds(Step, absences, deeds), max_size=20)
MONDAY = dt.datetime(2026, 11, 23, 7, 0, tzinfo=SAIGON)
AT_8_03 = Times(EVERY_DAY, 8 * 60 + 3)


@settings(max_examples=500)
@given(times, starts, steps)
@example(AT_8_03, MONDAY, [Step(2 * 24 * 60 + 90)])
@example(Times(EVERY_DAY, 1185), MONDAY, [Step(60, "evening"), Step(12 * 60)])
def test_the_newest_time_within_its_grace_goes_out_once_and_nothing_else(
    chosen: Times, start: dt.datetime, steps: list[Step]
) -> None:
    sent, promised = live(chosen, start, steps)
    assert [(due, at) for due, at, _how in sent] == promised


@settings(max_examples=200)
@given(times, starts, st.lists(absences, min_size=8, max_size=40))
def test_whoever_never_answers_is_reminded_three_times_asked_once_and_left_alone(
    chosen: Times, start: dt.datetime, away: list[int]
) -> None:
    sent, promised = live(chosen, start, [Step(each) for each in away], answered=False)
    assert sent == [
        (*each, how) for each, how in zip(promised, ("remind",) * 3 + ("ask",), strict=False)
    ]


@settings(max_examples=300)
@given(times, starts, st.lists(st.builds(Step, st.integers(-4000, 6000), deeds), max_size=20))
def test_no_time_goes_out_twice_or_too_late_though_the_clock_is_set_back(
    chosen: Times, start: dt.datetime, steps: list[Step]
) -> None:
    sent, _promised = live(chosen, start, steps)
    dues = [due for due, _at, _how in sent]
    assert len(dues) == len(set(dues))
    assert all(dt.timedelta(0) <= at - due <= MAX_LATE for due, at, _how in sent)


@pytest.mark.parametrize(
    ("back", "comes"),
    [
        ("2026-11-25 08:02", []),
        ("2026-11-25 08:03", ["2026-11-25 08:03"]),
        ("2026-11-25 08:30", ["2026-11-25 08:03"]),
        ("2026-11-25 10:03", ["2026-11-25 08:03"]),
        ("2026-11-25 10:04", []),
        ("2026-12-31 09:00", ["2026-12-31 08:03"]),
    ],
)
def test_whoever_was_away_for_days_gets_the_reminder_of_this_morning(
    back: str, comes: list[str]
) -> None:
    now = dt.datetime.fromisoformat(back).replace(tzinfo=SAIGON)
    service = Service(AT_8_03, MONDAY)
    sent = service.tick(now, answered=True)
    assert [f"{due.astimezone(SAIGON):%Y-%m-%d %H:%M}" for due, _at, _how in sent] == comes
    assert service.noted[MONDAY.replace(hour=8, minute=3).astimezone(dt.UTC)].outcome == "late"
    assert len(service.noted) == 1 + len(comes), "what lies between is not gone through"


# --- a reminder that comes once -------------------------------------------------------------------


class ServiceOfOne(Service):
    """A one-off, decided by the rules; a person may pause it, go on, and put it off."""

    def __init__(self, once: OneOff, now: dt.datetime) -> None:
        self.reminder = Reminder("k", "log", once, next_due=due_after(once, now))
        self.noted: dict[dt.datetime, ReminderDecision] = {}

    def does(self, deed: Deed, now: dt.datetime) -> None:
        """Apply the person's action; one that came can only be put off."""
        same = replace(self.reminder, state="on", unanswered=0, paused_until=None)
        match deed:
            case None:
                pass
            case int(days) if self.reminder.state != "off":
                self.reminder = replace(same, paused_until=now.date() + days * DAY)
            case "resume" if self.reminder.state != "off":
                self.reminder = same
            case "hour" | "evening" | "tomorrow" as choice:
                self.reminder = replace(same, next_due=snooze_until(choice, now))


@settings(max_examples=500)
@given(st.integers(0, 20), st.integers(0, 24 * 60 - 1), starts, steps)
def test_a_one_off_goes_out_once_within_its_grace_or_never(
    days: int, minute: int, start: dt.datetime, steps: list[Step]
) -> None:
    once = OneOff(start.date() + days * DAY, minute)
    service, at = ServiceOfOne(once, start), utc(start)
    moment: dt.datetime | None = None
    if (first := due_after(once, start)) is not None:
        moment = utc(first)
    paused: dt.date | None = None
    sent: list[Sent] = []
    expected: list[tuple[dt.datetime, dt.datetime]] = []
    for step in steps:
        at += step.away_minutes * MINUTE
        now = at.astimezone(start.tzinfo)
        sent += service.tick(now, answered=False)
        if moment is not None and moment <= at:
            if at - moment <= dt.timedelta(hours=2) and (paused is None or now.date() > paused):
                expected.append((moment, at))
            moment = None
        service.does(step.deed, now)
        match step.deed:
            case int(length) if moment is not None:
                paused = now.date() + length * DAY
            case "resume" if moment is not None:
                paused = None
            case "hour" | "evening" | "tomorrow" as choice:
                moment, paused = utc(snooze_until(choice, now)), None
    assert [(due, when) for due, when, how in sent if how == "remind"] == expected
    assert len(sent) == len(expected), "it never asks whether to go on"
