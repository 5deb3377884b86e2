"""Clock changes, leap years and the year's end: each message is sent once, at its hour.

Vietnam does not change its clocks; the service may run where they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from bot.services.ports.messages import Later
from tests.applications import ZONE, MovedClock, TestApplication, Visitor, open_application
from tests.schedule.month_rows import plan_campaign
from tests.storage.stores import query

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
"""When Berlin's clocks go from 2:00 to 3:00, and from 3:00 back to 2:00."""

QUARTER = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)

CALENDAR = """
version = "zones"
hour = "08:00"
evening_hour = "19:00"
quiet_from = "21:00"
quiet_to = "07:00"
weekly_most = 3
week_first = "06-01"
week_last = "06-07"
tasks = [{ vi = "Đọc vài trang sách.", en = "Read a few pages." }]
"""


def utc(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)


class Town:
    """One resident with everything agreed to, in a zone with a calendar; time passes for both."""

    def __init__(self, application: TestApplication, zone: ZoneInfo) -> None:
        self.application = application
        self.zone = zone
        self.resident: Visitor = application.visitor()

    async def tick(self) -> None:
        """What the clock does every minute, and all that is to be sent is."""
        await self.application.application.remind()
        await self.application.application.announcer.tick()
        await self.application.worker.look()
        # The worker looks by itself too: what it has just claimed is not in its queues yet.
        claimed = "SELECT count(*) FROM outbox WHERE state = 'claimed'"
        await self.application.worker.settled()
        while await self.application.rows(claimed) != [(0,)]:
            await self.application.worker.settled()

    def set_clock(self, at: dt.datetime) -> None:
        """Let the service's clock show a moment, in its own zone."""
        self.application.clock.at = at.astimezone(self.zone)

    async def came(
        self, first: dt.datetime, last: dt.datetime, step: dt.timedelta = QUARTER
    ) -> list[str]:
        """Let time pass, with a tick at each step; when something came, in UTC."""
        at, found = first.astimezone(dt.UTC), []
        while at <= last:
            self.set_clock(at)
            before = len(self.resident.messages)
            await self.tick()
            found += [f"{at:%m-%d %H:%M}"] * (len(self.resident.messages) - before)
            at += step
        return found

    async def sends(self, source: str) -> None:
        """An officer sends a campaign now."""
        url = self.application.application.settings.database_url.get_secret_value()
        ((person,),) = await self.application.rows("SELECT id FROM person")
        place = (person, self.resident.channel, self.resident.address)
        await plan_campaign(url, source, [place], self.application.clock())

    async def tells_staff(self) -> None:
        """Staff must get something now: it keeps the quiet hours that were set, and no others."""
        await self.sends("duty")
        url = self.application.application.settings.database_url.get_secret_value()
        await query(url, "UPDATE outbox SET kind = 'duty' WHERE source LIKE '%duty'")

    async def ends(self) -> list[tuple[str, str, str | None]]:
        """The state of each notification, by its source."""
        rows = await self.application.rows(
            "SELECT source, state, why FROM outbox WHERE source IS NOT NULL ORDER BY id"
        )
        return [(source, state, why) for source, state, why in rows]


Towns: TypeAlias = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture
def towns(sqlite_url: str, tmp_path: Path) -> Towns:
    """A town where it is `at`; `edit` changes its calendar, more than once where it is reopened."""

    @asynccontextmanager
    async def town(
        at: dt.datetime, zone: ZoneInfo = BERLIN, edit: dict[str, str] | None = None, more: str = ""
    ) -> AsyncIterator[Town]:
        text = CALENDAR
        for old, new in (edit or {}).items():
            assert old in text
            text = text.replace(old, new)
        data_dir = tmp_path / "data"
        data_dir.mkdir(exist_ok=True)
        (data_dir / "calendar.toml").write_text(text + more, encoding="utf-8")
        clock = MovedClock(at.astimezone(zone))
        async with open_application(
            sqlite_url, clock, timezone=zone.key, data_dir=data_dir
        ) as application:
            assert application.application.data.problems == {}
            found = Town(application, zone)
            if not await application.rows("SELECT id FROM person"):
                await found.resident.joins()
            yield found

    return town


# --- an hour that the clocks leave out, or show twice ---------------------------------------------


