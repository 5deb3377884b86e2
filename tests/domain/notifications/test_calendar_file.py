"""Each problem in a calendar is reported with its entry and changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.announcements import ANNOUNCEMENTS
from bot.content.files import CALENDAR, PACKAGED, DataFiles
from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.notifications.calendar import (
    Calendar,
    CalendarDay,
    CalendarOverride,
    DayAction,
    LearningWeek,
    WeekEvent,
)
from bot.domain.notifications.calendar_problems import problems_in_calendar
from bot.services.notifications.occurrences import announcements_of, days_of
from tests.announcements.calendars import (
    HERE,
    NAMES,
    THERE,
    both,
    calendar,
    calendar_day,
    day,
    event,
    released,
)
from tests.domain.test_reference_files import ADDRESS, PRONOUNS

WEEK_NAMES = tuple(each.name for each in ANNOUNCEMENTS)
NO_DAY = "there is no such day: write the month and the day, such as 10-02"
NOT_EVERY = "not every year has such a day: write the month and the day, such as 10-01"
LONG = "the Week must last 1 to 14 days"
LONG_WEEK = "it must last 1 to 14 days"
NO_TIME = "it must be a time of day, such as 08:00"
NO_WARD = "there is no ward “99999”: a ward is its code, such as 00190"
TWICE = "it is there more than once"
OUTSIDE = "the day is outside the Week"
NO_COMMAND = "there is no such command: write one like /log"
KNOWN = ", ".join(NAMES)


def opens(command: str) -> bool:
    """True for an existing command."""
    known = (
        "log check citizen progress menu mylog notices remind help week start data language cancel"
    )
    return command.removeprefix("/") in known.split()


def change(*args: Any, **more: Any) -> Callable[[], Calendar]:
    return lambda: calendar(CalendarOverride(*args, **more))


USUAL = (day(10, 1), day(10, 7))


def week(first: dt.date = USUAL[0], last: dt.date = USUAL[1], **more: Any) -> LearningWeek:
    return LearningWeek(more.pop("year", 2026), first, last, **more)


def weeks(*those: LearningWeek, **more: Any) -> Callable[[], Calendar]:
    return lambda: calendar(weeks=those, **more)


def top(**more: Any) -> Callable[[], Calendar]:
    return lambda: calendar(**more)


def days(*those: CalendarDay) -> Callable[[], Calendar]:
    return lambda: calendar(days=(*calendar().days, *those))


CLEAN_UP = calendar_day("clean_up_day", "03-21")

BROKEN: dict[str, tuple[Callable[[], Calendar], Problem]] = {
    "an empty task": (
        top(tasks=(LocalizedText(vi="Đọc", en=""),)),
        Problem("tasks.1.en", "the text is empty"),
    ),
    "a theme that ends with a space": (
        weeks(week(theme=LocalizedText(vi="Đọc ", en="Read"))),
        Problem("weeks.1.theme.vi", "the text begins or ends with a space"),
    ),
    "an event whose accents are apart": (
        weeks(
            week(
                events=(
                    replace(event(day(10, 1), "a"), where=LocalizedText(vi="Nha\u0300", en="A")),
                )
            )
        ),
        Problem("weeks.1.events.1.where.vi", "the text is not in NFC: type its accents anew"),
    ),
    "a slogan without end": (
        weeks(week(slogan=LocalizedText(vi="x" * 601, en="x"))),
        Problem("weeks.1.slogan.vi", "the text has 601 characters, 600 at most fit"),
    ),
    "a Week that begins on a day that is not in every year": (
        top(week_first="02-29", week_last="03-05"),
        Problem("week_first", NOT_EVERY),
    ),
    "a Week that ends on a day of no year": (
        top(week_first="02-28", week_last="02-30"),
        Problem("week_last", NOT_EVERY),
    ),
    "a Week that ends before it begins": (
        top(week_first="12-28", week_last="01-03"),
        Problem("week_last", LONG),
    ),
    "a Week of 15 days": (
        top(week_first="10-01", week_last="10-15"),
        Problem("week_last", LONG),
    ),
    "no task": (top(tasks=()), Problem("tasks", "there is no task")),
    "an hour of no day": (top(hour="24:00"), Problem("hour", NO_TIME)),
    "an evening hour of no day": (top(evening_hour="29:59"), Problem("evening_hour", NO_TIME)),
    "quiet from no hour": (top(quiet_from="25:00"), Problem("quiet_from", NO_TIME)),
    "quiet to no hour": (top(quiet_to="24:30"), Problem("quiet_to", NO_TIME)),
    "a day's text without words": (
        days(replace(CLEAN_UP, text=LocalizedText(vi="Hôm nay dọn sạch", en=""))),
        Problem("days.clean_up_day.text.en", "the text is empty"),
    ),
    "a day twice": (days(CLEAN_UP, CLEAN_UP), Problem("days.clean_up_day", TWICE)),
    "a day whose name has a space": (
        days(calendar_day("Clean up", "03-21")),
        Problem("days.Clean up.name", "a name is small letters and _, such as book_day"),
    ),
    "a day with a name of the Week": (
        days(calendar_day("week_of_cleaning", "03-21")),
        Problem("days.week_of_cleaning.name", "names with week_ belong to Learning Week"),
    ),
    "a day that no year has": (
        days(calendar_day("clean_up_day", "02-30")),
        Problem("days.clean_up_day.date", NO_DAY),
    ),
    "a day's command that opens nothing": (
        days(calendar_day("clean_up_day", "03-21", "/clean")),
        Problem("days.clean_up_day.action.command", NO_COMMAND),
    ),
    "a day's command with more than its word": (
        days(calendar_day("clean_up_day", "03-21", "/log now")),
        Problem("days.clean_up_day.action.command", NO_COMMAND),
    ),
    "a day's label that fits on no button": (
        days(replace(CLEAN_UP, action=DayAction("/log", LocalizedText(vi="x" * 41, en="x")))),
        Problem("days.clean_up_day.action.label.vi", "41 characters, 40 at most fit here"),
    ),
    "a change twice": (
        lambda: calendar(
            CalendarOverride("law_day", off=True), CalendarOverride("law_day", date="11-10")
        ),
        Problem("changes.law_day", TWICE),
    ),
    "a change of a ward twice": (
        lambda: calendar(
            CalendarOverride("law_day", off=True, ward=HERE),
            CalendarOverride("law_day", off=False, ward=HERE),
        ),
        Problem(f"changes.law_day {HERE}", TWICE),
    ),
    "an announcement that there is not": (
        change("lawday", off=True),
        Problem("changes.lawday", f"there is no such announcement; known are {KNOWN}"),
    ),
    "a date for a message of the Week": (
        change("week_soon", date="09-15"),
        Problem("changes.week_soon.date", "its days are the Week's: change [[weeks]]"),
    ),
    "a date that no year has": (
        change("law_day", date="11-31"),
        Problem("changes.law_day.date", NO_DAY),
    ),
    "a date in the other order": (
        change("law_day", date="30-11"),
        Problem("changes.law_day.date", NO_DAY),
    ),
    "a date of a week": (
        change("law_day", date="W45-1"),
        Problem("changes.law_day.date", NO_DAY),
    ),
    "an hour in figures of another form": (top(hour="8:00"), Problem("hour", NO_TIME)),
    "an hour with seconds": (top(evening_hour="19:00:00"), Problem("evening_hour", NO_TIME)),
    "a change in a ward by its name": (
        change("law_day", off=True, ward="Ô Chợ Dừa"),
        Problem(
            "changes.law_day Ô Chợ Dừa.ward",
            "there is no ward “Ô Chợ Dừa”: a ward is its code, such as 00190",
        ),
    ),
    "a change that changes nothing": (
        change("law_day", ward=HERE),
        Problem(f"changes.law_day {HERE}", "it changes nothing: switch it off or give a date"),
    ),
    "a change in a ward that there is not": (
        change("law_day", off=True, ward="99999"),
        Problem("changes.law_day 99999.ward", NO_WARD),
    ),
    "a year twice": (weeks(week(), week()), Problem("weeks.2026", TWICE)),
    "a year of a ward twice": (
        weeks(week(ward=HERE), week(ward=HERE)),
        Problem(f"weeks.2026 {HERE}", TWICE),
    ),
    "a Week of another year": (
        weeks(week(year=2027)),
        Problem("weeks.2027", "its days must lie in its year"),
    ),
    "a Week over the end of a year": (
        weeks(week(day(12, 28), day(1, 3, 2027))),
        Problem("weeks.2026", "its days must lie in its year"),
    ),
    "a Week backwards": (weeks(week(day(10, 7), day(10, 1))), Problem("weeks.2026", LONG_WEEK)),
    "a year's Week of 15 days": (
        weeks(week(day(10, 1), day(10, 15), ward=HERE)),
        Problem(f"weeks.2026 {HERE}", LONG_WEEK),
    ),
    "a Week of a ward that there is not": (
        weeks(week(ward="99999")),
        Problem("weeks.2026 99999.ward", NO_WARD),
    ),
    "an event before the Week": (
        weeks(week(events=(event(day(10, 1), "a"), event(day(9, 30), "b")))),
        Problem("weeks.2026.events.2.day", OUTSIDE),
    ),
    "an event after the Week": (
        weeks(week(events=(event(day(10, 8), "a"),))),
        Problem("weeks.2026.events.1.day", OUTSIDE),
    ),
    "another ward's event in a ward's own Week": (
        weeks(week(ward=HERE, events=(event(day(10, 1), "a", ward=THERE),))),
        Problem(f"weeks.2026 {HERE}.events.1.ward", "it is another ward than the Week's own"),
    ),
    "an event at no hour": (
        weeks(week(events=(event(day(10, 1), "a", "24:00"),))),
        Problem("weeks.2026.events.1.time", NO_TIME),
    ),
    "an event in a ward that there is not": (
        weeks(week(events=(event(day(10, 1), "a", ward="99999"),))),
        Problem("weeks.2026.events.1.ward", NO_WARD),
    ),
    "nine events on a day": (
        weeks(week(events=tuple(event(day(10, 2), f"a{n}") for n in range(9)))),
        Problem("weeks.2026.events", "2026-10-02: 8 events a day at most"),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_told_with_its_entry(kind: str) -> None:
    make, mistake = BROKEN[kind]
    assert list(problems_in_calendar(make(), NAMES, opens)) == [mistake]


GOOD: dict[str, Callable[[], Calendar]] = {
    "nothing changed": calendar,
    "a Week of one day": top(week_first="10-01", week_last="10-01"),
    "a Week of 14 days": top(week_first="10-01", week_last="10-14"),
    "no quiet hours": top(quiet_from="08:00", quiet_to="08:00"),
    "no messages": top(weekly_most=0),
    "the 29th of February": change("law_day", date="02-29"),
    "a day of its own, on the 29th of February": days(calendar_day("leap_day", "02-29")),
    "a change of a day of its own": lambda: calendar(
        CalendarOverride("clean_up_day", off=True, ward=HERE), days=(CLEAN_UP,)
    ),
    "a day of the Week switched off in a ward": change("week_day", off=True, ward=HERE),
    "the same change everywhere and in two wards": lambda: calendar(
        *(CalendarOverride("law_day", off=True, ward=ward) for ward in (None, HERE, THERE))
    ),
    "a Week everywhere, of two wards, and of another year": weeks(
        week(), week(ward=HERE), week(ward=THERE), week(day(1, 1, 2027), day(1, 7, 2027), year=2027)
    ),
    "an event of everybody's Week in a ward whose own days it lies in": weeks(
        week(events=(event(day(10, 10), "a", ward=HERE),)),
        week(day(10, 8), day(10, 14), ward=HERE),
    ),
    "eight events on a day in each of two wards": weeks(
        week(
            events=tuple(
                event(day(10, 2), f"a{n}", ward=ward) for n in range(8) for ward in (HERE, THERE)
            )
        )
    ),
}


@pytest.mark.parametrize("kind", GOOD)
def test_what_an_officer_may_write_is_no_mistake(kind: str) -> None:
    assert list(problems_in_calendar(GOOD[kind](), NAMES, opens)) == []


def test_an_event_that_its_ward_never_shows_is_a_mistake() -> None:
    """It is in the general Week, but the ward that it names has other days."""
    hidden = event(day(10, 2), "a", ward=HERE)
    made = calendar(weeks=(week(events=(hidden,)), week(day(10, 8), day(10, 14), ward=HERE)))
    assert made.week_of(2026, HERE).events == ()
    assert list(problems_in_calendar(made, NAMES)) == [Problem("weeks.2026.events.1.day", OUTSIDE)]


def test_every_mistake_is_told() -> None:
    made = calendar(CalendarOverride("lawday", off=True, ward="99999"), hour="24:00", tasks=())
    assert [each.entry for each in problems_in_calendar(made, NAMES)] == [
        "tasks",
        "hour",
        "changes.lawday 99999",
        "changes.lawday 99999.ward",
    ]


# --- the file as an officer edits it --------------------------------------------------------------

EDITS: dict[str, tuple[tuple[str, str], str, str]] = {
    "an hour that is no time": (
        ('hour = "08:00"', 'hour = "8:00"'),
        "hour",
        NO_TIME,
    ),
    "too many a week": (
        ("weekly_most = 3", "weekly_most = 15"),
        "weekly_most",
        "Expected `int` <= 14",
    ),
    "less than none a week": (
        ("weekly_most = 3", "weekly_most = -1"),
        "weekly_most",
        "Expected `int` >= 0",
    ),
    "a day with a year": (
        ('week_first = "10-01"', 'week_first = "2026-10-01"'),
        "week_first",
        NOT_EVERY,
    ),
    "a name with capitals": (
        ('name = "law_day"', 'name = "Law day"'),
        "days.Law day.name",
        "a name is small letters and _",
    ),
    "a day whose button opens nothing": (
        ('command = "/citizen"', 'command = "/citizens"'),
        "days.evidence_end.action.command",
        NO_COMMAND,
    ),
    "a day without a button": (
        ('action = { command = "/citizen"', 'act = { command = "/citizen"'),
        "days.15",
        "Object contains unknown field `act`",
    ),
    "a ward without its zeros": (
        (
            "\n[[weeks]]\n",
            '\n[[changes]]\nward = "190"\noff = true\nname = "law_day"\n\n[[weeks]]\n',
        ),
        "changes.law_day 190.ward",
        "there is no ward “190”: a ward is its code, such as 00190",
    ),
    "a day in quotation marks": (
        ("first = 2025-10-01", 'first = "2025-10-01"'),
        "weeks.1.first",
        "Expected `date`",
    ),
    "a year long ago": (("year = 2025", "year = 1945"), "weeks.1.year", "Expected `int` >= 2020"),
    "an unknown field": (
        ("year = 2025", "year = 2025\nmotto = 1"),
        "weeks.1",
        "Object contains unknown field",
    ),
    "a language that is missing": (
        (
            ', en = "Read an article or a few pages of a book, '
            'and tell somebody at home about it."',
            "",
        ),
        "tasks.1",
        "Object missing required field `en`",
    ),
    "an announcement that there is not": (
        ("\n[[weeks]]\n", '\n[[changes]]\noff = true\nname = "lawday"\n\n[[weeks]]\n'),
        "changes.lawday",
        "there is no such announcement",
    ),
    "a Week of another year": (
        ("year = 2025", "year = 2026"),
        "weeks.2026",
        "its days must lie in its year",
    ),
}


def put(folder: Path, old: str, new: str) -> None:
    text = (PACKAGED / CALENDAR).read_text("utf-8")
    assert old in text
    (folder / CALENDAR).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("kind", EDITS)
def test_a_file_with_a_mistake_changes_nothing_and_the_entry_is_named(
    tmp_path: Path, kind: str
) -> None:
    (old, new), entry, reason = EDITS[kind]
    data = DataFiles(tmp_path, announcements=WEEK_NAMES, opens=opens)
    put(tmp_path, "weekly_most = 3", "weekly_most = 2")
    assert data.look()
    before = data.reference_data
    assert before.calendar.weekly_most == 2
    put(tmp_path, old, new)
    assert data.look()
    (mistake,) = data.problems.pop(CALENDAR)
    assert mistake.entry == entry
    assert mistake.reason.startswith(reason)
    assert data.problems == {}
    assert data.reference_data == before
    # After a restart, too, the last good version is in use.
    anew = DataFiles(tmp_path, announcements=WEEK_NAMES, opens=opens)
    assert anew.reference_data.calendar.weekly_most == 2
    assert [each.entry for each in anew.problems[CALENDAR]] == [entry]


# --- the release's own file -----------------------------------------------------------------------


def test_the_calendar_of_the_release_has_no_mistake() -> None:
    assert list(problems_in_calendar(released(), WEEK_NAMES, opens)) == []


def test_the_days_that_sources_confirm_are_on_and_the_others_off() -> None:
    """A day without a confirmed source is off, unless the service has to observe it."""
    made = released()
    on = {each.date: each.name for each in made.days if not made.is_off(each.name, None)}
    assert on == {
        "03-26": "digital_literacy_day",
        "04-21": "book_day",
        "09-05": "school_opening",
        "09-08": "literacy_day",
        "10-02": "learning_promotion_day",
        "10-10": "digital_transformation_day",
        "11-20": "teachers_day",
        "12-31": "evidence_end",
    }
    off = {each.date for each in made.days if each.name not in on.values()}
    assert off == {"01-24", "04-23", "05-18", "08-06", "10-01", "10-05", "11-09"}


YEAR_2026 = """\
26/03 digital_literacy_day
21/04 book_day
05/09 school_opening
08/09 literacy_day
17/09 week_soon
30/09 week_eve
01/10 week_open
02/10 learning_promotion_day
02/10 week_day
03/10 week_day
04/10 week_day
05/10 week_day
06/10 week_day
07/10 week_close
10/10 digital_transformation_day
20/11 teachers_day
31/12 evidence_end"""


def test_the_days_of_2026_are_these_in_every_ward() -> None:
    made = released()
    assert made.wards == ()
    days = sorted(
        (on, each.name)
        for each in announcements_of(ANNOUNCEMENTS, made)
        for on in days_of(each, made, 2026, None)
    )
    assert "\n".join(f"{on:%d/%m} {name}" for on, name in days) == YEAR_2026


def test_what_is_usual_is_the_documented_hours_and_number() -> None:
    made = released()
    assert (made.hour, made.evening_hour) == ("08:00", "19:00")
    assert (made.quiet_from, made.quiet_to, made.weekly_most) == ("21:00", "07:00", 3)
    assert (made.week_first, made.week_last) == ("10-01", "10-07")


def test_the_theme_of_2026_is_not_invented_and_that_of_2025_is_the_published_one() -> None:
    made = released()
    assert made.week_of(2026).theme is None
    theme = made.week_of(2025).theme
    assert theme is not None
    assert theme.vi == (
        "Học để phát triển bản thân, làm chủ tri thức và công nghệ, góp phần xây dựng đất nước "
        "hùng cường, thịnh vượng"
    )


def test_there_is_a_task_for_every_day_that_sends_nobody_to_an_unknown_address() -> None:
    tasks = released().tasks
    assert len(tasks) == len({task.vi for task in tasks}) == 7
    assert not [task.vi for task in tasks if PRONOUNS.search(task.vi) or task.vi == task.en]
    addresses = {found for task in tasks for found in ADDRESS.findall(f"{task.vi} {task.en}")}
    assert addresses == {"binhdanhocvuso.gov.vn"}


def test_an_event_needs_no_time_and_no_ward() -> None:
    assert WeekEvent(day(10, 1), both("Khai mạc"), both("Nhà văn hóa")) == event(
        day(10, 1), "Khai mạc", where="Nhà văn hóa"
    )


# --- the days of the release under an operator's file ---------------------------------------------


def own_file(folder: Path, more: str, *, days: bool = False) -> Calendar:
    """The calendar in use with an operator's file: the release's, without its days, and `more`."""
    head, weeks_ = (PACKAGED / CALENDAR).read_text("utf-8").split("\n[[weeks]]", 1)
    if not days:
        head = head.split("\n[[days]]", 1)[0] + "\n"
    (folder / CALENDAR).write_text(f"{head}\n{more}\n[[weeks]]{weeks_}", "utf-8")
    data = DataFiles(folder, announcements=WEEK_NAMES, opens=opens)
    made = data.reference_data.calendar
    assert data.problems == {}
    assert data.edited == (CALENDAR,)
    return made


BEFORE = "".join(
    f'[[changes]]\nname = "{name}"\noff = true\n\n'
    for name in ("education_day", "book_copyright_day", "science_day", "cyber_security_day",
                 "older_persons_day", "world_teachers_day", "law_day")
)  # fmt: skip
"""The entries of an earlier release's file that had no days."""


