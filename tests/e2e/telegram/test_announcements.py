"""Announcements on Telegram: once, to whom they are for, and less often for who wants it so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.content.files import CALENDAR, PACKAGED
from bot.domain.notifications.calendar import CalendarDay
from tests.announcements.calendars import EVERY
from tests.e2e import sentences as said
from tests.e2e.residents import seen_when
from tests.e2e.sentences import vi
from tests.e2e.service import QuickService, running
from tests.e2e.skills import newer
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import TOKEN, Fault, Patience, Person, Seen, TelegramEmulator

DAYS = {
    "teachers_day": "Hôm nay là Ngày Nhà giáo Việt Nam.",
    "book_day": "Hôm nay là Ngày Sách và Văn hóa đọc Việt Nam.",
    "literacy_day": "Hôm nay là Ngày Quốc tế Xóa mù chữ.",
    "school_opening": "Hôm nay khai giảng năm học mới",
}
"""Announcements of one day, by what they begin with."""
NOT = vi("I do not agree")
RECORD_NOW = vi("✏ Record now")
MESSAGE_SETTINGS = vi("🔕 Fewer messages")
PROGRAMME = vi("📅 Programme of the Week")
NOTICES = vi("News from your ward: classes, events and learning days.")
DONE = vi("Done.")
OPENS = vi("Lifelong Learning Week opens today, {day}.", day="").rpartition(",")[2]
ENDS = vi("Lifelong Learning Week ends today. Thank you for taking part!")
HERE, THERE = "o cho dua", "hoan kiem"
CODES = {HERE: "00190", THERE: "00070"}


# --- a day of one's choice ------------------------------------------------------------------------


class Today:
    """A data folder whose calendar has on this very day what a test wants.

    The service lives where it is about noon now: its day does not end under a test.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        now = dt.datetime.now(dt.UTC)  # noqa: TID251  # the service's clock is the real one too
        # Where it is not New Year's Day: a Week lies in one year, and may have ended today.
        there = {hours: now + dt.timedelta(hours=hours) for hours in range(-12, 15)}
        fit = [hours for hours, at in there.items() if (at.month, at.day) != (1, 1)]
        hours = min(fit, key=lambda hours: abs(there[hours].hour * 60 + there[hours].minute - 720))
        self.hour = there[hours].hour
        self.day = there[hours].date()
        # POSIX counts westward: Etc/GMT-7 is seven hours ahead.
        self.settings = {"BOT_DATA_DIR": str(folder), "BOT_TIMEZONE": f"Etc/GMT{-hours:+d}"}
        self.has()

    def has(
        self,
        *names: str,
        week: tuple[dt.date, dt.date] | None = None,
        events: Sequence[str] = (),
    ) -> None:
        """Let these be announced today, from midnight on, and nothing else; no Week is near."""
        text = (PACKAGED / CALENDAR).read_text("utf-8").partition("\n[[weeks]]")[0] + "\n"
        for key in ("hour", "evening_hour", "quiet_from", "quiet_to"):
            text = re.sub(rf'^{key} = ".*"', f'{key} = "00:00"', text, flags=re.MULTILINE)
        for each in EVERY:
            # A Week's message has the Week's days.
            usual = each.date if isinstance(each, CalendarDay) else None
            if each.name in names and usual is not None:
                text += f'[[changes]]\nname = "{each.name}"\ndate = "{self.day:%m-%d}"\n'
            elif each.name not in names and usual in (None, f"{self.day:%m-%d}"):
                text += f'[[changes]]\nname = "{each.name}"\noff = true\n'
        far = dt.date(self.day.year, (self.day.month + 5) % 12 + 1, 10)
        first, last = week or (far, far)
        text += f"[[weeks]]\nyear = {self.day.year}\nfirst = {first}\nlast = {last}\n"
        # Put there whole: the service looks at it every few seconds, and might read half of it.
        written = self._folder / f"{CALENDAR}.new"
        written.write_text(text + "".join(events), "utf-8")
        written.replace(self._folder / CALENDAR)

    @property
    def beginning(self) -> tuple[dt.date, dt.date]:
        """A Week that begins today."""
        return self.day, min(self.day + dt.timedelta(days=6), dt.date(self.day.year, 12, 31))

    @property
    def ending(self) -> tuple[dt.date, dt.date]:
        """A Week of more than one day that ends today."""
        return max(self.day - dt.timedelta(days=6), dt.date(self.day.year, 1, 1)), self.day

    def event(self, what: str, time: str, ward: str) -> str:
        """Something that takes place today in a ward, as the calendar has it."""
        return (
            f'[[weeks.events]]\nday = {self.day}\ntime = "{time}"\nward = "{ward}"\n'
            f'what = {{ vi = "{what}", en = "{what}" }}\n'
            'where = { vi = "nhà văn hóa", en = "the culture house" }\n'
        )