@pytest.mark.parametrize(
    ("day", "comes"),
    [
        # 2:30 does not come on the first day: an hour later, as the clock shows 3:30.
        (SPRING, ["03-29 01:30", "03-30 00:30"]),
        # 2:30 comes twice: the first one.
        (AUTUMN, ["10-25 00:30", "10-26 01:30"]),
    ],
)
async def test_a_reminder_at_such_an_hour_comes_once_a_day(
    towns: Towns, day: dt.date, comes: list[str]
) -> None:
    async with towns(utc(day - DAY, 12)) as town:
        await town.resident.says("/remind hằng ngày lúc 2:30 sáng")
        assert "Đã đặt" in await town.resident.says("đúng")
        assert await town.came(utc(day - DAY, 12), utc(day + DAY, 12)) == comes


@pytest.mark.parametrize("due", [utc(SPRING, 1, 30), utc(AUTUMN, 0, 30)])
@pytest.mark.parametrize(("late_minutes", "comes"), [(0, 1), (27, 1), (120, 1), (121, 0)])
async def test_after_days_away_what_is_at_such_an_hour_may_be_two_hours_late(
    towns: Towns, due: dt.datetime, late_minutes: int, comes: int
) -> None:
    async with towns(due - 5 * DAY) as town:
        await town.resident.says("/remind hằng ngày lúc 2:30 sáng")
        assert "Đã đặt" in await town.resident.says("đúng")
        back = due + dt.timedelta(minutes=late_minutes)
        assert len(await town.came(back, back)) == comes


async def test_a_house_that_is_opened_within_the_second_of_two_equal_hours_repeats_nothing(
    towns: Towns,
) -> None:
    async with towns(utc(AUTUMN - DAY, 12)) as town:
        await town.resident.says("/remind hằng ngày lúc 2:30 sáng")
        await town.resident.says("đúng")
        assert await town.came(utc(AUTUMN, 0), utc(AUTUMN, 0, 45)) == ["10-25 00:30"]
    async with towns(utc(AUTUMN, 1, 15)) as town:
        assert await town.came(utc(AUTUMN, 1, 15), utc(AUTUMN, 23, 0)) == []
        assert await town.came(utc(AUTUMN + DAY, 0), utc(AUTUMN + DAY, 4)) == ["10-26 01:30"]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        # Two hours later clocks show 3:30 in both: an hour more, and two hours more.
        (utc(AUTUMN, 0, 30), "2:30"),
        (utc(SPRING, 0, 30), "1:30"),
    ],
)
@pytest.mark.parametrize(("minutes", "comes"), [(105, 1), (120, 1), (121, 0)])
async def test_two_hours_late_are_two_hours_whatever_the_clocks_show(
    towns: Towns, due: dt.datetime, said: str, minutes: int, comes: int
) -> None:
    async with towns(due - DAY / 2) as town:
        await town.resident.says(f"/remind hằng ngày lúc {said} sáng")
        await town.resident.says("đúng")
        late = due + dt.timedelta(minutes=minutes)
        assert len(await town.came(late, late)) == comes
        outcomes = await town.application.rows("SELECT outcome FROM reminded")
        assert outcomes == [("remind" if comes else "late",)]


@pytest.mark.parametrize(
    ("day", "choice", "comes"),
    [
        # It is 1:50 in Berlin: an hour later clocks show 3:50, and 2:50 for the first time.
        (SPRING, "Sau 1 giờ", "03-29 01:50"),
        (AUTUMN, "Sau 1 giờ", "10-25 00:50"),
        (SPRING, "Ngày mai", "03-29 23:50"),
        (AUTUMN, "Ngày mai", "10-26 00:50"),
    ],
)
async def test_what_is_put_off_for_an_hour_comes_in_an_hour_and_tomorrow_at_the_same_hour(
    towns: Towns, day: dt.date, choice: str, comes: str
) -> None:
    at = utc(day, 0, 50) if day == SPRING else utc(day - DAY, 23, 50)
    async with towns(at) as town:
        await town.resident.says("/remind thứ 4 lúc 12:00")
        ((key,),) = await town.application.rows("SELECT reminder_key FROM reminder")
        await town.resident.says(f"/remind later {key}")
        await town.resident.taps(choice)
        last = utc(day + DAY, 12)
        assert await town.came(at, last, dt.timedelta(minutes=10)) == [comes]


@pytest.mark.parametrize(("day", "comes"), [(SPRING, ["03-29 05:00"]), (AUTUMN, ["10-25 06:00"])])
async def test_an_announcement_at_such_an_hour_comes_once_when_the_night_is_over(
    towns: Towns, day: dt.date, comes: list[str]
) -> None:
    changes = f'[[changes]]\nname = "book_day"\ndate = "{day:%m-%d}"\n'
    edit = {'hour = "08:00"': 'hour = "02:30"', 'quiet_from = "21:00"': 'quiet_from = "07:00"'}
    async with towns(utc(day - DAY, 12), edit=edit, more=changes) as town:
        before = await town.came(utc(day - DAY, 12), utc(day, 0, 45))
    # Restarted when Berlin's clocks show 2:00 again, or 3:00.
    async with towns(utc(day, 1), edit=edit, more=changes) as town:
        assert before + await town.came(utc(day, 1), utc(day + DAY, 12)) == comes


