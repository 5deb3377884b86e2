"""Albums, edits, places, pins, repeated taps: each is answered once, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path

import pytest

from tests.e2e import sentences as said
from tests.e2e.residents import asked_to_check, joined, receipts_told, record, told_receipt
from tests.e2e.service import served_on_telegram as served
from tests.e2e.skills import PROGRESS
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import Person, Sent, TelegramEmulator

WAYS = pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
EDITED = said.vi(
    "I saw that you edited a message. What is recorded does not change by that: please correct it "
    "in your notebook."
)
FILM = said.vi("The film was not kept: only photos and files can be.")
THREE = "Đã nhận 3 ảnh."
MUSEUM = "hôm qua đi bảo tàng Hà Nội 2 tiếng"


async def settled(telegram: TelegramEmulator, kept: Kept, person: Person) -> list[str]:
    """All that was said to a person when nothing is under way any more."""
    await telegram.drained()
    await kept.outbox_settled()
    return [message.text for message in person.messages]


async def said_to(
    telegram: TelegramEmulator, kept: Kept, person: Person, doing: Awaitable[object]
) -> list[str]:
    """What is said to a person when they have done something."""
    before = await settled(telegram, kept, person)
    await doing
    return (await settled(telegram, kept, person))[len(before) :]


async def evidence(kept: Kept) -> int:
    """How many different pictures are recorded."""
    return int((await kept.rows("SELECT count(DISTINCT reference) FROM evidence"))[0][0])


# --- albums ---------------------------------------------------------------------------------------


@WAYS
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_an_album_is_answered_once_wherever_its_words_are(
    tmp_path: Path, database_url: str, webhook: bool, place: int
) -> None:
    async with served(tmp_path, database_url, webhook=webhook) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        (answer,) = await said_to(telegram, kept, person, person.album(3, MUSEUM, at=place))
        assert answer.startswith(THREE)
        assert f"{said.CHECK}\n{said.TITLE}đi bảo tàng Hà Nội\n" in answer
        await person.tap(said.RECORD)
        await told_receipt(telegram, person, "đi bảo tàng Hà Nội")
        assert await evidence(kept) == 3


async def test_what_comes_behind_an_album_is_answered_behind_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        before = await settled(telegram, kept, person)
        await person.album(3)
        await person.album(2)
        await person.say("/menu")
        first, second, third = (await settled(telegram, kept, person))[len(before) :]
        assert first.startswith(THREE)
        assert said.HOW in second
        assert said.MENU in third


async def test_a_film_beside_pictures_is_said_not_to_be_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        (answer,) = await said_to(telegram, kept, person, person.album_with_film(2))
        assert answer.startswith(f"{FILM}\nĐã nhận 2 ảnh.")


async def test_a_photo_is_added_later_seen_again_and_removed(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        await person.photo()
        asked = await person.sees("Đây là ảnh của mục nào?")
        await person.tap(asked.rows[0][0], of=asked)
        shown = await person.sees("Đã thêm 1 ảnh vào mục HT-")
        await person.tap("Xem ảnh", of=shown)
        seen = await person.sees("Mục này có 1 ảnh.")
        await settled(telegram, kept, person)
        photos = [message for message in person.messages if message.kind == "photo"]
        assert [message.text for message in photos] == ["Ảnh 1"]
        (reference,) = (await kept.rows("SELECT reference FROM evidence"))[0]
        assert photos[0].file_id == reference.removeprefix("telegram:")
        await person.tap("✖ Bỏ: Ảnh 1", of=seen)
        whether = await person.sees("Bạn muốn bỏ Ảnh 1 khỏi mục")
        await person.tap("✖ Bỏ ra khỏi mục", of=whether)
        await person.sees("Mục này chưa có ảnh nào.")
        assert await kept.rows("SELECT 1 FROM evidence WHERE removed_ms IS NULL") == []


async def test_films_are_answered_once(tmp_path: Path, sqlite_url: str) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        (answer,) = await said_to(telegram, kept, person, person.videos(3))
        assert answer.startswith("Sổ chưa xem và chưa giữ được phim.")


@WAYS
async def test_a_kill_amid_an_album_loses_no_picture(
    tmp_path: Path, database_url: str, webhook: bool
) -> None:
    async with served(tmp_path, database_url, webhook=webhook) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await settled(telegram, kept, person)
        await person.album(2, MUSEUM, at=1)
        await kept.until("SELECT 1 FROM inbox WHERE waiting IS NOT NULL")
        await service.killed()
        assert await kept.rows("SELECT 1 FROM evidence") == []
        await service.start()
        await settled(telegram, kept, person)
        check = await person.sees(said.CHECK)
        await person.tap(said.RECORD, of=check)
        await told_receipt(telegram, person, "đi bảo tàng Hà Nội")
        assert await evidence(kept) == 2
        waiting = await kept.rows("SELECT 1 FROM inbox WHERE waiting IS NOT NULL")
        assert waiting == []


# --- the words below a picture --------------------------------------------------------------------


async def test_the_words_below_a_picture_answer_the_open_question(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, _kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await person.say("/log")
        await person.sees(said.HOW)
        await person.tap(said.ON_MY_OWN)
        await person.sees(said.WHICH)
        await person.tap(said.READING)
        await person.sees(said.WHAT)
        await person.photo("Đọc sách Đắc nhân tâm")
        asked = await person.sees(said.WHEN)
        assert "Đã nhận 1 ảnh." in asked.text
        await person.tap(said.TODAY, of=asked)
        await person.photo("lâu lắm", content=None)
        again = await person.sees(f"{said.NOT_UNDERSTOOD}lâu lắm")
        assert said.HOW_LONG in again.text


# --- edits ----------------------------------------------------------------------------------------


@WAYS
async def test_an_edit_that_changes_nothing_is_silent_also_after_a_restart(
    tmp_path: Path, database_url: str, webhook: bool
) -> None:
    async with served(tmp_path, database_url, webhook=webhook) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        check = await asked_to_check(telegram, person, "đọc sách tập xk")
        (typed,) = [
            Sent(number, None)
            for number, stored in telegram.world.rooms[person.id].messages.items()
            if stored.now.text == "hôm nay đọc sách tập xk 5 phút"
        ]
        before = await settled(telegram, kept, person)
        await person.edit("hôm nay đọc sách tập xk 5 phút", of=typed)
        assert await settled(telegram, kept, person) == before
        await person.tap(said.RECORD, of=check)
        await told_receipt(telegram, person, "đọc sách tập xk")
        await service.stop()
        await service.start()
        before = await settled(telegram, kept, person)
        await person.edit("hôm nay đọc sách tập xk 5 phút", of=typed)
        assert await settled(telegram, kept, person) == before
        await person.edit("hôm nay đọc sách tập xk 6 phút", of=typed)
        (answer,) = (await settled(telegram, kept, person))[len(before) :]
        assert answer.startswith(EDITED)
        await person.edit("hôm nay đọc sách tập xk 5 phút", of=typed)
        (answer,) = (await settled(telegram, kept, person))[len(before) + 1 :]
        assert answer.startswith(EDITED)
        kept_words = await kept.rows("SELECT versions FROM conversation")
        assert "xk" not in str(kept_words)


async def test_an_edit_of_the_words_below_a_picture_is_an_edit(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        photo = await person.photo(MUSEUM)
        check = await person.sees(said.CHECK)
        await person.tap(said.RECORD, of=check)
        await told_receipt(telegram, person, "đi bảo tàng Hà Nội")
        before = await settled(telegram, kept, person)
        await person.edit_caption(MUSEUM, of=photo)
        assert await settled(telegram, kept, person) == before
        await person.edit_caption("hôm qua đi chợ", of=photo)
        (answer,) = (await settled(telegram, kept, person))[len(before) :]
        assert answer.startswith(EDITED)


# --- what nobody said -----------------------------------------------------------------------------


@WAYS
async def test_what_the_app_writes_is_answered_by_nobody(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served(tmp_path, sqlite_url, webhook=webhook) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        before = await settled(telegram, kept, person)
        await person.pin(person.last.id)
        await person.set_timer()
        await person.allow_writing()
        assert await settled(telegram, kept, person) == before
        counted = [each["what"] for each in service.events() if each["event"] == "refused"]
        assert counted == ["telegram_service_message"] * 3


async def test_a_live_location_is_answered_once(tmp_path: Path, sqlite_url: str) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        before = await settled(telegram, kept, person)
        place = await person.live_location()
        for number in range(8):
            await person.move(place, last=number == 7)
        (answer,) = (await settled(telegram, kept, person))[len(before) :]
        assert answer.startswith("Sổ không dùng vị trí của bạn")


# --- the same again -------------------------------------------------------------------------------


@WAYS
async def test_three_taps_are_answered_once_and_each_is_acknowledged(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served(tmp_path, sqlite_url, webhook=webhook) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        check = await asked_to_check(telegram, person, "đọc sách tập xk")
        telegram.hold()
        taps = [await person.tap(said.RECORD, of=check) for _finger in range(3)]
        telegram.release()
        assert await telegram.world.bell.until(lambda: all(tap.answer for tap in taps), 10)
        await settled(telegram, kept, person)
        assert len(receipts_told(person)) == 1
        assert len(await kept.rows("SELECT id FROM activity")) == 1


@pytest.mark.parametrize("newcomer", [False, True])
async def test_letting_the_bot_in_again_is_greeted_once(
    tmp_path: Path, sqlite_url: str, newcomer: bool
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        if newcomer:
            person = telegram.person("Cô Tám")
            await person.start()
            await person.sees(said.NOTICE)
        else:
            (person,) = await joined(telegram, "Bà Sáu")
        await person.block()
        before = await settled(telegram, kept, person)
        await person.start()
        (greeting,) = (await settled(telegram, kept, person))[len(before) :]
        assert (said.NOTICE if newcomer else said.RETURNED) in greeting
        await person.block()
        await person.start("phuong_lang")
        after = await settled(telegram, kept, person)
        assert len(after) == len(before) + 3, "a link that was followed is answered by itself"


# --- courtesies -----------------------------------------------------------------------------------


async def test_a_picture_is_announced_while_it_is_drawn_and_a_text_is_not(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        assert telegram.calls_of("sendChatAction") == []
        await person.say("/progress")
        await person.sees(PROGRESS)
        await settled(telegram, kept, person)
        made = [each.method for each in telegram.calls if each.chat_id == person.id]
        assert made.count("sendPhoto") == 1
        (action,) = telegram.calls_of("sendChatAction")
        assert (action.ok, action.params["action"]) == (True, "upload_photo")
        assert made.index("sendChatAction") < made.index("sendPhoto")


async def test_the_bot_is_described_in_each_language(tmp_path: Path, sqlite_url: str) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, service, _kept):
        await service.logged("told")
        words, short = telegram.profile.descriptions, telegram.profile.short_descriptions
        assert set(words) == set(short) == {"", "vi", "en"}
        assert words[""] == words["vi"] != words["en"]
        assert short[""] == short["vi"] != short["en"]
        assert "hôm nay đọc sách 30 phút" in words["vi"]
        assert "today read a book 30 minutes" in words["en"]


async def test_a_long_text_is_not_told_back_whole(tmp_path: Path, sqlite_url: str) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, _kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await person.say("xờ " * 1000)
        answer = await person.sees(said.NOT_UNDERSTOOD)
        told = answer.text.partition("\n")[0].removeprefix(said.NOT_UNDERSTOOD)
        assert told.endswith("xờ…")
        assert len(told) <= 81
