"""Commands work the same on every channel; a mistyped one loses nothing."""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from aiogram import Bot

from bot.channels.console import CAPABILITIES as CONSOLE_CAPABILITIES
from bot.channels.console.play import Console
from bot.channels.telegram import CAPABILITIES as TELEGRAM_CAPABILITIES
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.listen import TelegramListener
from bot.channels.web import CAPABILITIES as WEB_CAPABILITIES
from bot.talk.messages import Message
from tests.applications import TestApplication, Visitor, open_application
from tests.channels.web.visit import Site

CHANNELS = {
    "telegram": TELEGRAM_CAPABILITIES,
    "web": WEB_CAPABILITIES,
    "console": CONSOLE_CAPABILITIES,
}

HOME = "Bạn muốn làm gì?"
KIND = "Bạn đã học theo hình thức nào?"
WHAT = "Bạn đã học điều gì?"
LANGUAGE = "Xin chọn ngôn ngữ."
NOTICE = "Chưa đồng ý thì chưa lưu gì."


class Types(Protocol):
    """Types one line on a channel; returns when it was taken in."""

    async def __call__(self, text: str) -> None: ...


class Typist:
    """A person on one channel who types, and reads what comes back."""

    def __init__(self, visitor: Visitor, types: Types) -> None:
        self._visitor = visitor
        self._types = types

    async def types(self, text: str) -> str:
        """Type a line the way the channel takes it; everything that is said to it."""
        before = len(self._visitor.messages)
        await self._types(text)
        await self._visitor.application.worker.settled()
        return "\n".join(message.text for message in self._visitor.messages[before:])

    async def joins(self) -> None:
        """Join with everything agreed to, by typing the labels."""
        await self.types("/start")
        for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
            await self.types(label)

    async def draft(self) -> str:
        """The state of the recording, whether it is open or waits until something else is done."""
        [states] = await self._visitor.application.rows(
            "SELECT state, paused_state FROM conversation"
        )
        draft: str = next(state for state in states if state is not None and '"draft"' in state)
        return draft


@functools.cache
def telegram_bot() -> Bot:
    """One for all tests: nothing is sent with it, and to make one reads all certificates."""
    return Bot("123456:TEST")


@asynccontextmanager
async def on_telegram(application: TestApplication, _folder: Path) -> AsyncIterator[Typist]:
    bot = telegram_bot()
    house = application.application
    albums = Albums(
        account="123456", parts=house.album_parts, receive=house.receive, clock=house.clock
    )
    listener = TelegramListener(
        receive=house.receive,
        bot=bot,
        albums=albums,
        clock=house.clock,
        count=lambda what: pytest.fail(what),
    )
    numbers = itertools.count(1)
    sender = {"id": 7, "is_bot": False, "first_name": "Sáu", "language_code": "vi"}

    async def types(text: str) -> None:
        number = next(numbers)
        message = {
            "message_id": number, "date": 1_790_000_000, "from": sender, "text": text,
            "chat": {"id": 7, "type": "private"},
        }  # fmt: skip
        await listener.take({"update_id": number, "message": message})

    yield Typist(application.visitor("7", "telegram"), types)
    await bot.session.close()


@asynccontextmanager
async def on_the_web(application: TestApplication, folder: Path) -> AsyncIterator[Typist]:
    site = Site(folder, receive=application.application.receive)
    browser = await site.visitor()
    talk = await browser.talk()

    async def types(text: str) -> None:
        event = await talk.send("say", text=text)
        assert await talk.hear() == {"t": "taken", "id": event}

    yield Typist(application.visitor(browser.address, "web"), types)
    await site.close()


@asynccontextmanager
async def on_the_console(application: TestApplication, _folder: Path) -> AsyncIterator[Typist]:
    def show(message: Message) -> None:
        raise AssertionError(f"the recorder shows what is said: {message}")

    console = Console(show)

    async def types(text: str) -> None:
        async def one_line() -> AsyncIterator[str]:
            yield text

        await console.play(
            application.application.receive,
            one_line(),
            person="me",
            visit="1",
            answered=application.worker.settled,
            fail=pytest.fail,
        )

    yield Typist(application.visitor("me", "console"), types)


TYPISTS: dict[str, Callable[[TestApplication, Path], AbstractAsyncContextManager[Typist]]] = {
    "telegram": on_telegram, "web": on_the_web, "console": on_the_console,
}  # fmt: skip


@pytest.fixture(params=CHANNELS)
async def newcomer(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Typist]:
    """Somebody who has not joined, on each channel in turn."""
    async with (
        open_application(sqlite_url, channels=CHANNELS) as application,
        TYPISTS[request.param](application, tmp_path) as typist,
    ):
        yield typist


