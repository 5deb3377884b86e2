"""Announcements as people receive them: once, in their words, with a way out that works."""

from __future__ import annotations

import datetime as dt

from tests.applications import ZONE, TestApplication, Visitor
from tests.handlers.recording import keep

SENTENCE = "Hôm nay là Ngày Sách và Văn hóa đọc Việt Nam."
CLOSES = "Hôm nay khép lại Tuần lễ hưởng ứng học tập suốt đời."


async def tick_at(
    application: TestApplication, month: int, day: int, hour: int = 8, minute: int = 0
) -> None:
    """Set the clock, and let it tick."""
    application.clock.at = dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)
    await application.application.announcer.tick()
    await application.worker.look()
    await application.worker.settled()


async def joined(
    application: TestApplication, channel: str = "buttons", address: str = "1"
) -> Visitor:
    """Somebody who joined on the twentieth of April."""
    application.clock.at = dt.datetime(2026, 4, 20, 9, tzinfo=ZONE)
    visitor = application.visitor(address, channel)
    for said in ("/start", "Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await visitor.says(said)
    return visitor


def news(person: Visitor, of: str = SENTENCE) -> list[str]:
    """The messages with a sentence."""
    return [message.text for message in person.messages if of in message.text]


async def test_it_comes_at_its_hour_once_to_each_in_their_language(
    application: TestApplication,
) -> None:
    person, other = await joined(application), await joined(application, "numbers", "2")
    await other.says("/language en")
    await tick_at(application, 4, 21, 7, 59)
    assert news(person) == []
    for minute in range(3):
        await tick_at(application, 4, 21, 8, minute)
    assert len(news(person)) == 1
    assert person.labels == ["✏ Ghi ngay", "🔕 Bớt tin nhắn"]
    assert other.last.text.startswith("Today is Vietnam Book and Reading Culture Day.")
    assert other.last.text.endswith("🔕 Fewer messages: type “notices”")
    assert other.last.buttons == ()


async def test_the_way_out_leads_to_a_number_that_holds_from_then_on(
    application: TestApplication,
) -> None:
    person = await joined(application)
    await tick_at(application, 4, 21)
    (came,) = [message for message in person.messages if SENTENCE in message.text]
    await person.says("/menu")
    assert "nhiều nhất 3 tin một tuần" in await person.taps("Bớt tin nhắn", came)
    await person.taps("Số tin")
    assert "hiện không gửi tin nào" in await person.says("0")
    before = len(person.messages)
    for month, day in ((9, 5), (9, 8), (10, 2)):
        await tick_at(application, month, day)
    assert len(person.messages) == before
    rows = await application.rows(
        "SELECT state, why FROM outbox WHERE source IS NOT NULL ORDER BY id"
    )
    assert rows == [("sent", None), *[("skipped", "weekly_most")] * 3]


async def test_who_stopped_the_news_after_it_was_planned_does_not_get_it(
    application: TestApplication,
) -> None:
    person = await joined(application)
    await person.says("/notices")
    await person.taps("Giờ yên lặng")
    await person.says("từ 7 giờ đến 10 giờ")
    await tick_at(application, 4, 21)
    assert news(person) == [], "it waits for the end of the quiet hours"
    await person.says("/notices")
    await person.taps("Ngừng nhận tin")
    await tick_at(application, 4, 21, 10)
    assert news(person) == []
    rows = await application.rows("SELECT state, why FROM outbox WHERE source IS NOT NULL")
    assert rows == [("skipped", "no_consent")]


async def test_amid_a_draft_it_changes_nothing_of_the_draft(application: TestApplication) -> None:
    person = await joined(application)
    application.clock.at = dt.datetime(2026, 4, 21, 7, 58, tzinfo=ZONE)
    await person.says("/log")
    asked = person.last
    await tick_at(application, 4, 21)
    assert len(news(person)) == 1
    assert "Mục nào đúng nhất?" in await person.taps("Tự học", asked)


async def test_the_closing_day_shows_each_their_own_week(application: TestApplication) -> None:
    person, other = await joined(application), await joined(application, "numbers", "2")
    await keep(application, "I1", dt.date(2026, 10, 1), dt.date(2026, 10, 3), minutes=45)
    await keep(application, "I1", dt.date(2026, 9, 30), dt.date(2026, 10, 8), minutes=500)
    await tick_at(application, 10, 7)
    assert news(person, CLOSES) == []
    await tick_at(application, 10, 7, 19)
    (text,) = news(person, CLOSES)
    assert "Trong tuần lễ này bạn đã ghi 2 hoạt động, 1 giờ 30 phút." in text
    assert "Thứ Năm, 01/10/2026: 45 phút\nThứ Bảy, 03/10/2026: 45 phút" in text
    (theirs,) = news(other, CLOSES)
    assert "Trong tuần lễ này bạn chưa ghi gì." in theirs
    said = await application.application.outbox.history("buttons", "1", 0, 1)
    picture = said[0].say.picture
    assert picture is not None
    assert picture.series[0].values == (45.0, 0.0, 45.0, 0.0, 0.0, 0.0, 0.0)
    await tick_at(application, 10, 7, 20)
    assert len(news(person, CLOSES)) == 1
