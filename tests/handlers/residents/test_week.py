"""Lifelong Learning Week: countdown, day, summary, programme, and a ward's own dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.content.files import CALENDAR, PACKAGED
from tests.applications import ZONE, MovedClock, TestApplication, Visitor, open_application
from tests.handlers.checking import picture_of
from tests.handlers.recording import keep

PROGRAMME = """
[[weeks]]
year = 2026
first = 2026-10-01
last = 2026-10-07
theme = { vi = "Đọc để lớn lên", en = "Read to grow" }
slogan = { vi = "Mỗi ngày một trang", en = "A page a day" }
[[weeks.events]]
day = 2026-10-02
time = "14:00"
what = { vi = "Lớp điện thoại", en = "Phone class" }
where = { vi = "nhà văn hóa", en = "the culture house" }
[[weeks.events]]
day = 2026-10-03
what = { vi = "Ngày hội sách", en = "Book fair" }
where = { vi = "thư viện", en = "the library" }
ward = "00190"
[[weeks.events]]
day = 2026-10-03
time = "08:00"
what = { vi = "Hội của nơi khác", en = "Fair of others" }
where = { vi = "Hồ Gươm", en = "the lake" }
ward = "00070"
"""
OWN_DAYS = """
[[weeks]]
year = 2026
first = 2026-10-10
last = 2026-10-12
ward = "00190"
"""
NOT_KNOWN = "Chưa có chương trình của địa phương."
NO_PROGRAMME = "The ward's programme is not known yet. It will be shown here."
DATES = "Tuần lễ hưởng ứng học tập suốt đời: từ thứ Năm, 01/10/2026 đến thứ Tư, 07/10/2026."

Opened: TypeAlias = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def resident(tmp_path: Path, sqlite_url: str) -> Opened:
    """Opens an application on a day, with additions to its calendar and a person who joined."""

    @asynccontextmanager
    async def opened(
        month: int, day: int, more: str = "", *, english: bool = False, url: str = "",
        ward: str = "Ô Chợ Dừa",
    ) -> AsyncIterator[Visitor]:  # fmt: skip
        text = (PACKAGED / CALENDAR).read_text("utf-8")
        (tmp_path / CALENDAR).write_text(text + more, "utf-8")
        clock = MovedClock(dt.datetime(2026, month, day, 9, 30, tzinfo=ZONE))
        async with open_application(url or sqlite_url, clock, data_dir=tmp_path) as application:
            assert application.application.data.problems == {}
            visitor = application.visitor()
            await visitor.joins(ward)
            if english:
                await visitor.says("/language")
                await visitor.taps("English")
            yield visitor

    return opened


def move(application: TestApplication, month: int, day: int) -> None:
    """Set the clock to 9:30 of a day."""
    application.clock.at = dt.datetime(2026, month, day, 9, 30, tzinfo=ZONE)


# --- before ---------------------------------------------------------------------------------------


async def test_before_the_week_the_days_are_counted_down(resident: Opened) -> None:
    async with resident(9, 1) as person:
        shown = await person.says("/week")
        assert (
            shown == f"{DATES}\nCòn 30 ngày nữa.\n{NOT_KNOWN} Khi có, chương trình sẽ hiện ở đây."
        )
        assert person.labels == ["🎯 Đặt mục tiêu", "⏰ Đặt lời nhắc", "☰ Menu"]
        move(person.application, 9, 30)
        assert "Còn 1 ngày nữa." in await person.says("tuần lễ")


async def test_before_the_week_in_english(resident: Opened) -> None:
    async with resident(9, 29, english=True) as person:
        assert await person.says("learning week") == (
            "Lifelong Learning Week: Thursday, 01/10/2026 to Wednesday, 07/10/2026.\n"
            f"2 days to go.\n{NO_PROGRAMME}"
        )
        assert person.labels == ["🎯 Set a goal", "⏰ Set a reminder", "☰ Menu"]
        move(person.application, 9, 30)
        assert "\n1 day to go.\n" in await person.says("/week")


async def test_with_a_theme_and_a_programme_both_are_told(resident: Opened) -> None:
    async with resident(9, 1, PROGRAMME) as person:
        assert await person.says("/week") == (
            f"{DATES}\nChủ đề năm nay: Đọc để lớn lên.\n“Mỗi ngày một trang”\nCòn 30 ngày nữa."
        )
        assert person.labels == [
            "🎯 Đặt mục tiêu", "⏰ Đặt lời nhắc", "📅 Toàn bộ chương trình", "☰ Menu",
        ]  # fmt: skip
        assert "Bạn muốn học bao lâu trong một tuần?" in await person.taps("Đặt mục tiêu")


async def test_the_whole_programme_is_that_of_the_persons_ward(resident: Opened) -> None:
    async with resident(9, 1, PROGRAMME) as person:
        await person.says("/week")
        assert await person.taps("Toàn bộ chương trình") == (
            f"{DATES}\n\n"
            "Thứ Sáu, 02/10/2026:\n• 14:00: Lớp điện thoại, tại nhà văn hóa\n\n"
            "Thứ Bảy, 03/10/2026:\n• Ngày hội sách, tại thư viện"
        )
        assert person.labels == ["✏ Ghi ngay", "☰ Menu"]


async def test_the_whole_programme_in_english_by_its_command(resident: Opened) -> None:
    async with resident(12, 1, PROGRAMME, english=True, ward="Hoàn Kiếm") as person:
        move(person.application, 10, 8)
        assert await person.says("/week all") == (
            "Lifelong Learning Week: Thursday, 01/10/2026 to Wednesday, 07/10/2026.\n\n"
            "Friday, 02/10/2026:\n• 14:00: Phone class, at the culture house\n\n"
            "Saturday, 03/10/2026:\n• 08:00: Fair of others, at the lake"
        )


async def test_a_programme_that_is_not_known_yet_is_said_to_be_so(resident: Opened) -> None:
    async with resident(9, 1) as person:
        assert await person.says("/week all") == (
            f"{DATES}\n{NOT_KNOWN} Khi có, chương trình sẽ hiện ở đây."
        )


# --- within ---------------------------------------------------------------------------------------


async def test_within_the_week_the_day_and_the_persons_own_week_are_told(
    resident: Opened, database_url: str
) -> None:
    async with resident(10, 2, PROGRAMME, url=database_url) as person:
        assert await person.says("/week") == (
            "Tuần lễ hưởng ứng học tập suốt đời: ngày 2/7\n"
            "Chủ đề năm nay: Đọc để lớn lên.\n“Mỗi ngày một trang”\n\n"
            "Hôm nay tại địa phương:\n• 14:00: Lớp điện thoại, tại nhà văn hóa\n\n"
            "Ngày mai tại địa phương:\n• Ngày hội sách, tại thư viện\n\n"
            "Việc nhỏ hôm nay:\n"
            "• Chỉ cho một người thân một việc trên điện thoại mà mình đã biết.\n\n"
            "Trong tuần lễ này bạn chưa ghi gì. Những gì đã học vẫn có thể ghi thêm."
        )
        assert person.labels == ["✏ Ghi ngay", "📅 Toàn bộ chương trình", "☰ Menu"]
        assert await picture_of(person) is None
        first, second = dt.date(2026, 10, 1), dt.date(2026, 10, 2)
        await keep(person.application, "I1", first, second, second, minutes=45)
        await keep(person.application, "I1", dt.date(2026, 9, 30), minutes=600)
        shown = await person.says("/week")
        assert (
            "Trong tuần lễ này bạn đã ghi 3 hoạt động, 2 giờ 15 phút.\nBạn đã học 2 ngày." in shown
        )
        picture = await picture_of(person)
        (series,) = picture.series
        assert series.values == (45.0, 90.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        assert "Thứ Sáu, 02/10/2026: 1 giờ 30 phút" in shown


async def test_within_the_week_in_english(resident: Opened) -> None:
    async with resident(10, 7, english=True) as person:
        shown = await person.says("/week")
        assert shown == (
            "Lifelong Learning Week, day 7 of 7.\n"
            f"{NO_PROGRAMME}\n\n"
            "Today's small task:\n"
            "• Look back at the week: what helped most? Record it, and invite somebody to learn "
            "with you.\n\n"
            "Nothing is recorded in this Week yet. What you learnt can still be recorded."
        )
        assert person.labels == ["✏ Record now", "☰ Menu"]


async def test_a_cancelled_entry_is_no_part_of_the_week(resident: Opened) -> None:
    async with resident(10, 2) as person:
        await person.says("hôm nay đọc sách 30 phút")
        recorded = await person.taps("Ghi vào sổ")
        assert "bạn đã ghi 1 hoạt động, 30 phút." in await person.says("/week")
        receipt = recorded.split("\n")[0].rpartition(" ")[2]
        await person.says("/menu")
        await person.says(receipt)
        await person.taps("Hủy mục này")
        await person.taps("Ghi nhầm")
        assert "bạn chưa ghi gì" in await person.says("/week")


# --- after ----------------------------------------------------------------------------------------


async def test_after_the_week_it_is_looked_back_at_for_two_weeks(resident: Opened) -> None:
    async with resident(10, 8, PROGRAMME) as person:
        await keep(person.application, "I1", dt.date(2026, 10, 7), dt.date(2026, 10, 8), minutes=30)
        shown = await person.says("/week")
        assert shown.startswith("Tuần lễ hưởng ứng học tập suốt đời đã kết thúc")
        assert "thứ Tư, 07/10/2026" in shown.split("\n")[0]
        assert "Trong tuần lễ này bạn đã ghi 1 hoạt động, 30 phút." in shown
        assert "vẫn có thể ghi thêm" in shown
        assert person.labels == ["✏ Ghi ngay", "📈 Tiến bộ", "☰ Menu"]
        picture = await picture_of(person)
        assert picture.series[0].values[-1] == 30.0
        move(person.application, 10, 21)
        assert "đã kết thúc" in await person.says("/week")
        move(person.application, 10, 22)
        assert "từ thứ Sáu, 01/10/2027 đến thứ Năm, 07/10/2027.\n" in await person.says("/week")
        assert "Còn 344 ngày nữa." in person.last.text
        assert "Đọc để lớn lên" not in person.last.text


async def test_after_the_week_in_english(resident: Opened) -> None:
    async with resident(10, 8, english=True) as person:
        shown = await person.says("/week")
        assert shown.startswith("Lifelong Learning Week ended on Wednesday, 07/10/2026.\n")
        assert "Nothing is recorded in this Week yet." in shown


# --- a ward's own, other people, other channels ---------------------------------------------------


async def test_a_wards_own_week_is_told_in_that_ward(resident: Opened) -> None:
    everybodys = PROGRAMME.replace('ward = "00190"\n', "")
    async with resident(10, 2, everybodys + OWN_DAYS) as person:
        shown = await person.says("/week")
        assert "từ thứ Bảy, 10/10/2026 đến thứ Hai, 12/10/2026.\n" in shown
        assert "Chủ đề năm nay: Đọc để lớn lên." in shown
        assert "Còn 8 ngày nữa." in shown
        move(person.application, 10, 11)
        assert "ngày 2/3" in await person.says("/week")
        other = person.application.visitor("2")
        await other.joins("Hoàn Kiếm")
        assert "đã kết thúc" in await other.says("/week")


async def test_without_buttons_the_ways_on_are_numbered(resident: Opened) -> None:
    async with resident(9, 1, PROGRAMME) as somebody:
        person = somebody.application.visitor("9", "numbers")
        for said in ("/start", "Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
            await person.says(said)
        assert "3. 📅 Toàn bộ chương trình" in await person.says("/week")
        assert "• Ngày hội sách, tại thư viện" in await person.says("3")


async def test_without_buttons_and_pictures_the_own_week_is_said_in_words(
    resident: Opened,
) -> None:
    async with resident(10, 2) as person:
        await keep(person.application, "I1", dt.date(2026, 10, 1), minutes=45)
        shown = await person.says("/week")
        assert "Thứ Năm, 01/10/2026: 45 phút" in shown
        assert person.last.drawing is None


async def test_who_has_not_joined_is_asked_to_join_first(resident: Opened) -> None:
    async with resident(10, 2) as somebody:
        stranger = somebody.application.visitor("2")
        assert "Tuần lễ" not in await stranger.says("/week")
        assert "Tiếp tục" in stranger.labels[0]


# --- during another conversation ------------------------------------------------------------------


async def test_amid_a_draft_the_week_is_told_and_the_draft_goes_on(
    resident: Opened, database_url: str
) -> None:
    async with resident(10, 2, PROGRAMME, url=database_url) as person:
        await person.says("/log")
        await person.taps("Tự học")
        await person.taps("Đọc sách")
        assert "Bạn đã học điều gì?" in person.last.text
        before = len(person.messages)
        await person.says("/week")
        told = "\n".join(message.text for message in person.messages[before:])
        assert "ngày 2/7" in told
        shown = await person.says("Truyện Kiều")
        assert "Bạn học vào ngày nào?" in shown
        await person.taps("Hôm nay")
        await person.taps("30 phút")
        for _skipped in range(3):
            await person.taps("Bỏ qua")
        assert "Truyện Kiều" in person.last.text
        assert "Số biên nhận" in await person.taps("Ghi vào sổ")
        assert "bạn đã ghi 1 hoạt động, 30 phút." in await person.says("/week")


async def test_an_edit_of_the_calendar_is_told_at_the_next_asking(
    resident: Opened, tmp_path: Path
) -> None:
    async with resident(9, 1) as person:
        assert "Chủ đề" not in await person.says("/week")
        text = (PACKAGED / CALENDAR).read_text("utf-8")
        (tmp_path / CALENDAR).write_text(text + PROGRAMME, "utf-8")
        assert person.application.application.data.look()
        assert "Chủ đề năm nay: Đọc để lớn lên." in await person.says("/week")
