"""Progress: totals of days and weeks, the goal, and the habit score."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.learning.activity import TYPE_CODES, TYPES, group_of
from bot.domain.learning.progress import (
    HABIT_DAYS,
    MAX_GOAL_MINUTES,
    MAX_PAUSE_DAYS,
    MIN_GOAL_MINUTES,
    MIN_HABIT_DAYS,
    WEEKS_SHOWN,
    DailyTotal,
    Goal,
    Habit,
    LearningPause,
    Total,
    by_kind,
    check_goal,
    check_pause,
    goal_now,
    goals_in_weeks,
    habit,
    monday_of,
    sum_between,
    weeks_before,
)
from bot.domain.refusals import Refusal

TODAY = dt.date(2026, 11, 20)  # a Friday
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


# --- weeks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "monday"),
    [
        ("2026-11-16", "2026-11-16"), ("2026-11-20", "2026-11-16"), ("2026-11-22", "2026-11-16"),
        ("2026-12-31", "2026-12-28"), ("2027-01-01", "2026-12-28"), ("2027-01-03", "2026-12-28"),
        ("2027-01-04", "2027-01-04"), ("2028-02-29", "2028-02-28"),
    ],
)  # fmt: skip
def test_a_week_begins_on_monday_over_the_years_end_too(of: str, monday: str) -> None:
    assert monday_of(day(of)) == day(monday)


@given(DAYS)
def test_weeks_are_those_of_iso_8601(of: dt.date) -> None:
    monday = monday_of(of)
    assert monday.isoweekday() == 1
    assert monday.isocalendar()[:2] == of.isocalendar()[:2]


def test_the_last_weeks_end_with_this_one() -> None:
    assert weeks_before(day("2027-01-07"), 3) == (
        day("2026-12-21"), day("2026-12-28"), day("2027-01-04"),
    )  # fmt: skip
    weeks = weeks_before(TODAY)
    assert (len(weeks), weeks[-1]) == (WEEKS_SHOWN, monday_of(TODAY))
    assert {later - earlier for earlier, later in itertools.pairwise(weeks)} == {7 * DAY}


# --- totals ---------------------------------------------------------------------------------------

TALLIES = (
    DailyTotal(day("2026-11-15"), "I1", 1, 500),
    DailyTotal(day("2026-11-16"), "I1", 2, 45),
    DailyTotal(day("2026-11-16"), "N2", 1, 60),
    DailyTotal(day("2026-11-20"), "I7", 1, 90),
    DailyTotal(day("2026-11-22"), "X", 1, 30),
    DailyTotal(day("2026-11-23"), "F1", 1, 500),
)
WEEK = (day("2026-11-16"), day("2026-11-22"))


def test_a_sum_holds_both_ends_of_its_span() -> None:
    assert sum_between(TALLIES, *WEEK) == Total(5, 225)
    assert sum_between(TALLIES, WEEK[0], WEEK[0]) == Total(3, 105)
    assert sum_between(TALLIES, WEEK[1], WEEK[0]) == Total()
    assert sum_between((), *WEEK) == Total(0, 0)


def test_kinds_come_with_the_most_minutes_first() -> None:
    found = by_kind(TALLIES, *WEEK)
    assert list(found.items()) == [
        ("helping", Total(2, 120)), ("course", Total(1, 60)), ("own", Total(2, 45)),
    ]  # fmt: skip
    assert by_kind((), *WEEK) == {}


def test_kinds_with_as_many_minutes_keep_the_order_of_the_menu() -> None:
    daily_totals = [DailyTotal(WEEK[0], code, 1, 30) for code in ("X", "I1", "N1", "F1")]
    assert list(by_kind(daily_totals, *WEEK)) == ["formal", "course", "own", "helping"]


TALLY = st.builds(
    DailyTotal, DAYS, st.sampled_from(TYPE_CODES), st.integers(1, 5), st.integers(5, 960)
)  # fmt: skip


@given(st.lists(TALLY), DAYS, DAYS)
def test_the_kinds_of_a_span_add_up_to_its_sum(
    daily_totals: list[DailyTotal], first: dt.date, last: dt.date
) -> None:
    found = by_kind(daily_totals, first, last)
    whole = sum_between(daily_totals, first, last)
    assert sum(each.count for each in found.values()) == whole.count
    assert sum(each.minutes for each in found.values()) == whole.minutes
    minutes = [each.minutes for each in found.values()]
    assert minutes == sorted(minutes, reverse=True)
    within = {
        group_of(daily_total.type_code)
        for daily_total in daily_totals
        if first <= daily_total.day <= last
    }
    assert set(found) == within <= set(TYPES)


@given(st.lists(TALLY), DAYS)
def test_the_weeks_of_a_span_add_up_to_it(daily_totals: list[DailyTotal], today: dt.date) -> None:
    weeks = weeks_before(today)
    sums = [sum_between(daily_totals, monday, monday + 6 * DAY) for monday in weeks]
    assert sum(each.minutes for each in sums) == (
        sum_between(daily_totals, weeks[0], weeks[-1] + 6 * DAY).minutes
    )


# --- goal and pause -------------------------------------------------------------------------------


def test_the_goal_that_was_set_last_counts() -> None:
    old, new, none = Goal(TODAY - 9 * DAY, 60), Goal(TODAY, 90), Goal(TODAY, 0)
    assert goal_now([]) is None
    assert goal_now([old]) == 60
    assert goal_now([old, new]) == 90
    assert goal_now([old, none]) is None
    assert goal_now([old, none, new]) == 90


def refused_goal(minutes: int) -> str | None:
    try:
        check_goal(minutes)
    except Refusal as refusal:
        return refusal.code
    return None


def refused_pause(first: int, last: int) -> str | None:
    """The refusal of a pause between two days, both counted from today."""
    try:
        check_pause(LearningPause(TODAY + first * DAY, TODAY + last * DAY), TODAY)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("minutes", "refused"),
    [
        (-1, "goal_small"), (0, "goal_small"), (MIN_GOAL_MINUTES - 1, "goal_small"),
        (MIN_GOAL_MINUTES, None), (60, None), (MAX_GOAL_MINUTES, None),
        (MAX_GOAL_MINUTES + 1, "goal_large"),
    ],
)  # fmt: skip
def test_a_goal_is_from_10_minutes_to_40_hours(minutes: int, refused: str | None) -> None:
    assert (MIN_GOAL_MINUTES, MAX_GOAL_MINUTES) == (10, 2400)
    assert refused_goal(minutes) == refused


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (0, 0, None), (-5, 0, None), (-5, -1, "pause_past"), (3, 2, "pause_past"),
        (10, 20, None), (0, MAX_PAUSE_DAYS - 1, None), (0, MAX_PAUSE_DAYS, "pause_long"),
        (-1, MAX_PAUSE_DAYS - 1, "pause_long"),
    ],
)  # fmt: skip
def test_a_pause_is_not_over_and_at_most_three_months(
    first: int, last: int, refused: str | None
) -> None:
    assert MAX_PAUSE_DAYS == 92
    assert refused_pause(first, last) == refused


def test_a_pause_holds_both_its_ends() -> None:
    pause = LearningPause(TODAY, TODAY + 2 * DAY)
    assert [pause.holds(TODAY + n * DAY) for n in range(-1, 4)] == [False, True, True, True, False]


# --- habit ----------------------------------------------------------------------------------------
# L: learnt, .: not learnt, P: a day of a pause, B: learnt on a day of a pause. The first letter is
# the first entry, the last one is today. A person computed the results: active days of the measured
# days, rounded down.


HABITS = {
    "one and two missed days cost nothing": ("L.L..L.L", Habit(100, 8, 4)),
    "a third missed day costs itself": ("L...L..L", Habit(87, 8, 3)),
    "the fourth too": ("L....L.L", Habit(75, 8, 3)),
    "today does not count while nothing is learnt": ("LLLLLLL.", Habit(100, 7, 7)),
    "today would have been the third missed day": ("LLLLL...", Habit(100, 7, 5)),
    "yesterday was the third missed day": ("LLLLL....", Habit(87, 8, 5)),
    "today counts once something is learnt": ("L..L...L", Habit(87, 8, 3)),
    "the same before it is learnt": ("L..L....", Habit(85, 7, 2)),
    "a newcomer of six days": ("L.L..L.", Habit(None, 6, 3)),
    "a newcomer of six days with today": ("L....L", Habit(None, 6, 2)),
    "seven days are enough": ("L.....L", Habit(57, 7, 2)),
    "the first day": ("L", Habit(None, 1, 1)),
    "a pause is not looked at": ("L..PPPPPL..L.", Habit(100, 7, 3)),
    "what was learnt before a pause keeps the first days after it": (
        "LPPPP..LL.L.", Habit(100, 9, 4),
    ),
    "and no more of them": ("LPPPP...LLLL", Habit(90, 10, 5)),
    "a pause in the middle of missed days": ("L.PPP..LLLLL", Habit(90, 10, 6)),
    "learning in a pause counts": ("L..PBP..L..", Habit(100, 9, 3)),
    "a pause that goes on": ("LLLLLLLPPP", Habit(100, 9, 7)),
    "a pause leaves too little to speak of": ("LLLPPPPPPPPPL", Habit(None, 6, 4)),
    "a long gap": ("L" + 40 * "." + "L", Habit(3, 28, 1)),
    "nothing for six weeks": ("L" + 42 * ".", Habit(0, 28, 0)),
    "every day for six weeks": (42 * "L", Habit(100, 28, 28)),
    "days before the window keep its first days": ("L.." + 26 * "L", Habit(100, 28, 26)),
    "days long before the window do not": ("L....." + 26 * "L", Habit(92, 28, 26)),
    "a pause brings older days into the window": ("L......" + 20 * "P" + 26 * "L",
                                                  Habit(92, 28, 26)),
}  # fmt: skip


def of_picture(picture: str) -> tuple[set[dt.date], dt.date, list[LearningPause]]:
    first = TODAY - (len(picture) - 1) * DAY
    days = [first + place * DAY for place in range(len(picture))]
    learnt = {each for each, letter in zip(days, picture, strict=True) if letter in "LB"}
    pauses = [LearningPause(each, each) for each, letter in zip(days, picture, strict=True)
              if letter in "PB"]  # fmt: skip
    return learnt, first, pauses


@pytest.mark.parametrize("name", HABITS)
def test_a_habit_is_what_was_counted_by_hand(name: str) -> None:
    picture, expected = HABITS[name]
    learnt, first, pauses = of_picture(picture)
    assert habit(learnt, first, TODAY, pauses) == expected


def test_nobody_has_a_habit_before_the_first_entry() -> None:
    assert habit((), None, TODAY, ()) == Habit(None, 0, 0)
    assert habit((), TODAY, TODAY, ()) == Habit(None, 0, 0)


def test_one_long_pause_is_as_many_short_ones() -> None:
    learnt, first, pauses = of_picture("LL.LL.PPPPPP..LL.L")
    whole = LearningPause(pauses[0].first, pauses[-1].last)
    assert habit(learnt, first, TODAY, [whole]) == habit(learnt, first, TODAY, pauses)


# --- properties of the habit ----------------------------------------------------------------------

STRETCHES = st.lists(st.sampled_from(["L", "LL", "L..", "....", "....." * 3, "PPP", "PBP"]))
PICTURES = st.builds(
    "L{}".format, st.one_of(st.text("L...PB", max_size=70), STRETCHES.map("".join))
)


@given(PICTURES, st.integers(0, 69))
def test_learning_on_one_more_day_never_costs_anything(picture: str, place: int) -> None:
    learnt, first, pauses = of_picture(picture)
    more = learnt | {min(TODAY, first + place * DAY)}
    before, after = habit(learnt, first, TODAY, pauses), habit(more, first, TODAY, pauses)
    assert after.days >= before.days
    assert (after.percent or 0) >= (before.percent or 0)
    assert (before.percent is None) or (after.percent is not None)


def missed(found: Habit) -> int:
    """The measured days that are not active: exact, since 28 days or fewer are measured."""
    assert found.percent is not None
    return found.days + (-found.percent * found.days) // 100


@given(PICTURES, st.integers(0, HABIT_DAYS - 1), st.integers(0, HABIT_DAYS + 5))
@example("L...BPP.B", 4, 3)
def test_a_pause_makes_no_day_a_missed_one(picture: str, start: int, more: int) -> None:
    picture = picture[:HABIT_DAYS]  # no older day comes into the window
    start = min(start, len(picture) - 1)
    end = start + more
    learnt, first, pauses = of_picture(picture)
    rest = LearningPause(first + start * DAY, first + end * DAY)
    before = habit(learnt, first, TODAY, pauses)
    after = habit(learnt, first, TODAY, [*pauses, rest])
    assert after.days <= before.days
    if after.percent is not None:  # else too few days are left for a score
        assert missed(after) <= missed(before)


@given(PICTURES)
def test_a_habit_is_a_percentage_of_at_most_28_days(picture: str) -> None:
    found = habit(*of_picture(picture)[:2], TODAY, of_picture(picture)[2])
    assert 0 <= found.learnt <= found.days <= HABIT_DAYS
    assert (found.percent is None) == (found.days < MIN_HABIT_DAYS)
    assert found.percent is None or 0 <= found.percent <= 100
    assert found.percent is None or found.learnt <= found.percent * found.days / 100 + 1


@pytest.mark.parametrize(
    ("since", "goals"),
    [
        ([], [None, None, None]),
        ([("2026-11-20", 60)], [None, None, 60]),
        ([("2026-11-08", 60)], [60, 60, 60]),
        ([("2026-11-09", 60), ("2026-11-15", 90)], [None, 90, 90]),
        ([("2026-11-02", 60), ("2026-11-10", 0), ("2026-11-20", 120)], [60, None, 120]),
        ([("2025-01-01", 60), ("2026-11-16", 180)], [60, 60, 180]),
    ],
)
def test_each_week_has_the_goal_that_held_on_its_sunday(
    since: list[tuple[str, int]], goals: list[int | None]
) -> None:
    mondays = weeks_before(dt.date(2026, 11, 20), 3)
    told = [Goal(dt.date.fromisoformat(day), minutes) for day, minutes in since]
    assert goals_in_weeks(told, mondays) == goals


@given(
    st.lists(st.builds(Goal, st.dates(dt.date(2026, 1, 1), TODAY), st.integers(0, 500)), max_size=5)
)
def test_a_new_goal_changes_no_week_that_is_over(goals: list[Goal]) -> None:
    goals.sort(key=lambda each: each.since)
    mondays = weeks_before(TODAY)
    before = goals_in_weeks(goals, mondays)
    after = goals_in_weeks([*goals, Goal(TODAY, 777)], mondays)
    assert after[:-1] == before[:-1]
    assert after[-1] == 777
