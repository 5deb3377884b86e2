"""`announce` as an operator meets it: the year, who would get what, planning by hand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.storage.engine.milliseconds import from_ms
from bot.storage.revisions import newest
from tests.announcements.calendars import HERE, THERE
from tests.announcements.planning import Rows, local, person, words
from tests.announcements.running_announce import Operator, operator_in
from tests.applications import ZONE

NEW = "sqlite+aiosqlite:///new.db"


@pytest.fixture
def operator(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_url: str,
) -> Iterator[Operator]:
    """An operator."""
    with operator_in(tmp_path, monkeypatch, capsys, sqlite_url) as one:
        yield one


# --- the year -------------------------------------------------------------------------------------

DAYS = re.compile(r"^\w{3} (\d\d/\d\d)/(\d{4})  (\w+) ", re.MULTILINE)
OFF = re.compile(r"^off +(\w+) ", re.MULTILINE)


def test_the_year_is_listed_in_its_order_with_what_is_off(operator: Operator) -> None:
    told = operator.announces("--list")
    assert [f"{day} {name}" for day, _year, name in DAYS.findall(told)] == [
        "26/03 digital_literacy_day", "21/04 book_day", "05/09 school_opening",
        "08/09 literacy_day", "17/09 week_soon", "30/09 week_eve", "01/10 week_open",
        "02/10 learning_promotion_day", "02/10 week_day", "03/10 week_day", "04/10 week_day",
        "05/10 week_day", "06/10 week_day", "07/10 week_close", "10/10 digital_transformation_day",
        "20/11 teachers_day", "31/12 evidence_end",
    ]  # fmt: skip
    assert {year for _day, year, _name in DAYS.findall(told)} == {"2026"}
    within = [line.split()[2] for line in told.splitlines() if "said in the Week's message" in line]
    assert within == ["learning_promotion_day"]
    assert OFF.findall(told) == [
        "education_day", "book_copyright_day", "science_day", "cyber_security_day",
        "older_persons_day", "world_teachers_day", "law_day",
    ]  # fmt: skip
    assert "sent at 08:00, the closing day at 19:00" in told
    assert "Thu 01/10/2026 to Wed 07/10/2026; theme: not known yet" in told


def test_another_year_is_listed_where_it_is_asked_for(operator: Operator) -> None:
    told = operator.announces("--list", "--year", "2027")
    assert {year for _day, year, _name in DAYS.findall(told)} == {"2027"}
    assert "Wed 21/04/2027  book_day" in told
    assert "Fri 01/10/2027 to Thu 07/10/2027" in told


def test_an_edit_is_shown_with_the_wards_that_differ(operator: Operator) -> None:
    operator.edits()
    lines = operator.announces("--list").splitlines()
    book = next(n for n, line in enumerate(lines) if "book_day " in line and "21/04" in line)
    assert lines[book + 1].strip() == "in 00070 Hoàn Kiếm: off (book_day)"
    teachers = next(n for n, line in enumerate(lines) if "Fri 20/11/2026  teachers_day" in line)
    (moved,) = [line for line in lines[:teachers] if "(teachers_day)" in line]
    assert moved.strip() == "in 00190 Ô Chợ Dừa: Wed 18/11/2026 (teachers_day)"
    assert "Mon 21/09/2026  week_soon " in "\n".join(lines)
    assert lines[-2].endswith("Mon 05/10/2026 to Sun 11/10/2026; theme: Đọc để lớn lên")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--list", "--year", "-1"),
        ("--list", "--year", "9999"),
        ("--on", "9999-12-31", "--dry-run"),
    ],
)
def test_a_year_that_no_calendar_has_is_refused_in_words(
    operator: Operator, arguments: tuple[str, ...]
) -> None:
    code, out, err = operator.calls(*arguments)
    assert code in (1, 2)
    assert out == ""
    assert "year" in err.splitlines()[-1]


# --- calls that cannot go on ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Say which day: “announce --on 2026-10-01 --dry-run”, or “announce --list”."),
        (("--dry-run",), "Say which day: “announce --on 2026-10-01 --dry-run”"),
        (("--on", "2026-04-21", "--dry-run", "--ward", "99999"), "There is no ward 99999:"),
        (("--on", "2026-04-21", "--ward", "190"), "There is no ward 190:"),
        (("--on", "2026-04-22"), "Only today's announcements can be planned: add --dry-run"),
        (("--on", "2026-04-20"), "Only today's announcements can be planned: add --dry-run"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    operator: Operator, arguments: tuple[str, ...], told: str
) -> None:
    operator.puts(person(1))
    code, out, err = operator.calls(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith(told)
    assert err.count("\n") == 1
    assert operator.finds("SELECT id FROM outbox") == []


@pytest.mark.parametrize("day", ["2026-02-30", "21/04/2026", "tomorrow"])
def test_what_is_no_day_ends_with_2(operator: Operator, day: str) -> None:
    code, _out, err = operator.calls("--on", day, "--dry-run")
    assert code == 2
    assert "expected a day as 2026-10-01" in err


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_database_that_is_not_migrated_is_not_touched(
    operator: Operator, more: tuple[str, ...]
) -> None:
    code, out, err = operator.calls("--on", "2026-04-21", *more, url=NEW)
    assert (code, out) == (1, "")
    assert err.startswith(f"The database is at revision none and this release needs {newest()}")


def test_a_day_without_an_announcement_says_so(operator: Operator) -> None:
    told = operator.announces("--on", "2026-06-01", "--dry-run")
    assert "Monday 01/06/2026, Asia/Ho_Chi_Minh\nNothing is announced on this day." in told
    operator.clock.at = local(6, 1)
    assert operator.announces("--on", "2026-06-01").startswith("Nothing is announced today.")


# --- who would get what ---------------------------------------------------------------------------

LATE = NotificationPreferences(QuietHours(8 * 60, 0))
"""Quiet hours that last until the day is over."""

REASONS: dict[str, Rows] = {
    "at 08:00": person(1),
    "at 10:30": person(2, preferences=NotificationPreferences(QuietHours(7 * 60, 10 * 60 + 30))),
    "has not joined": person(3, joined=False),
    "did not agree to news (or took it back)": person(4, consents="log check reminders"),
    "was never heard of at an address": person(5, channel=None),
    "blocked the service": person(6, blocked=True),
    "has it already": person(7) + words(7, "book_day 2026", local(4, 20), state="sent"),
    "quiet hours last until the day is over": person(8, preferences=LATE),
    "has as much this week as they want": person(
        9, preferences=NotificationPreferences(weekly_most=0)
    ),
}


def test_a_dry_run_names_when_each_gets_it_or_why_not(operator: Operator) -> None:
    operator.puts(*REASONS.values())
    told = operator.announces("--on", "2026-04-21", "--dry-run", "--people")
    assert told.startswith(
        "Tuesday 21/04/2026, Asia/Ho_Chi_Minh\n\n"
        "book_day: Vietnam Book and Reading Culture Day, from 08:00, all wards\n"
        "  | Hôm nay là Ngày Sách và Văn hóa đọc Việt Nam."
    )
    assert "  would get it: 2 people (1 at 08:00, 1 at 10:30)\n" in told
    for why in list(REASONS)[2:]:
        assert f"  would not: 1, {why}\n" in told
    named = re.findall(r"^    person (\d+): (.+)$", told, re.MULTILINE)
    assert named == [(str(number), why) for number, why in enumerate(REASONS, 1)]
    assert told.endswith("when each message leaves.\n")
    assert "Nothing was sent." in told


def test_in_learning_week_a_second_one_of_the_day_is_named(operator: Operator) -> None:
    operator.puts(person(1), words(1, "campaign", local(10, 2, 7), state="sent", kind="campaign"))
    told = operator.announces("--on", "2026-10-02", "--dry-run", "--language", "en")
    assert "would not: 1, has one today already (Learning Week)" in told
    assert "  | Lifelong Learning Week, day 2 of 7." in told
    assert "Today is Vietnam Learning Promotion Day." in told


def test_of_the_closing_day_it_is_said_that_more_is_added(operator: Operator) -> None:
    told = operator.announces("--on", "2026-10-07", "--dry-run")
    assert "week_close: Lifelong Learning Week: closing day, from 19:00, all wards" in told
    assert "  | (each person's own week is added)\n" in told


def test_wards_that_differ_are_told_apart_and_one_may_be_asked_for(operator: Operator) -> None:
    operator.edits()
    operator.puts(*(person(n, ward=ward) for n, ward in enumerate((HERE, THERE, None), 1)))
    told = operator.announces("--on", "2026-04-21", "--dry-run")
    assert "  person " not in told, "nobody is named unasked"
    assert "all wards but 00070 Hoàn Kiếm, 00190 Ô Chợ Dừa" in told
    assert "from 08:00, 00190 Ô Chợ Dừa\n" in told
    assert re.findall(r"would get it: (\d+) person", told) == ["1", "1"]
    here = operator.announces("--on", "2026-04-21", "--dry-run", "--ward", HERE, "--people")
    assert re.findall(r"person (\d+)", here) == ["1"]
    assert "Nothing is announced on this day." in operator.announces(
        "--on", "2026-04-21", "--dry-run", "--ward", THERE
    )


def dump(url: str) -> list[str]:
    """Everything that a SQLite database holds."""
    connection = sqlite3.connect(str(make_url(url).database))
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("day", ["2026-04-21", "2026-10-07"])
def test_a_dry_run_writes_nothing(operator: Operator, day: str) -> None:
    operator.puts(*REASONS.values(), *(person(n) for n in range(10, 300)))
    before = dump(operator.url)
    assert "would get it: 29" in operator.announces("--on", day, "--dry-run")
    assert dump(operator.url) == before


# --- planning by hand -----------------------------------------------------------------------------


def test_todays_is_planned_by_hand_once_and_leaves_at_its_hour(operator: Operator) -> None:
    operator.puts(*REASONS.values())
    told = operator.announces("--on", "2026-04-21")
    assert told == "book_day (all wards): planned for 4 people; leaves from 08:00 on\n"
    told = operator.announces("--on", "2026-04-21")
    assert told == "book_day (all wards): was planned before for 4 people\n"
    planned = operator.finds("SELECT person_id FROM outbox ORDER BY person_id")
    assert [number for (number,) in planned] == [1, 2, 7, 8, 9]
    rows = operator.finds("SELECT DISTINCT due_ms FROM outbox WHERE state = 'planned'")
    assert [from_ms(due).astimezone(ZONE) for (due,) in rows] == [local(4, 21, 8)]
    assert "would not: 5, has it already" in operator.announces("--on", "2026-04-21", "--dry-run")


def test_who_is_planned_by_hand_in_one_ward_gets_it_once(operator: Operator) -> None:
    operator.puts(*(person(n, ward=ward) for n, ward in enumerate((HERE, THERE, None), 1)))
    told = operator.announces("--on", "2026-04-21", "--ward", THERE)
    assert told == "book_day (00070 Hoàn Kiếm): planned for 1 person; leaves from 08:00 on\n"
    became = operator.lets_the_day_pass(6)
    assert sorted((number, state) for _source, number, state, *_rest in became) == [
        (1, "sent"), (2, "sent"), (3, "sent"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "quiet", "told"),
    [
        (20, ("21:00", "07:00"), ""),
        (21, ("21:00", "07:00"), "Quiet hours last until the day is over: only who chose other"),
        (12, ("12:00", "14:00"), "It is within the quiet hours now: it leaves when they end."),
        (14, ("12:00", "14:00"), ""),
    ],
)
def test_who_plans_in_quiet_hours_is_told_what_comes_of_it(
    operator: Operator, hour: int, quiet: tuple[str, str], told: str
) -> None:
    operator.edits("", quiet_from=quiet[0], quiet_to=quiet[1])
    operator.clock.at = local(4, 21, hour)
    first, *more = operator.announces("--on", "2026-04-21").splitlines()
    assert first.endswith(f"leaves from {hour}:00 on")
    assert [line.strip()[: len(told)] for line in more] == ([told] if told else [])


@pytest.mark.parametrize(
    "arguments", [("--list",), ("--on", "2026-04-21", "--dry-run"), ("--on", "2026-04-21")]
)
def test_a_calendar_with_a_mistake_is_named_where_it_is_looked_at(
    operator: Operator, arguments: tuple[str, ...]
) -> None:
    operator.edits("", hour="8 giờ")
    told = operator.announces(*arguments)
    assert told.startswith("calendar.toml in BOT_DATA_DIR is not in use: hour: it must be a time")
    assert "08:00" in told.split("\n", 1)[1], "the release's own is"


OFF_DAY = """
[[changes]]
name = "week_day"
off = true
"""


def test_a_day_within_the_week_is_listed_as_it_is_said(operator: Operator) -> None:
    operator.edits(OFF_DAY)
    told = operator.announces("--list")
    assert "02/10/2026  learning_promotion_day" in told
    assert "said in the Week's message" not in told, "there is none on that day"
