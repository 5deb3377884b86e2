"""Reminders: when one is due in local time, and the decision about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    MAX_LATE,
    MAX_REMINDERS,
    OneOff,
    Reminder,
    ReminderContext,
    ReminderDecision,
    ReminderPurpose,
    Times,
    check_count,
    check_moment,
    check_times,
    decide_reminder,
    due_after,
    instant,
    next_due,
    snooze_until,
)
from bot.domain.refusals import Refusal
from tests.examples import examples

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
RECHECK_DAYS = 90
HALF_PAST_SEVEN = 19 * 60 + 30


def at(text: str, zone: dt.tzinfo = SAIGON, fold: int = 0) -> dt.datetime:
    """A local time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC."""
    return moment.astimezone(dt.UTC)


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "minute", "after", "due"),
    [
        # Friday, 20 November 2026.
        ({4}, HALF_PAST_SEVEN, "2026-11-20 09:30", "2026-11-20 19:30"),
        ({4}, HALF_PAST_SEVEN, "2026-11-20 19:29:59", "2026-11-20 19:30"),
        ({4}, HALF_PAST_SEVEN, "2026-11-20 19:30", "2026-11-27 19:30"),
        ({4}, HALF_PAST_SEVEN, "2026-11-20 23:59", "2026-11-27 19:30"),
        ({0, 2, 4}, HALF_PAST_SEVEN, "2026-11-20 20:00", "2026-11-23 19:30"),
        ({6}, 0, "2026-11-20 09:30", "2026-11-22 00:00"),
        ({6}, 1439, "2026-11-22 23:58", "2026-11-22 23:59"),
        (EVERY_DAY, 0, "2026-11-20 00:00", "2026-11-21 00:00"),
        (EVERY_DAY, 420, "2026-12-31 07:00", "2027-01-01 07:00"),
        ({3}, 420, "2026-12-31 07:00", "2027-01-07 07:00"),
        (EVERY_DAY, 420, "2028-02-28 08:00", "2028-02-29 07:00"),
        (EVERY_DAY, 420, "2028-02-29 08:00", "2028-03-01 07:00"),
        (EVERY_DAY, 420, "2027-02-28 08:00", "2027-03-01 07:00"),
        ({1}, 420, "2028-02-25 08:00", "2028-02-29 07:00"),
    ],
)
def test_a_reminder_is_due_at_the_next_of_its_times(
    days: set[int], minute: int, after: str, due: str
) -> None:
    assert next_due(Times(frozenset(days), minute), at(after)) == at(due)


@pytest.mark.parametrize(
    ("after", "not_before", "due"),
    [
        ("2026-11-20 09:30", "2026-11-20", "2026-11-20 19:30"),
        ("2026-11-20 09:30", "2026-11-21", "2026-11-21 19:30"),
        ("2026-11-20 20:30", "2026-11-20", "2026-11-21 19:30"),
        ("2026-11-20 20:30", "2026-11-01", "2026-11-21 19:30"),
        ("2026-11-20 20:30", "2027-01-01", "2027-01-01 19:30"),
    ],
)
def test_no_day_before_the_first_that_counts_is_taken(
    after: str, not_before: str, due: str
) -> None:
    first = dt.date.fromisoformat(not_before)
    assert next_due(Times(EVERY_DAY, HALF_PAST_SEVEN), at(after), first) == at(due)


def test_an_hour_that_the_clocks_leave_out_comes_an_hour_later() -> None:
    # On 28 March 2027 two o'clock becomes three o'clock.
    every = Times(EVERY_DAY, 2 * 60 + 30)
    due = next_due(every, at("2027-03-27 03:00", BERLIN))
    assert utc(due) == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)
    assert (due.hour, due.minute) == (3, 30)
    assert next_due(every, due) == at("2027-03-29 02:30", BERLIN)


def test_an_hour_that_the_clocks_repeat_comes_once() -> None:
    # On 25 October 2026 three o'clock becomes two o'clock.
    every = Times(EVERY_DAY, 2 * 60 + 30)
    due = next_due(every, at("2026-10-24 03:00", BERLIN))
    assert utc(due) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    following = at("2026-10-26 02:30", BERLIN)
    for after in ("02:30", "02:45"):
        assert next_due(every, at(f"2026-10-25 {after}", BERLIN)) == following
    # When the clocks show 02:10 for the second time, 02:30 was already sent.
    assert next_due(every, at("2026-10-25 02:10", BERLIN, fold=1)) == following


def test_what_is_set_by_the_wall_keeps_its_hour_over_a_change_of_the_clocks() -> None:
    every = Times(EVERY_DAY, HALF_PAST_SEVEN)
    due = at("2026-10-23 19:30", BERLIN)
    hours = []
    for _day in range(4):
        following = next_due(every, due)
        assert (following.hour, following.minute) == (19, 30)
        hours.append((utc(following) - utc(due)) / dt.timedelta(hours=1))
        due = following
    assert hours == [24, 25, 24, 24]


times = st.builds(Times, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 24 * 60 - 1))
moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1))  # noqa: DTZ001
zones = st.sampled_from((SAIGON, BERLIN))


@given(times, moments, zones, st.booleans())
@example(Times(EVERY_DAY, 150), dt.datetime(2026, 10, 25, 2, 10), BERLIN, True)  # noqa: DTZ001
@example(Times(EVERY_DAY, 150), dt.datetime(2027, 3, 28, 3, 15), BERLIN, False)  # noqa: DTZ001
def test_the_next_time_is_after_now_within_eight_days_on_a_chosen_day(
    chosen: Times, moment: dt.datetime, zone: ZoneInfo, again: bool
) -> None:
    # Convert twice, so that the local time exists.
    now = utc(moment.replace(tzinfo=zone, fold=int(again))).astimezone(zone)
    due = next_due(chosen, now)
    assert utc(now) < utc(due) < utc(now) + dt.timedelta(days=8)
    assert due.weekday() in chosen.days
    minute = due.hour * 60 + due.minute
    left_out = zone is BERLIN and due.month == 3 and due.hour == 3
    assert minute == chosen.minute or (left_out and minute == chosen.minute + 60)
    # Nothing was skipped: on every chosen day between, the time is before `now`.
    for ahead in range((due.date() - now.date()).days):
        day = now.date() + dt.timedelta(days=ahead)
        if day.weekday() in chosen.days:
            assert utc(instant(day, chosen.minute, zone)) <= utc(now)


@given(times, moments, zones, st.integers(-10, 40))
def test_after_a_pause_the_first_time_is_within_a_week_of_its_end(
    chosen: Times, moment: dt.datetime, zone: ZoneInfo, pause: int
) -> None:
    now = utc(moment.replace(tzinfo=zone)).astimezone(zone)
    first = now.date() + dt.timedelta(days=pause)
    due = next_due(chosen, now, first)
    assert utc(due) > utc(now)
    assert due.date() >= first
    assert due.date() <= max(first, now.date()) + dt.timedelta(days=7)


@given(times, moments, zones, st.sampled_from(("hour", "evening", "tomorrow")))
def test_what_is_put_off_comes_later_but_not_after_tomorrow(
    chosen: Times, moment: dt.datetime, zone: ZoneInfo, choice: Any
) -> None:
    del chosen
    now = utc(moment.replace(tzinfo=zone)).astimezone(zone)
    due = snooze_until(choice, now)
    assert utc(now) < utc(due) <= utc(now) + dt.timedelta(hours=25)
    if choice == "hour":
        assert utc(due) - utc(now) == dt.timedelta(hours=1)
    elif choice == "evening":
        assert (due.hour, due.minute) == (19, 30)
    else:
        assert due.date() == now.date() + dt.timedelta(days=1)


def test_an_hour_later_is_an_hour_also_where_the_clocks_are_set_back() -> None:
    now = at("2026-10-25 02:30", BERLIN)
    assert utc(snooze_until("hour", now)) - utc(now) == dt.timedelta(hours=1)


def test_this_evening_is_tomorrows_when_it_is_over() -> None:
    assert snooze_until("evening", at("2026-11-20 19:29")) == at("2026-11-20 19:30")
    assert snooze_until("evening", at("2026-11-20 19:30")) == at("2026-11-21 19:30")
    assert snooze_until("tomorrow", at("2026-12-31 21:05:40")) == at("2027-01-01 21:05")


# --- the decision ---------------------------------------------------------------------------------

DUE = at("2026-11-20 19:30")
NEXT = at("2026-11-21 19:30")
MINUTE = dt.timedelta(minutes=1)
FULL = ReminderContext()


def a_reminder(purpose: ReminderPurpose = "log", **more: Any) -> Reminder:
    return Reminder("k", purpose, Times(EVERY_DAY, HALF_PAST_SEVEN), next_due=DUE, **more)


def checked(days: int) -> dt.datetime:
    """A self-check that ended this number of days before the reminder is due."""
    return DUE - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("reminder", "context", "settled"),
    [
        (a_reminder(), FULL, ReminderDecision("remind", "on", 1, NEXT)),
        (a_reminder(unanswered=2), FULL, ReminderDecision("remind", "on", 3, NEXT)),
        (a_reminder(unanswered=3), FULL, ReminderDecision("ask", "asked", 3, NEXT)),
        (a_reminder(unanswered=7), FULL, ReminderDecision("ask", "asked", 7, NEXT)),
        (a_reminder(unanswered=3, state="asked"), FULL, ReminderDecision(None, "quiet", 3, None)),
        (
            a_reminder(unanswered=3, state="asked"),
            replace(FULL, answered=True),
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (
            a_reminder(unanswered=3),
            replace(FULL, answered=True),
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (
            a_reminder(unanswered=1),
            ReminderContext("no_consent"),
            ReminderDecision("no_consent", "on", 1, NEXT),
        ),
        (
            a_reminder(),
            replace(FULL, excluded="blocked"),
            ReminderDecision("blocked", "on", 0, NEXT),
        ),
        (a_reminder(), replace(FULL, again=True), ReminderDecision("again", "on", 0, NEXT)),
        (
            a_reminder(),
            replace(FULL, logged_today=True),
            ReminderDecision("done_today", "on", 0, NEXT),
        ),
        (
            a_reminder(unanswered=3, state="asked"),
            replace(FULL, logged_today=True),
            ReminderDecision("done_today", "asked", 3, NEXT),
        ),
        (a_reminder("check"), FULL, ReminderDecision("nothing_open", "on", 0, NEXT)),
        (
            a_reminder("check"),
            replace(FULL, check_open=True),
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (a_reminder("recheck"), FULL, ReminderDecision("not_yet", "on", 0, NEXT)),
        (
            a_reminder("recheck"),
            replace(FULL, last_check=checked(89)),
            ReminderDecision("not_yet", "on", 0, NEXT),
        ),
        (
            a_reminder("recheck"),
            replace(FULL, last_check=checked(90) + dt.timedelta(seconds=1)),
            ReminderDecision("not_yet", "on", 0, NEXT),
        ),
        (
            a_reminder("recheck"),
            replace(FULL, last_check=checked(90)),
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (a_reminder("evidence"), FULL, ReminderDecision("not_yet", "on", 0, NEXT)),
        # A condition of one purpose does not stop another.
        (
            a_reminder("check"),
            replace(FULL, check_open=True, logged_today=True),
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (
            a_reminder(paused_until=dt.date(2026, 11, 19)),
            FULL,
            ReminderDecision("remind", "on", 1, NEXT),
        ),
        (a_reminder(paused_until=DUE.date()), FULL, ReminderDecision("paused", "on", 0, NEXT)),
        (
            a_reminder(paused_until=dt.date(2026, 11, 26)),
            ReminderContext("no_consent"),
            ReminderDecision("paused", "on", 0, at("2026-11-27 19:30")),
        ),
        (
            a_reminder(paused_until=DUE.date(), unanswered=3),
            replace(FULL, answered=True),
            ReminderDecision("paused", "on", 0, NEXT),
        ),
    ],
)
def test_a_due_reminder_is_settled(
    reminder: Reminder, context: ReminderContext, settled: ReminderDecision
) -> None:
    assert decide_reminder(reminder, DUE, context, DUE, RECHECK_DAYS) == settled


@pytest.mark.parametrize(
    ("month", "outcome"), [(11, "not_yet"), (12, "remind"), (1, "not_yet"), (6, "not_yet")]
)
def test_the_end_of_the_year_is_reminded_of_in_december_only(month: int, outcome: str) -> None:
    for day in (1, 28):
        due = DUE.replace(month=month, day=day)
        assert (
            decide_reminder(a_reminder("evidence"), due, FULL, due, RECHECK_DAYS).outcome == outcome
        )


def test_the_last_minute_of_december_is_the_services_own() -> None:
    last, first = at("2026-12-31 23:59"), at("2027-01-01 00:00")
    assert (
        decide_reminder(a_reminder("evidence"), last, FULL, last, RECHECK_DAYS).outcome == "remind"
    )
    assert (
        decide_reminder(a_reminder("evidence"), first, FULL, first, RECHECK_DAYS).outcome
        == "not_yet"
    )


def test_two_hours_late_it_still_goes_out_and_a_second_later_it_is_skipped() -> None:
    on_time = decide_reminder(a_reminder(), DUE, FULL, DUE + MAX_LATE, RECHECK_DAYS)
    assert on_time == ReminderDecision("remind", "on", 1, NEXT)
    late = decide_reminder(
        a_reminder(), DUE, FULL, DUE + MAX_LATE + dt.timedelta(seconds=1), RECHECK_DAYS
    )
    assert late == ReminderDecision("late", "on", 0, NEXT)


def test_lateness_is_counted_in_hours_that_passed_not_by_the_wall() -> None:
    due = at("2026-10-25 01:30", BERLIN)
    reminder = replace(a_reminder(), times=Times(EVERY_DAY, 90), next_due=due)
    for now, outcome in (("2026-10-25 02:30", "remind"), ("2026-10-25 02:31", "late")):
        moment = at(now, BERLIN, fold=1)
        assert decide_reminder(reminder, due, FULL, moment, RECHECK_DAYS).outcome == outcome


def test_what_was_missed_for_days_is_skipped_once_and_comes_at_its_next_time() -> None:
    now = at("2026-11-24 08:00")
    settled = decide_reminder(a_reminder(), DUE, FULL, now, RECHECK_DAYS)
    assert settled == ReminderDecision("late", "on", 0, at("2026-11-24 19:30"))


# --- a month of days ------------------------------------------------------------------------------

a_day = st.tuples(st.booleans(), st.booleans())
"""Whether the person answers the reminder of that evening, and whether they log on that day."""


def expected_evenings(days: Sequence[tuple[bool, bool]]) -> list[str]:
    """The expected reminder of each evening: three reminders, one question, then silence."""
    said: list[str] = []
    in_vain = 0
    asked = quiet = False
    for answers, logs in days:
        if logs:
            # Logging is an action since the last reminder, so it is an answer.
            in_vain, asked = 0, False
        if quiet:
            said.append("-")
        elif logs:
            said.append("done_today")
        elif asked:
            quiet = True
            said.append("quiet")
        elif in_vain == 3:
            asked = True
            said.append("ask")
        else:
            in_vain += 1
            said.append("remind")
        if answers:
            in_vain, asked = 0, False
    return said


@examples(300)
@given(st.lists(a_day, min_size=30, max_size=30))
@example([(False, False)] * 30)
@example([(n == 3, False) for n in range(30)])
def test_a_month_of_evenings_goes_as_promised(days: list[tuple[bool, bool]]) -> None:
    reminder = a_reminder()
    answered = False
    said: list[str] = []
    for ahead, (answers, logs) in enumerate(days):
        due = DUE + dt.timedelta(days=ahead)
        if reminder.next_due is None:
            said.append("-")
            continue
        assert reminder.next_due == due
        context = ReminderContext(logged_today=logs, answered=answered or logs)
        settled = decide_reminder(reminder, due, context, due, RECHECK_DAYS)
        said.append(settled.outcome or settled.state)
        reminder = replace(
            reminder,
            state=settled.state,
            unanswered=settled.unanswered,
            next_due=settled.next_due,
        )
        sent = settled.outcome in ("remind", "ask")
        # An action before a reminder was sent is not an answer to it.
        answered = answers or (answered and not sent)
    assert said == expected_evenings(days)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "minute"), [((), 0), ((7,), 0), ((-1,), 0), ((0,), -1), ((0,), 1440)]
)
def test_times_that_no_week_has_are_refused(days: tuple[int, ...], minute: int) -> None:
    with pytest.raises(Refusal) as refused:
        check_times(Times(frozenset(days), minute))
    assert refused.value.code == "times_unknown"


@given(times)
def test_every_other_time_is_taken(chosen: Times) -> None:
    check_times(chosen)
    assert chosen.time.hour * 60 + chosen.time.minute == chosen.minute


def test_no_more_reminders_than_the_rules_allow() -> None:
    check_count([a_reminder()] * (MAX_REMINDERS - 1))
    with pytest.raises(Refusal) as refused:
        check_count([a_reminder()] * MAX_REMINDERS)
    assert refused.value.code == "reminders_many"


def test_a_reminder_without_a_day_has_no_next_time() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        next_due(Times(frozenset(), 0), DUE)


# --- once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "context", "now", "outcome"),
    [
        ("log", ReminderContext(), "2026-11-21 07:00", "remind"),
        ("log", ReminderContext(logged_today=True), "2026-11-21 07:00", "remind"),
        ("log", ReminderContext(), "2026-11-21 09:00", "remind"),
        ("log", ReminderContext(), "2026-11-21 09:01", "late"),
        ("log", ReminderContext(excluded="blocked"), "2026-11-21 07:00", "blocked"),
        ("log", ReminderContext(again=True), "2026-11-21 07:00", "again"),
        ("check", ReminderContext(), "2026-11-21 07:00", "nothing_open"),
        ("check", ReminderContext(check_open=True), "2026-11-21 07:00", "remind"),
        ("recheck", ReminderContext(), "2026-11-21 07:00", "remind"),
        ("evidence", ReminderContext(), "2026-11-21 07:00", "remind"),
    ],
)
def test_a_one_off_ends_with_its_decision(
    purpose: ReminderPurpose, context: ReminderContext, now: str, outcome: str
) -> None:
    once = Reminder("k", purpose, OneOff(dt.date(2026, 11, 21), 420), unanswered=3)
    due = at("2026-11-21 07:00")
    decision = decide_reminder(once, due, context, at(now), RECHECK_DAYS)
    assert decision == ReminderDecision(outcome, "off", 3, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("until", "outcome"), [("20", "remind"), ("21", "paused")])
def test_a_one_off_within_a_pause_does_not_come(until: str, outcome: str) -> None:
    once = Reminder("k", "log", OneOff(dt.date(2026, 11, 21), 420),
                    paused_until=dt.date.fromisoformat(f"2026-11-{until}"))  # fmt: skip
    due = at("2026-11-21 07:00")
    assert decide_reminder(once, due, ReminderContext(), due, RECHECK_DAYS).outcome == outcome


def test_a_topic_is_not_met_by_what_was_recorded() -> None:
    due = at("2026-11-20 19:30")
    logged = ReminderContext(logged_today=True)
    weekly = Reminder("k", "log", Times(EVERY_DAY, HALF_PAST_SEVEN))
    assert decide_reminder(weekly, due, logged, due, RECHECK_DAYS).outcome == "done_today"
    topical = replace(weekly, topic="học tiếng Anh")
    assert decide_reminder(topical, due, logged, due, RECHECK_DAYS).outcome == "remind"


@pytest.mark.parametrize(
    ("day", "minute", "code"),
    [
        ("2026-11-20", 570, "moment_past"), ("2026-11-20", 571, None),
        ("2026-11-19", 1439, "moment_past"), ("2027-11-21", 0, None),
        ("2027-11-22", 0, "moment_far"), ("2026-11-21", 1440, "times_unknown"),
        ("2026-11-21", -1, "times_unknown"),
    ],
)  # fmt: skip
def test_a_moment_is_ahead_and_within_the_coming_year(
    day: str, minute: int, code: str | None
) -> None:
    once = OneOff(dt.date.fromisoformat(day), minute)
    if code is None:
        check_moment(once, at("2026-11-20 09:30"))
        assert due_after(once, at("2026-11-20 09:30")) is not None
    else:
        with pytest.raises(Refusal, match=code):
            check_moment(once, at("2026-11-20 09:30"))


def test_an_hour_that_the_clock_change_skips_comes_an_hour_later_and_once() -> None:
    before = at("2026-03-28 12:00", BERLIN)
    due = due_after(OneOff(dt.date(2026, 3, 29), 150), before)
    assert due == at("2026-03-29 03:30", BERLIN)
    twice = due_after(OneOff(dt.date(2026, 10, 25), 150), at("2026-10-24 12:00", BERLIN))
    assert twice is not None
    assert due_after(OneOff(dt.date(2026, 10, 25), 150), twice) is None