@asynccontextmanager
async def served(
    folder: Path, url: str
) -> AsyncIterator[tuple[TelegramEmulator, QuickService, Kept, Today]]:
    """A Telegram, and a service that listens to it, on a day on which nothing is announced yet."""
    today = Today(folder / "data")
    async with TelegramEmulator(patience=Patience(longest_pause_seconds=0.2)) as telegram:
        service = QuickService(
            folder, url, BOT_TELEGRAM_RATE_PER_SECOND="0", **today.settings
        ).with_telegram(TOKEN, telegram.base, webhook=True)
        assert isinstance(service, QuickService)
        async with running(service):
            yield telegram, service, Kept(url), today
        assert [event for event in service.events() if event["level"] == "error"] == []
        telegram.assert_no_violations()


async def joins(
    telegram: TelegramEmulator, name: str, *, ward: str = HERE, news: bool = True
) -> Person:
    """Somebody who joined, and agreed to news of the ward or not."""
    person = telegram.person(name)
    await person.start()
    await person.tap(said.GO_ON, of=await person.sees(said.NOTICE))
    await person.tap(said.SIXTY, of=await person.sees(said.AGE))
    for step in range(2, 6):
        answer = said.AGREE if news or step < 5 else NOT
        await person.tap(answer, of=await person.sees(f"{step}/7"))
    await person.sees(said.WARD)
    await person.say(ward)
    await person.tap(said.RESIDENT, of=await person.sees(said.GROUP))
    await person.sees(said.READY)
    return person


def heard(person: Person) -> list[str]:
    """The announcements of one day that a person has, each as often as it came."""
    return [
        name
        for message in person.messages
        for name, words in DAYS.items()
        if message.text.startswith(words)
    ]


async def announced(kept: Kept, person: Person) -> list[tuple[str, str, str | None]]:
    """What became of each announcement for a person: its name, the end, the reason."""
    rows = await kept.rows(
        "SELECT source, state, why FROM outbox WHERE kind = 'announcement' "
        f"AND external_id = '{person.id}' ORDER BY id"
    )
    return [(source.split()[0], state, why) for source, state, why in rows]


# --- once -----------------------------------------------------------------------------------------


async def test_an_announcement_comes_once_over_a_stop_a_kill_and_edits_of_the_calendar(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept, today):
        person = await joins(telegram, "Bà Sáu")
        other = await joins(telegram, "Ông Bảy", news=False)
        theirs = len(other.messages)
        await service.stop()
        today.has("teachers_day")
        await service.start()
        first = await person.sees(DAYS["teachers_day"])
        assert first.rows == ((RECORD_NOW,), (MESSAGE_SETTINGS,))
        assert first.kind == "text"
        # The next message shows that the day was planned again after each end.
        await service.stop()
        today.has("teachers_day", "book_day")
        await service.start()
        await person.sees(DAYS["book_day"])
        await kept.outbox_settled()
        # Its buttons belong to no turn: they are good for as long as the message is there.
        await tapped(telegram, person, RECORD_NOW, first, said.HOW)
        await service.killed()
        today.has(*DAYS)
        await service.start()
        await kept.until("SELECT id FROM outbox WHERE state = 'skipped'")
        await kept.outbox_settled()
        # The fourth one of a week is one too many.
        kinds = await announced(kept, person)
        assert [state for _name, state, _why in kinds] == ["sent"] * 3 + ["skipped"]
        assert {name for name, *_end in kinds} == set(DAYS)
        assert kinds[-1][-1] == "weekly_most"
        assert heard(person) == [name for name, *_end in kinds[:3]]
        assert len(other.messages) == theirs, "nothing comes to who did not agree"
        assert await announced(kept, other) == []


async def test_who_was_being_told_when_it_was_killed_is_not_told_again(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, service, kept, today):
        unmarked, unsent = [await joins(telegram, name) for name in ("Bà Sáu", "Ông Bảy")]
        await service.stop()
        # Telegram has it and has not said so; does not have it, and the line breaks.
        telegram.fault("sendMessage", Fault.SLOW(30), chat=unmarked)
        telegram.fault("sendMessage", Fault.DROP_BEFORE, chat=unsent)
        today.has("teachers_day")
        await service.start()
        await unmarked.sees(DAYS["teachers_day"])
        await kept.until("SELECT id FROM outbox WHERE state = 'unsure'")
        await service.killed()
        today.has("teachers_day", "book_day")
        await service.start()
        for person in (unmarked, unsent):
            await person.sees(DAYS["book_day"])
        await kept.outbox_settled()
        assert heard(unmarked) == ["teachers_day", "book_day"]
        assert heard(unsent) == ["book_day"]
        assert await announced(kept, unmarked) == [
            ("teachers_day", "unsure", "worker_gone"),
            ("book_day", "sent", None),
        ]


# --- its buttons ----------------------------------------------------------------------------------


