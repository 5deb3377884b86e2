"""Every announcement is in the list and can be read in both languages, wherever it is shown."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.announcements
from bot.announcements import ANNOUNCEMENTS
from bot.channels.console import CAPABILITIES as CONSOLE
from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.calendar import (
    WEEK_PREFIX,
    Calendar,
    CalendarDay,
    CalendarOverride,
    LearningWeek,
    events_on,
    task_of,
)
from bot.domain.notifications.calendar_problems import MAX_EVENTS_A_DAY, problems_in_calendar
from bot.domain.people.persons import LOCALES
from bot.phrases.typed_commands import typed_word
from bot.services.notifications.occurrences import (
    MESSAGE_SETTINGS,
    Announcement,
    WeekFacts,
    WeekMessage,
    days_of,
    occurrences_on,
)
from bot.serving import LOCALES_DIR
from bot.talk.messages import Capabilities, Message, unpack_press
from bot.talk.steps import Say
from bot.talk.text import Text
from bot.wording.catalog import Translator
from bot.wording.render import render
from bot.wording.splitting import length
from tests.announcements.calendars import EVERY, NAMES, both, calendar, calendars, day, event
from tests.applications import BUTTONS, NUMBERS, ZONE
from tests.handlers.every import REGISTRY

TRANSLATOR = Translator.load(LOCALES_DIR)
CAPABILITIES = {
    "telegram": TELEGRAM, "web": WEB, "console": CONSOLE, "buttons": BUTTONS, "numbers": NUMBERS,
}  # fmt: skip
OWN = (DailyTotal(day(10, 1), "I1", 1, 45), DailyTotal(day(10, 3), "N1", 2, 90))

every = pytest.mark.parametrize("announcement", EVERY, ids=NAMES)


def facts_on(made: Calendar, message: WeekMessage, today: dt.date, own: Any = ()) -> WeekFacts:
    """The facts of a message of the Week on one of its days."""
    week = made.week_of(2026)
    if today not in message.days(week):
        week = made.week_of(2027)
    tomorrow = today + dt.timedelta(days=1)
    events, after = events_on(week, today), events_on(week, tomorrow)
    return WeekFacts(week, today, events, after, task_of(week, today), own=own)


def says_of(announcement: Announcement, made: Calendar) -> list[Say]:
    """Everything that an announcement says in a year, with and without an own week."""
    found: list[Say] = []
    for today in days_of(announcement, made, 2026, None):
        if isinstance(announcement, WeekMessage):
            both_ways = [facts_on(made, announcement, today, own) for own in ((), OWN)]
            found += map(announcement.say, both_ways)
        else:
            said = occurrences_on([], made, today, ZONE)
            found += [each.say for each in said if each.announcement == announcement and each.say]
    return found


def full_week(text: int = 8) -> Calendar:
    """A Week with all that it can have, on each of its days as often as it may."""
    days = [day(10, 1) + dt.timedelta(days=n) for n in range(7)]
    long = "học " * (text // 4)
    events = [
        event(each, f"{long}{n}", f"{8 + n:02d}:30", where=f"{long}nhà {n}")
        for each in days
        for n in range(MAX_EVENTS_A_DAY)
    ]
    week = LearningWeek(
        2026, days[0], days[-1], both(f"{long}chủ đề"), both(f"{long}khẩu hiệu"), None,
        (both(f"{long}việc"),), tuple(events),
    )  # fmt: skip
    made = calendar(weeks=(week,))
    assert list(problems_in_calendar(made, NAMES)) == []
    return made


def text_of(messages: tuple[Message, ...]) -> str:
    return "\n".join(message.text for message in messages)


# --- the list -------------------------------------------------------------------------------------


def test_every_module_of_the_folder_is_in_the_list_once() -> None:
    there = {module.name for module in pkgutil.iter_modules(bot.announcements.__path__)}
    names = [each.name for each in ANNOUNCEMENTS]
    assert set(names) == there
    assert len(names) == len(there)


@pytest.mark.parametrize("announcement", ANNOUNCEMENTS, ids=lambda each: each.name)
def test_an_announcement_is_named_like_its_module(announcement: WeekMessage) -> None:
    module = importlib.import_module(f"bot.announcements.{announcement.name}")
    assert module.ANNOUNCEMENT is announcement


@every
def test_messages_of_the_week_are_told_from_days_by_their_names(announcement: Announcement) -> None:
    assert re.fullmatch(r"[a-z_]+", announcement.name)
    assert announcement.name.startswith(WEEK_PREFIX) == isinstance(announcement, WeekMessage)


@every
def test_an_officer_can_name_it_in_the_calendar(announcement: Announcement) -> None:
    raw = f'name = "{announcement.name}"\noff = true'
    change = msgspec.toml.decode(raw, type=CalendarOverride)
    assert calendar(change).is_off(announcement.name, None)
    assert days_of(announcement, calendar(change), 2026, None) == ()


@every
def test_its_day_is_a_day_of_every_year(announcement: Announcement) -> None:
    for year in range(2024, 2032):
        days = days_of(announcement, calendar(), year, None)
        assert days
        assert all(each.year == year for each in days)


def test_no_two_fall_on_one_day() -> None:
    usual = [each.date for each in EVERY if isinstance(each, CalendarDay)]
    assert len(set(usual)) == len(usual)


# --- reading --------------------------------------------------------------------------------------


def check_messages(
    say: Say, capabilities: Capabilities, locale: str, messages: tuple[Message, ...]
) -> None:
    assert messages
    text = text_of(messages)
    assert not re.search(r"[{}]|\bNone\b|\bBoth\b", text)
    for message in messages:
        assert message.text.strip()
        limit = (
            capabilities.caption_limit if message.drawing and capabilities.caption_limit else None
        )
        assert length(message.text, capabilities.unit) <= (limit or capabilities.text_limit)
        assert not re.search(r": *\.|“”|• *$|  |,,", message.text, re.MULTILINE)
    buttons = [button for row in messages[-1].buttons for button in row]
    keys = [choice.key for row in say.choices for choice in row]
    if capabilities.buttons:
        assert [unpack_press(button.data) for button in buttons] == [(0, key) for key in keys]
        assert all(not button.label.endswith("…") for button in buttons), "no label is cut"
    else:
        assert not buttons
        assert all(typed_word(key, locale) in text for key in keys), "what to type is said"
    assert not any(message.buttons for message in messages[:-1])


@every
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("made", [calendar(), full_week()], ids=["bare", "full"])
def test_it_can_be_read_wherever_it_is_shown(
    announcement: Announcement, locale: str, made: Calendar
) -> None:
    for say in says_of(announcement, made):
        for capabilities in CAPABILITIES.values():
            messages = render(say, capabilities, TRANSLATOR, locale, 0)
            check_messages(say, capabilities, locale, messages)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(WEEK_PREFIX)])
def test_the_longest_programme_can_be_read_too(name: str) -> None:
    (announcement,) = [each for each in ANNOUNCEMENTS if each.name == name]
    for say in says_of(announcement, full_week(560)):
        for capabilities in CAPABILITIES.values():
            check_messages(say, capabilities, "vi", render(say, capabilities, TRANSLATOR, "vi", 0))


@every
def test_it_says_something_else_in_the_other_language(announcement: Announcement) -> None:
    for say in says_of(announcement, calendar()):
        for line in (*say.lines, *(choice.label for row in say.choices for choice in row)):
            if isinstance(line, Text) and line.msgid != "• {task}":
                assert TRANSLATOR.line(line, "vi") != TRANSLATOR.line(line, "en")
    assert TRANSLATOR.line(announcement.title, "vi") != TRANSLATOR.line(announcement.title, "en")


@every
def test_it_asks_nothing_and_shows_the_way_out(announcement: Announcement) -> None:
    for say in says_of(announcement, full_week()):
        assert (say.kind, say.wants) == ("announcement", "nothing")
        choices = [choice for row in say.choices for choice in row]
        assert choices[-1] == MESSAGE_SETTINGS
        assert len({choice.key for choice in choices}) == len(choices) <= 4
        for choice in choices:
            assert choice.key.startswith("/")
            opened = REGISTRY.opened_by(choice.key.split()[0])
            assert opened is not None
            assert {"/mylog": "my_log", "/goal": "progress"}.get(
                choice.key, choice.key[1:]
            ) == opened.name


@every
def test_a_usual_one_is_short(announcement: Announcement) -> None:
    """People read it on a small screen, and did not ask for it."""
    for say in says_of(announcement, calendar()):
        assert length(text_of(render(say, TELEGRAM, TRANSLATOR, "vi", 0)), "chars") <= 420


# --- what is known and what is not ----------------------------------------------------------------

WEEK_NAMES = ("week_soon", "week_eve", "week_open", "week_day", "week_close")


def texts(name: str, made: Calendar, locale: str = "vi", own: Any = ()) -> list[str]:
    """What a message of the Week says on its days."""
    (message,) = [each for each in ANNOUNCEMENTS if each.name == name]
    assert isinstance(message, WeekMessage)
    says = [message.say(facts_on(made, message, today, own)) for today in message.days(
        made.week_of(2026))]  # fmt: skip
    return [text_of(render(say, BUTTONS, TRANSLATOR, locale, 0)) for say in says]


def test_a_theme_that_is_not_known_leaves_no_sentence() -> None:
    for name in WEEK_NAMES:
        for text in texts(name, calendar()):
            assert "Chủ đề" not in text
            assert "“" not in text.replace("“Giúp người khác học”", "")
    for name in ("week_soon", "week_open"):
        assert (
            "Chủ đề năm nay: học chủ đề (vi).\n“học khẩu hiệu (vi)”" in texts(name, full_week(4))[0]
        )


def test_two_weeks_before_it_says_when_it_is() -> None:
    (vi,), (en,) = texts("week_soon", calendar()), texts("week_soon", calendar(), "en")
    assert "từ thứ Năm, 01/10/2026 đến thứ Tư, 07/10/2026" in vi
    assert "Thursday, 01/10/2026 to Wednesday, 07/10/2026" in en


def test_the_day_before_and_the_opening_day_have_the_first_task() -> None:
    (eve,), (opening,) = texts("week_eve", calendar()), texts("week_open", calendar())
    assert "bắt đầu ngày mai, thứ Năm, 01/10/2026." in eve
    assert "• Việc số 1" in eve
    assert "• Việc số 1" in opening
    assert "Ngày mai tại" not in eve


def test_each_day_between_has_its_place_its_task_and_its_events() -> None:
    week = LearningWeek(
        2026, day(10, 1), day(10, 7),
        events=(
            event(day(10, 3), "Lớp học", "14:00", where="Nhà văn hóa"),
            event(day(10, 7), "Bế mạc", where="Sân đình"),
        ),
    )  # fmt: skip
    said = texts("week_day", calendar(weeks=(week,)), "en")
    assert [text.split("\n")[0] for text in said] == [
        f"Lifelong Learning Week, day {nth} of 7." for nth in range(2, 7)
    ]
    assert ["• Task 2" in said[0], "• Task 6" in said[4]] == [True, True]
    assert "Today in your ward:\n• 14:00: Lớp học (en), at Nhà văn hóa (en)" in said[1]
    assert [("Today in your ward:" in text) for text in said] == [False, True, *[False] * 3]
    assert [("Tomorrow, the last day:" in text) for text in said] == [*[False] * 4, True]
    assert said[4].endswith("Tomorrow, the last day:\n• Bế mạc (en), at Sân đình (en)")


@given(calendars(), st.sampled_from(LOCALES), st.sampled_from(tuple(CAPABILITIES)))
def test_whatever_an_officer_writes_can_be_read(made: Calendar, locale: str, channel: str) -> None:
    capabilities = CAPABILITIES[channel]
    for announcement in ANNOUNCEMENTS:
        if isinstance(announcement, WeekMessage):
            for today in announcement.days(made.week_of(2026)):
                say = announcement.say(facts_on(made, announcement, today, OWN))
                check_messages(
                    say, capabilities, locale, render(say, capabilities, TRANSLATOR, locale, 0)
                )


# --- the closing day ------------------------------------------------------------------------------


def closing(own: Any) -> Say:
    (message,) = [each for each in ANNOUNCEMENTS if each.name == "week_close"]
    assert isinstance(message, WeekMessage)
    return message.say(replace(facts_on(calendar(), message, day(10, 7)), own=own))


def test_the_closing_day_shows_the_persons_own_week_and_says_what_the_picture_shows() -> None:
    picture = closing(OWN).picture
    assert picture is not None
    assert picture.chart == "weeks"
    (series,) = picture.series
    assert series.values == (45.0, 0.0, 90.0, 0.0, 0.0, 0.0, 0.0)
    assert [getattr(label, "text", "") for label in picture.labels] == [
        f"{n:02d}/10" for n in range(1, 8)
    ]
    for capabilities in CAPABILITIES.values():
        messages = render(closing(OWN), capabilities, TRANSLATOR, "vi", 0)
        said = text_of(messages) + "".join(message.facts for message in messages)
        assert "bạn đã ghi 3 hoạt động, 2 giờ 15 phút." in said
        assert "Bạn đã học 2 ngày." in said
        assert said.count("Thứ Năm, 01/10/2026: 45 phút") == 1
        assert said.count("Thứ Bảy, 03/10/2026: 1 giờ 30 phút") == 1
        assert "02/10/2026" not in said
        assert any(message.drawing for message in messages) == (capabilities.pictures != "none")


def test_who_recorded_nothing_is_told_so_without_a_picture() -> None:
    say = closing(())
    assert say.picture is None
    text = text_of(render(say, BUTTONS, TRANSLATOR, "vi", 0))
    assert "bạn chưa ghi gì" in text
    assert "vẫn có thể ghi" in text