# --- quiet hours over the change ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "comes"),
    [
        # Quiet until 2:30: as the clock shows 3:30, and at the first 2:30.
        (SPRING, ["03-29 01:30"]),
        (AUTUMN, ["10-25 00:30"]),
    ],
)
async def test_quiet_hours_that_end_at_such_an_hour_end_once(
    towns: Towns, day: dt.date, comes: list[str]
) -> None:
    async with towns(utc(day - DAY, 12), edit={'quiet_to = "07:00"': 'quiet_to = "02:30"'}) as town:
        town.set_clock(utc(day - DAY, 21))
        await town.tells_staff()
        assert await town.came(utc(day - DAY, 21), utc(day + DAY, 12)) == comes


async def test_what_is_sent_in_the_second_of_two_equal_hours_waits_for_its_end_and_no_day_longer(
    towns: Towns,
) -> None:
    """It is 2:15 for the second time, and quiet until 2:30."""
    edit = {'quiet_to = "07:00"': 'quiet_to = "02:30"'}
    async with towns(utc(AUTUMN - DAY, 12), edit=edit) as town:
        town.set_clock(utc(AUTUMN, 1, 15))
        await town.tells_staff()
        assert await town.came(utc(AUTUMN, 1, 15), utc(AUTUMN + DAY, 12)) == ["10-25 01:30"]


@pytest.mark.parametrize(("day", "comes"), [(SPRING, ["03-29 05:00"]), (AUTUMN, ["10-25 06:00"])])
async def test_quiet_hours_over_the_change_end_when_the_clock_shows_it(
    towns: Towns, day: dt.date, comes: list[str]
) -> None:
    async with towns(utc(day - DAY, 12)) as town:
        town.set_clock(utc(day - DAY, 22))
        await town.sends("news")
        assert await town.came(utc(day - DAY, 22), utc(day, 12)) == comes


async def test_a_week_ends_with_its_own_sunday_after_the_change(towns: Towns) -> None:
    """On Sunday clocks went back; at 20:30 UTC it is still Sunday, at 6:15 it is Monday, 7:15."""
    edit = {'quiet_from = "21:00"': 'quiet_from = "07:00"', "weekly_most = 3": "weekly_most = 1"}
    async with towns(utc(AUTUMN, 12), edit=edit) as town:
        for source, at in (
            ("first", utc(AUTUMN, 12)), ("second", utc(AUTUMN, 20, 30)),
            ("third", utc(AUTUMN + DAY, 6, 15)),
        ):  # fmt: skip
            town.set_clock(at)
            await town.sends(source)
            await town.tick()
        assert await town.ends() == [
            ("first", "sent", None), ("second", "skipped", "weekly_most"), ("third", "sent", None),
        ]  # fmt: skip


# --- waiting over the change ----------------------------------------------------------------------

NO_QUIET = {'quiet_from = "21:00"': 'quiet_from = "07:00"'}


@pytest.mark.parametrize("at", [utc(AUTUMN, 0, 10), utc(AUTUMN, 1, 10)])
async def test_what_has_to_wait_is_not_tried_again_at_once(towns: Towns, at: dt.datetime) -> None:
    """It is 2:10, for the first and for the second time."""
    async with towns(utc(AUTUMN - DAY, 12), edit=NO_QUIET) as town:
        town.set_clock(at)
        await town.tells_staff()
        answers = town.application.recorder.answers
        answers += [Later(town.application.clock(), "busy")] * 5
        for _tick in range(3):
            await town.tick()
        assert len(answers) == 4, "it was tried once"


async def test_what_has_to_wait_for_a_second_as_clocks_go_back_waits_for_no_hour(
    towns: Towns,
) -> None:
    at = utc(AUTUMN, 0, 59) + dt.timedelta(seconds=59)
    async with towns(utc(AUTUMN - DAY, 12), edit=NO_QUIET) as town:
        town.set_clock(at)
        await town.tells_staff()
        town.application.recorder.answers.append(Later(town.application.clock(), "busy"))
        soon = at + dt.timedelta(seconds=5)
        assert await town.came(at, soon, dt.timedelta(seconds=5)) == ["10-25 01:00"]


