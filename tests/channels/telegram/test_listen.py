"""Every kind of update becomes one happening of the person who caused it, or is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery

from bot.channels.telegram import account_of
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.listen import TelegramListener
from bot.channels.telegram.reading import MAX_TEXT
from bot.services.ports.messages import Incoming, NotStored, Received
from bot.talk.events import (
    ChannelEvent,
    Edited,
    Left,
    RawPress,
    Returned,
    Said,
    Sent,
    SentOther,
)
from tests.channels.telegram.album_parts import NOW, MemoryParts, now

PERSON = {"id": 7_000_000_001, "is_bot": False, "first_name": "Sáu", "language_code": "vi-VN"}
CHAT = {"id": 7_000_000_001, "type": "private"}
FILE = {"file_id": "F1", "file_unique_id": "u"}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 600},
]


ORIGIN = {"type": "hidden_user", "date": 1_780_000_000, "sender_user_name": "Tổ dân phố 5"}


class Ack:
    """What the desk was handed; it says `NotStored` while `closed`."""

    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.counted: list[str] = []
        self.closed = False

    async def receive(self, incoming: Incoming) -> Received:
        if self.closed:
            raise NotStored("the disk is full")
        self.incoming.append(incoming)
        return Received(new=True)


@pytest.fixture
async def taken() -> Ack:
    return Ack()


@pytest.fixture
async def listener(taken: Ack) -> AsyncIterator[TelegramListener]:
    bot = Bot("123456:TEST")
    albums = Albums(account="123456", parts=MemoryParts(), receive=taken.receive, clock=now)
    yield TelegramListener(
        receive=taken.receive, bot=bot, albums=albums, clock=now, count=taken.counted.append
    )
    await bot.session.close()


def message(**content: Any) -> dict[str, Any]:
    """A message of the person in the private chat."""
    return {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": PERSON, **content}


def membership(before: str, after: str) -> dict[str, Any]:
    """A change of whether the bot may write."""

    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": PERSON, "status": status, **until}

    return {
        "chat": CHAT, "from": PERSON, "date": 1_790_000_000,
        "old_chat_member": member(before), "new_chat_member": member(after),
    }  # fmt: skip


def press(data: str | None) -> dict[str, Any]:
    """A press of an inline button."""
    return {"id": "4200", "from": PERSON, "chat_instance": "1", "data": data}


KINDS: dict[str, tuple[str, dict[str, Any], ChannelEvent]] = {
    "text": ("message", message(text="  đọc sách "), Said("đọc sách")),
    "decomposed text": ("message", message(text="đọc"), Said("đọc")),
    "long text": ("message", message(text="ờ" * 5000), Said("ờ" * MAX_TEXT)),
    "command": ("message", message(text="/start ward"), Said("/start ward")),
    "photo": ("message", message(photo=PHOTO), Sent("photo", "telegram:large")),
    "photo with words": (
        "message", message(photo=PHOTO, caption=" lớp học "),
        Sent("photo", "telegram:large", "lớp học"),
    ),
    "file": ("message", message(document=FILE), Sent("file", "telegram:F1")),
    "animation": (
        "message",
        message(document=FILE, animation={**FILE, "width": 1, "height": 1, "duration": 1}),
        SentOther("video"),
    ),
    "sticker": (
        "message",
        message(sticker={**FILE, "type": "regular", "width": 512, "height": 512,
                         "is_animated": False, "is_video": False}),
        SentOther("sticker"),
    ),
    "voice": ("message", message(voice={**FILE, "duration": 3}), SentOther("voice")),
    "audio": ("message", message(audio={**FILE, "duration": 3}), SentOther("voice")),
    "video": (
        "message", message(video={**FILE, "width": 1, "height": 1, "duration": 1}),
        SentOther("video"),
    ),
    "place": (
        "message", message(location={"latitude": 21.0, "longitude": 105.8}), SentOther("place"),
    ),
    "contact": (
        "message", message(contact={"phone_number": "1", "first_name": "Sáu"}),
        SentOther("contact"),
    ),
    "dice": ("message", message(dice={"emoji": "🎲", "value": 3}), SentOther("other")),
    "edit": (
        "edited_message", message(text=" khác", edit_date=1_790_000_001), Edited("khác"),
    ),
    "edit of the words below a photo": (
        "edited_message", message(photo=PHOTO, caption="khác", edit_date=1), Edited("khác"),
    ),
    "edit of a file without words": (
        "edited_message", message(document=FILE, edit_date=1), SentOther("edited"),
    ),
    "forwarded text": (
        "message", message(text="đọc", forward_origin=ORIGIN), Said("đọc", forwarded=True),
    ),
    "forwarded photo": (
        "message", message(photo=PHOTO, forward_origin=ORIGIN),
        Sent("photo", "telegram:large", forwarded=True),
    ),
    "press": ("callback_query", press("12:k:own"), RawPress(12, "k:own")),
    "press of nothing of ours": ("callback_query", press("own"), RawPress(-1, "")),
    "press without data": ("callback_query", press(None), RawPress(-1, "")),
    "block": ("my_chat_member", membership("member", "kicked"), Left()),
    "let in again": ("my_chat_member", membership("kicked", "member"), Returned()),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
async def test_an_update_is_one_happening(
    listener: TelegramListener, taken: Ack, name: str
) -> None:
    kind, body, channel_event = KINDS[name]
    answer = await listener.take({"update_id": 900, kind: body})
    assert [replace(incoming, versions=()) for incoming in taken.incoming] == [
        Incoming("telegram", "7000000001", "900", channel_event, "vi", "123456")
    ]
    assert taken.counted == []
    if kind == "callback_query":
        assert answer == AnswerCallbackQuery(callback_query_id="4200")
    else:
        assert answer is None


async def test_a_change_of_rights_is_no_happening(listener: TelegramListener, taken: Ack) -> None:
    update = {"update_id": 900, "my_chat_member": membership("member", "member")}
    assert await listener.take(update) is None
    assert taken.incoming == []


@pytest.mark.parametrize(
    ("update", "counted"),
    [
        pytest.param([], "telegram_update_unreadable", id="no object"),
        pytest.param(
            {"update_id": "9", "message": message(text="x")},
            "telegram_update_unreadable",
            id="a text for an id",
        ),
        pytest.param(
            {"update_id": True, "message": message(text="x")},
            "telegram_update_unreadable",
            id="a truth for an id",
        ),
        pytest.param({"update_id": 9, "message": 5}, "telegram_update_unreadable", id="no message"),
        pytest.param({"update_id": 9}, "telegram_update_ignored", id="nothing"),
        pytest.param({"update_id": 9, "future": {}}, "telegram_update_ignored", id="unknown kind"),
        pytest.param(
            {"update_id": 9, "channel_post": message(text="x")},
            "telegram_update_ignored",
            id="channel post",
        ),
        pytest.param(
            {"update_id": 9, "message": message(text="x", chat={"id": -5, "type": "group"})},
            "telegram_not_private",
            id="group",
        ),
        pytest.param(
            {"update_id": 2**63, "message": message(text="x")},
            "telegram_update_unreadable",
            id="an id that no platform gives",
        ),
    ],
)
async def test_what_is_not_ours_is_counted_once_and_let_go(
    listener: TelegramListener, taken: Ack, update: Any, counted: str
) -> None:
    assert await listener.take(update) is None
    assert taken.counted == [counted]
    assert taken.incoming == []


@pytest.mark.parametrize("name", ["text", "press", "block"])
async def test_what_is_not_stored_is_said_to_be_so(
    listener: TelegramListener, taken: Ack, name: str
) -> None:
    kind, body, _happening = KINDS[name]
    taken.closed = True
    with pytest.raises(NotStored):
        await listener.take({"update_id": 900, kind: body})


# --- what nobody said ---------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["pinned_message", "message_auto_delete_timer_changed"])
async def test_what_the_app_writes_by_itself_is_counted_and_no_happening(
    listener: TelegramListener, taken: Ack, field: str
) -> None:
    content = {
        "pinned_message": message(text="đọc sách"),
        "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    }
    update = {"update_id": 900, "message": message(**{field: content[field]})}
    assert await listener.take(update) is None
    assert taken.incoming == []
    assert taken.counted == ["telegram_service_message"]


async def test_of_a_live_location_only_the_first_place_is_a_happening(
    listener: TelegramListener, taken: Ack
) -> None:
    place = {"latitude": 21.0, "longitude": 105.8, "live_period": 900}
    await listener.take({"update_id": 900, "message": message(location=place)})
    for number in range(8):
        moved = message(location={**place, "latitude": 21.1 + number}, edit_date=1)
        await listener.take({"update_id": 901 + number, "edited_message": moved})
    assert [incoming.channel_event for incoming in taken.incoming] == [SentOther("place")]


# --- when it was written ------------------------------------------------------------------------

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "believed"),
    [
        (dt.timedelta(), True),
        (2 * HOUR, True),
        (48 * HOUR, True),
        (49 * HOUR, False),
        (-HOUR, False),
    ],
)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
async def test_a_message_comes_with_the_time_at_which_it_was_written(
    listener: TelegramListener, taken: Ack, age: dt.timedelta, believed: bool, kind: str
) -> None:
    written = NOW - age
    body = message(text="đọc sách", date=int(written.timestamp()), edit_date=1_990_000_000)
    await listener.take({"update_id": 900, kind: body})
    assert [incoming.written for incoming in taken.incoming] == [written if believed else None]


async def test_a_press_has_no_time_of_its_own(listener: TelegramListener, taken: Ack) -> None:
    await listener.take({"update_id": 900, "callback_query": press("12:k:own")})
    assert [incoming.written for incoming in taken.incoming] == [None]


# --- the same again -----------------------------------------------------------------------------


async def test_a_button_that_is_tapped_three_times_is_one_happening(
    listener: TelegramListener, taken: Ack
) -> None:
    for number in range(3):
        update = {"update_id": 900 + number, "callback_query": press("12:save:k")}
        answer = await listener.take(update)
        assert answer == AnswerCallbackQuery(callback_query_id="4200")
    assert [incoming.id for incoming in taken.incoming] == ["900"]


async def test_a_tap_behind_one_that_was_not_stored_is_a_happening(
    listener: TelegramListener, taken: Ack
) -> None:
    taken.closed = True
    with pytest.raises(NotStored):
        await listener.take({"update_id": 900, "callback_query": press("12:save:k")})
    taken.closed = False
    await listener.take({"update_id": 901, "callback_query": press("12:save:k")})
    assert [incoming.id for incoming in taken.incoming] == ["901"]


# --- account --------------------------------------------------------------------------------------


def test_a_new_token_of_the_same_bot_is_the_same_account() -> None:
    assert account_of("123456:AAold") == account_of("123456:AAnew") == "123456"
    assert account_of("123457:AAold") != account_of("123456:AAold")