async def test_fewer_messages_leads_to_a_number_and_to_quiet_hours_that_hold(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, service, kept, today):
        one, quiet, none = [await joins(telegram, name) for name in ("Một", "Lặng", "Không")]
        await service.stop()
        today.has("teachers_day")
        await service.start()
        messages = {each: await each.sees(DAYS["teachers_day"]) for each in (one, quiet, none)}
        pages = {each: await tapped(telegram, each, MESSAGE_SETTINGS, messages[each], NOTICES)
                 for each in messages}  # fmt: skip
        assert "nhiều nhất 3 tin một tuần, riêng Tuần lễ" in pages[one].text
        asked = await tapped(telegram, one, "Số tin", pages[one], "Nhiều nhất bao nhiêu tin")
        page = await tapped(telegram, one, asked.labels[0], asked, DONE)
        assert "Số tin: nhiều nhất 1 tin một tuần" in page.text.splitlines()
        asked = await tapped(telegram, quiet, "Giờ yên lặng", pages[quiet], "Từ mấy giờ")
        await quiet.say(f"từ {today.hour} giờ đến 21:00")
        page = await newer(telegram, quiet, DONE, asked.id)
        assert f"Giờ yên lặng: {today.hour:02}:00 đến 21:00" in page.text
        page = await tapped(telegram, none, "🔕 Ngừng nhận tin", pages[none], "không gửi tin nữa")
        # The button of the message is good for as long as the message is there.
        again = await tapped(
            telegram, none, MESSAGE_SETTINGS, messages[none], "đang không nhận tin"
        )
        assert again.labels[0] == "🔔 Nhận tin"
        last = await joins(telegram, "Khác")
        await telegram.drained()
        await kept.outbox_settled()
        counts = {each: len(each.messages) for each in (one, quiet, none)}
        await service.stop()
        today.has("teachers_day", "book_day")
        await service.start()
        await last.sees(DAYS["book_day"])
        await kept.until("SELECT id FROM outbox WHERE why = 'weekly_most'")
        waits = await kept.until(
            "SELECT external_id, state FROM outbox WHERE source LIKE 'book_day%' "
            "AND state = 'planned' AND due_ms > created_ms"
        )
        assert waits == [(str(quiet.id), "planned")]
        assert {each: len(each.messages) for each in counts} == counts
        assert await announced(kept, one) == [
            ("teachers_day", "sent", None),
            ("book_day", "skipped", "weekly_most"),
        ]
        assert await announced(kept, none) == [("teachers_day", "sent", None)]


async def tapped(
    telegram: TelegramEmulator, person: Person, label: str, of: Seen, words: str
) -> Seen:
    """Press a button; the message with these words that comes of it."""
    last = person.last.id
    await person.tap(label, of=of)
    return await newer(telegram, person, words, last)


# --- Lifelong Learning Week -----------------------------------------------------------------------


async def test_each_ward_is_told_of_its_own_events_and_shown_its_own_programme(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, service, _kept, today):
        here, there = [await joins(telegram, ward, ward=ward) for ward in (HERE, THERE)]
        await service.stop()
        today.has(
            "week_open",
            week=today.beginning,
            events=[
                today.event("Lớp điện thoại", "14:00", CODES[HERE]),
                today.event("Hội sách", "08:30", CODES[THERE]),
            ],
        )
        await service.start()
        own = {here: "• 14:00: Lớp điện thoại, tại nhà văn hóa",
               there: "• 08:30: Hội sách, tại nhà văn hóa"}  # fmt: skip
        for person, event in own.items():
            message = await person.sees(OPENS)
            assert message.rows == ((RECORD_NOW,), (PROGRAMME, MESSAGE_SETTINGS))
            week = await tapped(telegram, person, PROGRAMME, message, "Hôm nay tại địa phương")
            page = await tapped(telegram, person, "📅 Toàn bộ chương trình", week, "Tuần lễ")
            for shown in (message, week, page):
                lines = shown.text.splitlines()
                assert [line for line in lines if "nhà văn hóa" in line] == [event]


async def test_the_closing_message_brings_the_picture_of_the_own_week(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, service, kept, today):
        learner, other = [await joins(telegram, name) for name in ("Bà Sáu", "Ông Bảy")]
        await learner.say("hôm nay đọc sách 40 phút")
        await learner.tap(said.RECORD, of=await learner.sees(said.CHECK))
        await learner.sees(said.RECORDED)
        await service.stop()
        today.has("week_close", week=today.ending)
        await service.start()
        photo = await seen_when(telegram, learner, lambda message: message.kind == "photo")
        words = await learner.sees(ENDS)
        bare = await other.sees(ENDS)
        assert words.id < photo.id
        assert "bạn đã ghi 1 hoạt động, 40 phút." in words.text
        _title, fact = photo.text.splitlines()
        assert fact.endswith(f"{today.day:%d/%m/%Y}: 40 phút")
        assert photo.labels[0] == RECORD_NOW
        assert photo.labels[-1] == MESSAGE_SETTINGS
        assert words.labels == (), "the buttons stand under the photo"
        file = telegram.world.files.by_id(photo.file_id or "")
        assert file is not None
        assert file.content.startswith(b"\x89PNG")
        assert "bạn chưa ghi gì" in bare.text
        assert bare.labels == photo.labels
        assert "photo" not in {message.kind for message in other.messages}
        await kept.outbox_settled()
        await service.killed()
        await service.start()
        await learner.say("/week")
        await newer(telegram, learner, "Việc nhỏ hôm nay", photo.id)
        ends = [message for message in learner.messages if ENDS in message.text]
        assert ends == [words]
        assert [end for _name, *end in await announced(kept, learner)] == [["sent", None]]