@pytest.mark.parametrize("at", [utc(AUTUMN, 0, 20), utc(AUTUMN, 1, 20)])
@pytest.mark.parametrize(("minutes", "good"), [(14, True), (16, False)])
async def test_a_link_code_is_good_for_a_quarter_of_an_hour(
    towns: Towns, at: dt.datetime, minutes: int, good: bool
) -> None:
    """It is 2:20, for the first and for the second time."""
    async with towns(utc(AUTUMN - DAY, 12)) as town:
        town.set_clock(at)
        found = re.search(r"\b\w{4}-\w{4}\b", await town.resident.says("/link"))
        assert found
        town.set_clock(at + dt.timedelta(minutes=minutes))
        other = town.application.visitor("2")
        await other.says("/start")
        await other.says(f"/link {found[0]}")
        people = await town.application.rows("SELECT DISTINCT person_id FROM address")
        assert (len(people) == 1) == good


# --- the leap day ---------------------------------------------------------------------------------


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(("year", "comes"), [(2027, []), (2028, ["02-29 01:00"]), (2029, [])])
async def test_what_is_dated_to_the_leap_day_comes_in_leap_years_only(
    towns: Towns, year: int, comes: list[str]
) -> None:
    changes = '[[changes]]\nname = "book_day"\ndate = "02-29"\n'
    async with towns(local(year, 2, 27, 9), ZONE, more=changes) as town:
        first, last = local(year, 2, 27, 12), local(year, 3, 2, 12)
        assert await town.came(first, last, dt.timedelta(hours=1)) == comes


async def test_a_reminder_comes_on_the_leap_day_too(towns: Towns) -> None:
    async with towns(local(2028, 2, 27, 9), ZONE) as town:
        await town.resident.says("/remind hằng ngày lúc 20:00")
        first, last = local(2028, 2, 28, 12), local(2028, 3, 1, 23)
        came = await town.came(first, last, dt.timedelta(hours=1))
        assert came == ["02-28 13:00", "02-29 13:00", "03-01 13:00"]


# --- the year's end -------------------------------------------------------------------------------

NEW_YEARS_WEEK = "[[weeks]]\nyear = 2027\nfirst = 2027-01-04\nlast = 2027-01-06\n"


async def test_a_week_in_early_january_is_announced_in_the_year_before(towns: Towns) -> None:
    async with towns(local(2026, 12, 20, 9), ZONE, more=NEW_YEARS_WEEK) as town:
        first, last = local(2026, 12, 20, 12), local(2027, 1, 7, 12)
        came = await town.came(first, last, dt.timedelta(hours=1))
        assert came == [
            "12-21 01:00", "12-31 01:00", "01-03 01:00", "01-04 01:00", "01-05 01:00",
            "01-06 12:00",
        ]  # fmt: skip
        assert [source for source, _state, _why in await town.ends()] == [
            "week_soon 2027", "evidence_end 2026", "week_eve 2027", "week_open 2027",
            "week_day 2027", "week_close 2027",
        ]  # fmt: skip


async def test_the_week_that_has_both_years_in_it_is_one_week(towns: Towns) -> None:
    """Week 53 goes from 28 December to 3 January."""
    async with towns(local(2026, 12, 27, 9), ZONE) as town:
        for month, day in ((12, 28), (12, 30), (1, 2), (1, 4)):
            at = local(2027 if month == 1 else 2026, month, day, 10)
            await town.came(at.replace(hour=8), at.replace(hour=8))
            if day == 30:
                await town.came(local(2026, 12, 31, 8), local(2026, 12, 31, 8))
            town.set_clock(at)
            await town.sends(f"{month}-{day}")
            await town.tick()
        assert await town.ends() == [
            ("12-28", "sent", None), ("evidence_end 2026", "sent", None),
            ("12-30", "sent", None), ("1-2", "skipped", "weekly_most"), ("1-4", "sent", None),
        ]  # fmt: skip


async def test_the_end_of_the_year_is_reminded_of_up_to_its_last_day(towns: Towns) -> None:
    async with towns(local(2026, 12, 29, 9), ZONE) as town:
        person = town.resident
        await person.says("nhắc")
        await person.taps("Thêm")
        await person.taps("Sắp hết năm")
        assert "Đã đặt" in await person.says("hằng ngày lúc 20:00")
        first, last = local(2026, 12, 30, 12), local(2027, 1, 2, 23)
        came = await town.came(first, last, dt.timedelta(hours=1))
        assert came == ["12-30 13:00", "12-31 01:00", "12-31 13:00"]
        outcomes = await town.application.rows("SELECT outcome FROM reminded ORDER BY due_ms")
        assert [outcome for (outcome,) in outcomes] == [
            "late", "remind", "remind", "not_yet", "not_yet",
        ]  # fmt: skip
