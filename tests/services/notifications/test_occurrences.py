"""What is announced on a day: in each ward what the calendar gives it, in the Week once a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements import ANNOUNCEMENTS
from bot.domain.data_files.localized import LocalizedText
from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.calendar import Calendar, CalendarDay, CalendarOverride, LearningWeek
from bot.domain.notifications.policy import Allow, PendingNotification, Suppress, apply_policy
from bot.domain.people.persons import PURPOSES
from bot.services.notifications.occurrences import (
    ALL_OTHER_WARDS,
    MESSAGE_SETTINGS,
    Occurrence,
    WeekMessage,
    days_of,
    occurrences_on,
)
from bot.talk.steps import Choice, Say
from bot.talk.text import SayLine, Text
from tests.announcements.calendars import (
    EVERY,
    HERE,
    NAMES,
    THERE,
    both,
    calendar,
    calendars,
    day,
    event,
    released,
)
from tests.applications import ZONE

WARDS = (None, HERE, THERE, "00004", "00226")
SOMEBODY = PersonFacts(frozenset(PURPOSES), HERE)
MILLISECOND = dt.timedelta(milliseconds=1)


def on(made: Calendar, today: dt.date, zone: dt.tzinfo = ZONE) -> tuple[Occurrence, ...]:
    """What is announced on a day."""
    return occurrences_on(ANNOUNCEMENTS, made, today, zone)


def told(made: Calendar, today: dt.date) -> list[str]:
    """What is announced on a day, and where."""
    return [f"{each.source} {each.ward}" for each in on(made, today)]


def for_ward(made: Calendar, today: dt.date, ward: str | None) -> list[str]:
    """The sources that somebody of a ward gets on a day."""
    return [each.source for each in on(made, today) if each.holds(ward)]


def sentences(lines: Sequence[SayLine]) -> list[str]:
    """Lines in English, as they stand in the code or in the calendar."""
    inner = [getattr(line, "line", line) for line in lines]
    return [
        line.msgid if isinstance(line, Text) else line.en
        for line in inner
        if isinstance(line, Text | LocalizedText)
    ]


def said_in(occurrence: Occurrence) -> list[str]:
    """The sentences of an occurrence."""
    assert isinstance(occurrence.say, Say)
    return sentences(occurrence.say.lines)


def day_named(name: str) -> CalendarDay:
    """A day of the calendar."""
    (found,) = [each for each in calendar().days if each.name == name]
    return found


def sentence_of(name: str) -> str:
    """What a calendar day says."""
    return day_named(name).text.en


# --- a day of the year ----------------------------------------------------------------------------


def test_a_day_without_a_word_has_no_announcement() -> None:
    assert on(calendar(), day(6, 1)) == ()


def test_a_calendar_day_says_its_sentence_and_offers_its_act_and_the_way_out() -> None:
    (found,) = on(calendar(), day(4, 21))
    announcement = day_named("book_day")
    assert found.announcement == announcement
    assert (found.name, found.source, found.ward) == ("book_day", "book_day 2026", ALL_OTHER_WARDS)
    assert found.say == Say(
        (announcement.text,),
        ((Choice("/log", announcement.action.label),), (MESSAGE_SETTINGS,)),
        "nothing",
        kind="announcement",
    )
    assert found.facts is None


@pytest.mark.parametrize("zone", [ZONE, dt.UTC])
def test_it_goes_out_at_the_hour_and_until_the_last_moment_of_its_day(zone: dt.tzinfo) -> None:
    (found,) = on(calendar(hour="07:30"), day(4, 21), zone)
    assert found.at == dt.datetime(2026, 4, 21, 7, 30, tzinfo=zone)
    assert found.until == dt.datetime(2026, 4, 22, tzinfo=zone) - MILLISECOND


def test_only_the_closing_day_is_announced_in_the_evening() -> None:
    made = calendar(hour="07:30", evening_hour="18:45")
    times = {
        each.name: each.at.time()
        for ahead in range(365)
        for each in on(made, day(1, 1) + dt.timedelta(days=ahead))
    }
    assert {name for name, time in times.items() if time != dt.time(7, 30)} == {"week_close"}
    assert times["week_close"] == dt.time(18, 45)


def test_two_days_that_are_moved_to_one_are_both_announced() -> None:
    made = calendar(CalendarOverride("law_day", date="11-20"))
    assert told(made, day(11, 20)) == ["law_day 2026 *", "teachers_day 2026 *"]
    assert told(made, day(11, 9)) == []


def test_each_year_has_its_own_source() -> None:
    assert for_ward(calendar(), day(4, 21, 2027), HERE) == ["book_day 2027"]


# --- wards ----------------------------------------------------------------------------------------


def test_wards_that_differ_in_nothing_are_planned_together() -> None:
    made = calendar(
        CalendarOverride("law_day", off=True), weeks=(LearningWeek(2026, day(9, 1), day(9, 7)),)
    )
    (found,) = on(made, day(4, 21))
    assert (found.ward, found.excluded) == (ALL_OTHER_WARDS, ())
    assert all(found.holds(ward) for ward in WARDS)


def test_a_ward_with_a_word_of_its_own_is_planned_by_itself() -> None:
    made = calendar(
        CalendarOverride("book_day", off=True, ward=HERE), CalendarOverride("law_day", date="01-01")
    )
    (found,) = on(made, day(4, 21))
    assert (found.ward, found.excluded) == (ALL_OTHER_WARDS, (HERE,))
    assert [found.holds(ward) for ward in WARDS] == [True, False, True, True, True]
    # What it leaves as it is, it has by itself too.
    assert told(made, day(11, 20)) == ["teachers_day 2026 *", f"teachers_day 2026 {HERE}"]
    others, here = on(made, day(11, 20))
    assert here.excluded == ()
    assert here.say == others.say
    assert [here.holds(ward) for ward in WARDS] == [False, True, False, False, False]


def test_a_ward_may_have_what_is_off_everywhere() -> None:
    made = calendar(
        CalendarOverride("law_day", off=True), CalendarOverride("law_day", off=False, ward=HERE)
    )
    assert told(made, day(11, 9)) == [f"law_day 2026 {HERE}"]


def test_a_wards_own_programme_is_said_in_that_ward_only() -> None:
    week = LearningWeek(
        2026, day(10, 1), day(10, 7), events=(event(day(10, 1), "Khai mạc", "08:00", HERE),)
    )
    others, here = on(calendar(weeks=(week,)), day(10, 1))
    assert others.source == here.source == "week_open 2026"
    assert "Today in your ward:" not in said_in(others)
    assert "Today in your ward:" in said_in(here)


def test_a_wards_own_week_has_its_messages_on_its_own_days() -> None:
    made = calendar(
        *(
            CalendarOverride(name, off=True)
            for name in ("older_persons_day", "learning_promotion_day")
        ),
        weeks=(LearningWeek(2026, day(10, 6), day(10, 12), ward=HERE),),
    )
    assert told(made, day(10, 1)) == ["week_open 2026 *"]
    assert told(made, day(10, 6)) == ["week_day 2026.6 *", f"week_open 2026 {HERE}"]
    assert told(made, day(10, 7)) == [f"week_day 2026.2 {HERE}", "week_close 2026 *"]
    assert told(made, day(10, 12)) == [f"week_close 2026 {HERE}"]
    assert told(made, day(9, 22)) == [f"week_soon 2026 {HERE}"]


@given(calendars(), st.integers(0, 365), st.sampled_from((ZONE, dt.UTC)))
def test_everybody_is_held_by_exactly_one_wards_occurrence_of_each_source(
    made: Calendar, ahead: int, zone: dt.tzinfo
) -> None:
    today = day(1, 1) + dt.timedelta(days=ahead)
    found = on(made, today, zone)
    assert found == tuple(sorted(found, key=lambda each: each.at))
    for ward in WARDS:
        held = Counter(each.source for each in found if each.holds(ward))
        assert set(held.values()) <= {1}
        expected = {a.name for a in EVERY if today in days_of(a, made, today.year, ward)}
        said = {each.name for each in found if each.holds(ward)}
        assert said <= expected
        within = made.week_on(ward, today) is not None
        dropped = expected - said
        assert not dropped or (within and any(name.startswith("week_") for name in said))
        assert not dropped & {each.name for each in EVERY if isinstance(each, WeekMessage)}
    for each in found:
        assert each.at.date() == each.until.date() == today
        assert each.at.tzinfo is zone
        assert (each.say is None) == (each.name == "week_close")
        assert len(each.source) <= 48


@given(calendars(), st.sampled_from(WARDS))
def test_nobody_gets_a_source_on_two_days_of_a_year(made: Calendar, ward: str | None) -> None:
    days = {each for a in EVERY for each in days_of(a, made, 2026, ward)}
    counts = Counter(source for each in days for source in for_ward(made, each, ward))
    assert set(counts.values()) <= {1}


# --- the Week -------------------------------------------------------------------------------------


def test_what_a_calendar_day_within_the_week_says_is_said_in_the_weeks_message() -> None:
    (found,) = on(calendar(), day(10, 2))
    assert found.source == "week_day 2026.2"
    assert sentence_of("learning_promotion_day") in said_in(found)
    (opening,) = on(calendar(), day(10, 1))
    assert sentence_of("older_persons_day") in said_in(opening)
    choices = {choice.key for row in found.say.choices for choice in row} if found.say else set()
    assert choices == {"/log", "/week", "/notices"}


def test_on_the_closing_day_it_is_said_in_the_evening() -> None:
    (found,) = on(calendar(CalendarOverride("law_day", date="10-07")), day(10, 7))
    assert found.say is None
    assert found.facts is not None
    assert sentences(found.facts.also) == [sentence_of("law_day")]
    assert isinstance(found.announcement, WeekMessage)
    assert sentence_of("law_day") in sentences(found.announcement.say(found.facts).lines)


def test_what_is_switched_off_is_not_said_in_the_week_either() -> None:
    (found,) = on(calendar(CalendarOverride("learning_promotion_day", off=True)), day(10, 2))
    assert sentence_of("learning_promotion_day") not in said_in(found)


def test_where_the_weeks_message_is_off_the_calendar_day_goes_out_by_itself() -> None:
    made = calendar(CalendarOverride("week_day", off=True, ward=HERE))
    assert told(made, day(10, 2)) == ["week_day 2026.2 *", f"learning_promotion_day 2026 {HERE}"]


def test_before_the_week_a_calendar_day_goes_out_by_itself() -> None:
    made = calendar(
        CalendarOverride("law_day", date="09-30"), CalendarOverride("teachers_day", date="09-17")
    )
    assert told(made, day(9, 30)) == ["law_day 2026 *", "week_eve 2026 *"]
    assert told(made, day(9, 17)) == ["teachers_day 2026 *", "week_soon 2026 *"]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (1, {1: "week_open 2026"}),
        (2, {1: "week_open 2026", 2: "week_close 2026"}),
        (3, {1: "week_open 2026", 2: "week_day 2026", 3: "week_close 2026"}),
        (4, {1: "week_open 2026", 2: "week_day 2026.2", 3: "week_day 2026.3",
             4: "week_close 2026"}),
    ],
)  # fmt: skip
def test_a_week_has_one_message_a_day_however_long_it_is(
    last: int, expected: dict[int, str]
) -> None:
    made = calendar(weeks=(LearningWeek(2026, day(11, 1), day(11, last)),))
    found = {number: for_ward(made, day(11, number), HERE) for number in range(1, 6)}
    assert {number: sources for number, sources in found.items() if sources} == {
        number: [source] for number, source in expected.items()
    }


def test_a_week_early_in_january_is_announced_in_december() -> None:
    next_year = LearningWeek(2027, day(1, 1, 2027), day(1, 7, 2027), both("Đọc"))
    made = calendar(CalendarOverride("evidence_end", off=True), weeks=(next_year,))
    (soon,) = on(made, day(12, 18))
    assert soon.source == "week_soon 2027"
    assert soon.facts is not None
    assert (soon.facts.week.first, soon.facts.week.theme) == (day(1, 1, 2027), both("Đọc"))
    assert for_ward(made, day(12, 31), HERE) == ["week_eve 2027"]
    assert for_ward(made, day(1, 1, 2027), HERE) == ["week_open 2027"]
    # This year's own has been in October, and its messages are others.
    assert for_ward(made, day(9, 17), HERE) == ["week_soon 2026"]
    listed = [days_of(each, made, 2026, None) for each in ANNOUNCEMENTS if each.name == "week_soon"]
    assert listed == [(day(9, 17), day(12, 18))]


def test_the_messages_of_the_week_know_its_day_its_events_and_its_task() -> None:
    week = LearningWeek(
        2026, day(10, 1), day(10, 7),
        events=(event(day(10, 3), "a"), event(day(10, 4), "b"), event(day(10, 4), "c", ward=HERE)),
    )  # fmt: skip
    others, here = on(calendar(weeks=(week,)), day(10, 3))
    assert others.facts is not None
    assert here.facts is not None
    assert others.facts.day == day(10, 3)
    assert [each.what for each in others.facts.events] == [both("a")]
    assert [each.what for each in others.facts.events_tomorrow] == [both("b")]
    assert [each.what for each in here.facts.events_tomorrow] == [both("b"), both("c")]
    assert others.facts.task == calendar().tasks[2]


# --- a year of it ---------------------------------------------------------------------------------


def test_the_29th_of_february_has_an_announcement_in_leap_years_only() -> None:
    made = calendar(CalendarOverride("book_day", date="02-29"))
    assert for_ward(made, day(2, 29, 2028), HERE) == ["book_day 2028"]
    for year, count in ((2026, 0), (2027, 0), (2028, 1)):
        assert len(days_of(day_named("book_day"), made, year, None)) == count


def test_who_said_nothing_gets_all_of_the_releases_2026() -> None:
    """No announcement of the release is lost to the week's limit or to quiet hours."""
    made = released()
    rules = made.rules()
    sent: list[dt.datetime] = []
    got: list[str] = []
    for ahead in range(365):
        for each in on(made, day(1, 1) + dt.timedelta(days=ahead)):
            message = PendingNotification("announcement", each.until, SOMEBODY, sent=sent)
            assert apply_policy(message, rules, each.at) == Allow()
            sent.append(each.at)
            got.append(each.name)
    assert len(got) == 16
    assert set(got) <= set(NAMES)
    assert len(sent) == len({moment.date() for moment in sent})


def test_the_weeks_limit_would_drop_a_fourth_of_a_week() -> None:
    made = calendar(*(CalendarOverride(name, date=f"06-0{n}") for n, name in enumerate(
        ("book_day", "law_day", "teachers_day", "school_opening"), 1
    )))  # fmt: skip
    sent: list[dt.datetime] = []
    decisions = []
    for number in range(1, 5):
        (each,) = on(made, day(6, number))
        message = PendingNotification("announcement", each.until, SOMEBODY, sent=sent)
        decisions.append(apply_policy(message, made.rules(), each.at))
        sent.append(each.at)
    assert decisions == [Allow(), Allow(), Allow(), Suppress("weekly_most")]
