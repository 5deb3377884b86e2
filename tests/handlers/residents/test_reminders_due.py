"""Due reminders: each is sent once, at its hour, to the address that the person used last."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sqlite3

import pytest

from bot.domain.skills.attempts import SelfCheckScore
from bot.services.notifications.reminders import MAX_SLICE
from bot.services.ports.messages import NotStored
from bot.talk.events import Left, Returned
from tests.applications import TestApplication, Visitor, open_application
from tests.handlers.checking import answers, begins, change
from tests.handlers.reminding import (
    outcomes,
    person_of,
    reminded,
    reminders_to,
    tick,
    tick_at,
    withdraws,
)


def url_of(application: TestApplication) -> str:
    """The URL of the application's database."""
    return application.application.settings.database_url.get_secret_value()


async def sets(person: Visitor, purpose: str) -> None:
    """Set a reminder for a purpose, every day at 19:30."""
    await person.joins()
    await person.says("nhắc")
    await person.taps("Thêm")
    await person.taps(purpose)
    assert "Đã đặt" in await person.says("hằng ngày lúc 19:30")


# --- the hour -------------------------------------------------------------------------------------


async def test_a_reminder_goes_out_at_its_hour_once_and_its_buttons_stay_good(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    await tick(application)
    await tick_at(application, 19, 29)
    assert reminders_to(person) == []
    application.clock.move(minutes=1)
    await tick(application)
    await tick(application)
    (reminder,) = reminders_to(person)
    await person.says("/menu")
    await person.taps("Để sau", reminder)
    await person.taps("Sau 1 giờ")
    application.clock.move(minutes=59)
    await tick(application)
    assert len(reminders_to(person)) == 1
    application.clock.move(minutes=1)
    await tick(application)
    assert len(reminders_to(person)) == 2


async def test_after_three_without_an_answer_it_asks_once_and_goes_quiet(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    before = len(person.messages)
    for day in range(10):
        await tick_at(application, 19, 30, days=min(day, 1))
    said = [message.text for message in person.messages[before:]]
    assert len(said) == 4
    assert "chưa có hồi âm" in said[3]
    assert await application.rows("SELECT state, next_due_ms FROM reminder") == [("quiet", None)]
    assert await outcomes(application) == ["remind"] * 3 + ["ask", "quiet"]
    await person.does(person.tap_of("Có, nhắc tiếp"))
    assert "Sổ tiếp tục nhắc." in person.last.text
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 4


async def test_whoever_does_anything_is_not_asked_whether_to_go_on(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    for day in range(9):
        await tick_at(application, 19, 30, days=min(day, 1))
        application.clock.move(minutes=5)
        if day % 3 == 2:
            await person.says("/menu")
    assert len(reminders_to(person)) == 9


@pytest.mark.parametrize(
    ("down", "comes"), [(dt.timedelta(hours=1, minutes=59), 1), (dt.timedelta(hours=2), 1),
                        (dt.timedelta(hours=2, minutes=1), 0)]
)  # fmt: skip
async def test_after_the_service_was_down_only_what_is_not_too_late_goes_out(
    sqlite_house: TestApplication, down: dt.timedelta, comes: int
) -> None:
    application = sqlite_house
    person = await reminded(application)
    application.clock.at = application.clock.at.replace(hour=19, minute=30) + down
    await tick(application)
    assert len(reminders_to(person)) == comes
    assert await outcomes(application) == [("remind" if comes else "late")]
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == comes + 1


async def test_after_days_away_the_reminder_of_that_day_comes_and_none_of_the_days_before(
    application: TestApplication,
) -> None:
    person = await reminded(application, "hằng ngày lúc 8:03")
    # From Friday to Wednesday, twenty-seven minutes after the hour.
    application.clock.at = application.clock.at.replace(hour=8, minute=30)
    application.clock.move(days=5)
    await tick(application)
    await tick(application)
    assert len(reminders_to(person)) == 1
    assert await outcomes(application) == ["late", "remind"]
    until = "SELECT (until_ms - due_ms) / 60000 FROM outbox WHERE kind = 'reminder'"
    assert await application.rows(until) == [(93,)]
    await tick_at(application, 8, 3, days=1)
    assert len(reminders_to(person)) == 2


async def test_what_was_put_off_until_before_its_own_hour_does_not_come_twice_after_an_absence(
    application: TestApplication,
) -> None:
    person = await reminded(application, "hằng ngày lúc 19:45")
    await tick_at(application, 19, 45)
    (reminder,) = reminders_to(person)
    await tick_at(application, 18, 0, days=1)
    await person.taps("Để sau", reminder)
    await person.taps("Tối nay")
    # Both 19:30 (the snoozed time) and 19:45 of the same day are over.
    await tick_at(application, 20, 0)
    assert len(reminders_to(person)) == 2
    assert await outcomes(application) == ["remind", "superseded", "remind"]


async def test_a_clock_that_is_set_back_or_forward_sends_nothing_twice(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    await tick_at(application, 19, 30)
    assert len(reminders_to(person)) == 1
    # Back by two hours: 19:30 comes a second time, also for a reminder that is set again.
    await tick_at(application, 17, 30)
    await person.says("nhắc")
    await person.taps("Dừng một tuần")
    await person.taps("Nhắc lại như cũ")
    await tick_at(application, 19, 30)
    await tick(application)
    assert len(reminders_to(person)) == 1
    # Forward by three days and a half: the times between are over.
    await tick_at(application, 8, 0, days=4)
    assert len(reminders_to(person)) == 1
    await tick_at(application, 19, 30)
    assert len(reminders_to(person)) == 2
    assert await outcomes(application) == ["remind", "late", "remind"]


# --- the purposes ---------------------------------------------------------------------------------


async def test_who_logged_that_day_is_not_reminded_and_who_did_not_is(
    application: TestApplication,
) -> None:
    person, other = await reminded(application), await reminded(application, address="2")
    await person.says("hôm nay đọc sách 30 phút")
    await person.taps("Ghi vào sổ")
    await tick_at(application, 19, 30)
    assert reminders_to(person) == []
    assert len(reminders_to(other)) == 1, "what somebody else did is nothing of theirs"
    assert sorted(await outcomes(application)) == ["done_today", "remind"]
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 1


async def test_going_on_with_a_check_is_reminded_of_while_one_is_open(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = application.visitor()
    await sets(person, "Làm tiếp phần tự đánh giá")
    await tick_at(application, 19, 30)
    assert await outcomes(application) == ["nothing_open"]
    await begins(person)
    await answers(person, 2)
    asked = person.last.text
    await tick_at(application, 19, 30, days=1)
    assert "còn dở" in person.last.text
    assert "Xin chọn phiếu muốn làm" not in person.last.text
    assert "Làm tiếp" in "".join(person.labels)
    await person.taps("Làm tiếp")
    assert person.last.text == asked, "it goes on where it was"
    assert await outcomes(application) == ["nothing_open", "remind"]


async def test_a_new_check_is_reminded_of_ninety_days_after_the_last(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = application.visitor()
    await sets(person, "Tự đánh giá lại")
    me = (await person_of(application, person)).id
    await tick_at(application, 19, 30)
    ended = application.clock().replace(hour=19, minute=30) - dt.timedelta(days=88)

    async def check(work: object) -> None:
        await work.skills.add_check(me, "c", "short", "2026-1", ended)  # type: ignore[attr-defined]
        await work.skills.end_check(  # type: ignore[attr-defined]
            me, "c", SelfCheckScore("short", "2026-1", 2, 1, None), ended
        )

    await application.application.database.transact(check)
    for _day in range(2):
        await tick_at(application, 19, 30, days=1)
    assert await outcomes(application) == ["not_yet", "not_yet", "remind"]
    assert "Lần tự đánh giá trước đã lâu" in person.last.text
    assert "Xin chọn phiếu muốn làm." in await person.taps("Tự đánh giá kỹ năng số")


async def test_the_end_of_the_year_is_reminded_of_in_december(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = application.visitor()
    await sets(person, "Sắp hết năm")
    await tick_at(application, 19, 30)
    application.clock.at = application.clock.at.replace(day=30)
    await tick_at(application, 19, 30)
    before = len(person.messages)
    await tick_at(application, 19, 30, days=1)
    assert len(person.messages) == before + 1
    assert "tính đến hết ngày 31/12" in person.last.text
    assert "ước tính của riêng mình" in await person.taps("Công dân học tập")


# --- people without reminders ---------------------------------------------------------------------


async def test_who_took_the_consent_back_gets_none(sqlite_house: TestApplication) -> None:
    person = await reminded(sqlite_house)
    await withdraws(sqlite_house, person)
    await tick_at(sqlite_house, 19, 30)
    assert reminders_to(person) == []
    assert await outcomes(sqlite_house) == ["no_consent"]


async def test_who_is_forgotten_gets_none(application: TestApplication) -> None:
    person = await reminded(application)
    me = (await person_of(application, person)).id
    await tick_at(application, 19, 30)
    await application.application.database.transact(
        lambda work: work.privacy.forget_person(me, application.application.clock())
    )
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 1
    assert await application.rows("SELECT id FROM reminder") == []
    assert await outcomes(application) == []


async def test_an_address_that_cannot_be_reached_gets_none_until_it_can(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    await person.does(Left())
    await tick_at(application, 19, 30)
    assert reminders_to(person) == []
    assert await outcomes(application) == ["blocked"]
    await person.does(Returned())
    await tick_at(application, 19, 30, days=1)
    assert len(reminders_to(person)) == 1


async def test_a_reminder_goes_to_the_channel_where_the_person_spoke_last(
    application: TestApplication,
) -> None:
    first, second = await reminded(application), application.visitor("2", "numbers")
    found = re.search(r"\b\w{4}-\w{4}\b", await first.says("/link"))
    assert found
    await second.says("/start")
    await second.says(f"/link {found[0]}")
    await tick_at(application, 19, 30)
    assert [len(reminders_to(each)) for each in (first, second)] == [0, 1]
    await first.says("/menu")
    await tick_at(application, 19, 30, days=1)
    assert [len(reminders_to(each)) for each in (first, second)] == [1, 1]


# --- once, after any crash ------------------------------------------------------------------------


async def test_two_ticks_at_once_send_it_once(application: TestApplication) -> None:
    person = await reminded(application)
    application.clock.at = application.clock.at.replace(hour=19, minute=30)
    await asyncio.gather(*(application.application.remind() for _tick in range(3)))
    await application.worker.settled()
    assert len(reminders_to(person)) == 1
    assert await outcomes(application) == ["remind"]


async def test_a_second_clock_on_the_same_database_sends_nothing_twice(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    async with open_application(url_of(application), application.clock) as other:
        again = other.visitor()
        for day in range(3):
            application.clock.at = application.clock.at.replace(hour=19, minute=30)
            application.clock.move(days=min(day, 1))
            await asyncio.gather(*(each.application.remind() for each in (application, other) * 2))
            await asyncio.gather(application.worker.look(), other.worker.look())
            await asyncio.gather(application.worker.settled(), other.worker.settled())
            assert len(reminders_to(person)) + len(reminders_to(again)) == day + 1
    assert await outcomes(application) == ["remind"] * 3


async def test_a_tick_while_the_database_is_away_leaves_all_to_the_next(
    application: TestApplication,
) -> None:
    person = await reminded(application)
    application.clock.at = application.clock.at.replace(hour=19, minute=30)
    await application.application.database.close()
    with pytest.raises(NotStored):
        await application.application.remind()
    assert reminders_to(person) == []
    application.clock.move(minutes=1)
    async with open_application(url_of(application), application.clock) as other:
        again = other.visitor()
        await again.says("/menu")
        await tick(other)
        assert len(reminders_to(again)) == 1


async def test_a_tick_that_breaks_off_in_the_middle_is_undone_and_done_at_the_next(
    sqlite_house: TestApplication,
) -> None:
    application = sqlite_house
    person = await reminded(application)
    application.clock.at = application.clock.at.replace(hour=19, minute=30)
    await change(application, "ALTER TABLE reminded RENAME TO away")
    with pytest.raises(sqlite3.OperationalError):
        await application.application.remind()
    await change(application, "ALTER TABLE away RENAME TO reminded")
    assert await outcomes(application) == []
    application.clock.move(minutes=1)
    await tick(application)
    await tick(application)
    assert len(reminders_to(person)) == 1


async def test_more_than_one_slice_is_settled_in_one_tick(application: TestApplication) -> None:
    person = await reminded(application)
    (row,) = await application.rows("SELECT person_id, next_due_ms FROM reminder")
    many = MAX_SLICE + 20
    values = ", ".join(
        f"({row[0]}, 'k{n:019d}', 'check', 127, 1170, {row[1]}, 0)" for n in range(many)
    )
    await change(
        application,
        "INSERT INTO reminder (person_id, reminder_key, purpose, days, minute, next_due_ms,"
        f" created_ms) VALUES {values}",
    )
    await tick_at(application, 19, 30)
    assert len(reminders_to(person)) == 1
    assert sorted(await outcomes(application)) == ["nothing_open"] * many + ["remind"]