@pytest.fixture
async def typist(newcomer: Typist) -> Typist:
    """Somebody who joined, on each channel in turn."""
    await newcomer.joins()
    return newcomer


MISTYPED = {
    "/lgo": "/lgo",
    "/LGO": "/LGO",
    "/hủi": "/hủi",
    "/lgo@so_hoc_tap_bot": "/lgo",
    "/lgo hôm nay đọc sách 30 phút": "/lgo",
    "/mneu, xin chào": "/mneu",
    "/my-log": "/my-log",
}
"""Commands that there are not, as typed, and how they are named in the answer."""

DRAFTS = {
    "a choice is asked for": (("/log",), KIND),
    "words are asked for": (("/log", "Tự học", "Đọc sách, báo"), WHAT),
    "something else was looked at meanwhile": (("/log", "/notices"), KIND),
    "something else is asked for meanwhile": (("/log", "/language"), LANGUAGE),
}
"""What was typed to have a draft open, and the question that is open then."""


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("typed", MISTYPED)
async def test_a_mistyped_command_keeps_the_draft_and_asks_its_question_again(
    typist: Typist, draft: str, typed: str
) -> None:
    earlier, question = DRAFTS[draft]
    for text in earlier:
        await typist.types(text)
    kept = await typist.draft()
    answer = await typist.types(typed)
    assert f"Chưa có lệnh {MISTYPED[typed]}." in answer
    assert question in answer
    assert HOME not in answer
    assert await typist.draft() == kept


@pytest.mark.parametrize("typed", MISTYPED)
async def test_a_mistyped_command_opens_the_menu_where_nothing_is_open(
    typist: Typist, typed: str
) -> None:
    answer = await typist.types(typed)
    assert answer.startswith(f"Chưa có lệnh {MISTYPED[typed]}.")
    assert HOME in answer


async def test_a_mistyped_command_opens_the_menu_where_nothing_is_asked(typist: Typist) -> None:
    for text in ("hôm nay đọc sách 30 phút", "Ghi vào sổ"):
        told = await typist.types(text)
    assert "Số biên nhận" in told
    answer = await typist.types("/lgo")
    assert "Chưa có lệnh /lgo." in answer
    assert HOME in answer


async def test_a_newcomer_who_mistypes_a_command_is_shown_the_notice(newcomer: Typist) -> None:
    assert NOTICE in await newcomer.types("/strat")
    await newcomer.types("Tiếp tục")
    answer = await newcomer.types("/strat")
    assert "Chưa có lệnh /strat." in answer
    assert "1/7" in answer


STOPPED = " dở|Đã dừng."
"""Nothing is open, a draft is asked about, or what was open held nothing."""

KNOWN = {
    "/ghi": KIND,
    "/GHI": KIND,
    "/Ghi sổ": KIND,
    "/log@So_Hoc_Tap_Bot": KIND,
    "/ngôn ngữ": LANGUAGE,
    "/ngon  ngu": LANGUAGE,
    "/danh mục": HOME,
    "/MENU!": HOME,
    "/menu xin chào": HOME,
    "/hủy": STOPPED,
    unicodedata.normalize("NFD", "/huỷ"): STOPPED,
    "/ghi đọc Truyện Kiều 30 phút": "đọc Truyện Kiều\n",
    "/ghi sổ: đọc Truyện Kiều 30 phút": "đọc Truyện Kiều\n",
}
"""Commands as typed, and what the answer to each of them holds."""


@pytest.mark.parametrize("earlier", [(), ("/log",), ("/log", "Tự học", "Đọc sách, báo")])
@pytest.mark.parametrize("typed", KNOWN)
async def test_a_known_command_works_whatever_is_open(
    typist: Typist, earlier: tuple[str, ...], typed: str
) -> None:
    for text in earlier:
        await typist.types(text)
    answer = await typist.types(typed)
    assert any(each in answer for each in KNOWN[typed].split("|"))
    assert "Chưa có lệnh" not in answer


@pytest.mark.parametrize("typed", ["/ 30 phút", "/r/hoctienganh", "1/2 Truyện Kiều"])
async def test_a_slash_in_words_is_no_command(typist: Typist, typed: str) -> None:
    for text in ("/log", "Tự học", "Đọc sách, báo"):
        await typist.types(text)
    assert "Bạn học vào ngày nào?" in await typist.types(typed)
    assert f'"title":"{typed}"' in await typist.draft()