def year_of(made: Calendar) -> list[tuple[dt.date, str]]:
    every = announcements_of(ANNOUNCEMENTS, made)
    return sorted((on, each.name) for each in every for on in days_of(each, made, 2026, None))


def test_a_file_of_the_release_before_has_the_same_year(tmp_path: Path) -> None:
    made = own_file(tmp_path, BEFORE)
    assert made.days == released().days
    assert year_of(made) == year_of(released())


def test_a_change_goes_on_working_without_days(tmp_path: Path) -> None:
    moved = '[[changes]]\nname = "book_day"\ndate = "04-20"\n'
    again = '[[changes]]\nname = "law_day"\noff = false\n'
    on = {name: on for on, name in year_of(own_file(tmp_path, moved + again))}
    assert (on["book_day"], on["law_day"]) == (day(4, 20), day(11, 9))


OWN_BOOK_DAY = """
[[days]]
name = "book_day"
date = "04-22"
title = { vi = "Ngày đọc", en = "Reading day" }
text = { vi = "Hôm nay ta đọc.", en = "Today we read." }
action = { command = "/progress", label = { vi = "Tiến bộ", en = "Progress" } }
"""


def test_a_day_of_the_file_replaces_the_releases_and_a_new_one_is_added(tmp_path: Path) -> None:
    new = OWN_BOOK_DAY.replace("book_day", "clean_up_day").replace("04-22", "03-21")
    made = own_file(tmp_path, OWN_BOOK_DAY + new)
    named = {each.name: each for each in made.days}
    assert len(named) == len(made.days) == len(released().days) + 1
    assert named["book_day"].text == LocalizedText(vi="Hôm nay ta đọc.", en="Today we read.")
    on = {name: on for on, name in year_of(made)}
    assert (on["book_day"], on["clean_up_day"]) == (day(4, 22), day(3, 21))


def test_a_whole_copy_of_the_file_is_taken_as_it_is(tmp_path: Path) -> None:
    assert own_file(tmp_path, "", days=True) == released()
