"""Self-check and progress on Telegram, through the strict emulator: photos, interruptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain import reference_files as shelf_files
from tests.e2e import skills
from tests.e2e.residents import joined, record
from tests.e2e.sentences import LOG
from tests.e2e.service import served_on_telegram as served
from tests.e2e.skills import (
    SHORT,
    STEPS,
    answered,
    answered_up_to,
    begun,
    drawing_for,
    facts_of,
    kept_pictures,
    newer,
    sheets,
)
from tests.emulators.telegram import Fault, Person, Seen, TelegramEmulator

VALUES = {item.id: value for item, value in zip(SHORT.items, (2, 1, 3, 0) * 3, strict=True)}
FIRST, LAST = SHORT.items[0], SHORT.items[-1]
ONE_EACH = [(item.id, 0, VALUES[item.id]) for item in SHORT.items]


def caption_lines(photo: Seen) -> list[str]:
    """The lines of a caption: a title, and what the picture shows."""
    return photo.text.splitlines()


async def test_a_self_check_by_buttons_ends_with_a_photo_and_its_facts(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        first = await begun(telegram, person)
        assert f"Câu 1/{len(SHORT.items)}" in first.text
        assert first.labels[: len(STEPS)] == STEPS
        asked = await answered_up_to(telegram, person, first, LAST, VALUES)
        photo = await answered(telegram, person, asked[-1], VALUES[LAST.id], skills.RADAR)
        assert photo.kind == "photo"
        assert caption_lines(photo)[1:] == facts_of(VALUES)
        assert photo.file_id is not None
        file = telegram.world.files.by_id(photo.file_id)
        assert file is not None
        assert file.content.startswith(b"\x89PNG")
        words = await newer(telegram, person, skills.RESULT, asked[-1].id)
        assert words.id < photo.id
        assert "Kết quả chung: 50/100 điểm, mức “Trung cấp”." in words.text
        assert words.text.endswith(skills.CLAIMS_NOTHING)
        assert "tự" in skills.RESULT
        assert "không phải là chứng chỉ" in words.text
        assert words.labels == (), "the buttons stand under the photo"
        assert {LOG, skills.MY_PROGRESS} <= set(photo.labels)
        assert await sheets(kept, person) == [("finished", ONE_EACH)]
        scored = await kept.rows("SELECT points, answered, band FROM self_check")
        assert scored == [(18, 12, 2)]
        await person.tap(skills.MY_PROGRESS, of=photo)
        await newer(telegram, person, skills.PROGRESS, photo.id)


async def test_old_buttons_and_repeated_updates_change_no_answer_and_are_answered(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        fifth = SHORT.items[4]
        asked = await answered_up_to(telegram, person, await begun(telegram, person), fifth, VALUES)
        before = await sheets(kept, person)
        assert before == [("open", ONE_EACH[:4])]
        telegram.hold()
        taps = [
            await person.tap(STEPS[(VALUES[item.id] + 1) % 4], of=question)
            for item, question in zip(SHORT.items, asked[:4], strict=False)
            for _twice in range(2)
        ]
        taps += [await person.tap(words, of=asked[2]) for words in ("Bỏ qua", "◀ Quay lại")]
        telegram.release("reversed")
        await telegram.drained()
        for tap in taps:
            assert tap.update_id is not None
            telegram.redeliver(tap.update_id, at_once=True)
        assert await telegram.world.bell.until(lambda: all(tap.answer for tap in taps), 10)
        await telegram.drained()
        await kept.outbox_settled()
        assert await sheets(kept, person) == before
        assert fifth.question.vi in person.last.text, "the open question comes again"
        # The answer that counts, twice and brought twice: one row, and one question further.
        tap = await person.tap(STEPS[VALUES[fifth.id]], of=person.last)
        again = await person.tap_again(STEPS[VALUES[fifth.id]])
        assert tap.update_id is not None
        telegram.redeliver(tap.update_id, at_once=True)
        await newer(telegram, person, SHORT.items[5].question.vi, asked[-1].id)
        assert await telegram.world.bell.until(lambda: again.answer is not None, 10)
        await telegram.drained()
        await kept.outbox_settled()
        assert await sheets(kept, person) == [("open", ONE_EACH[:5])]
        assert SHORT.items[5].question.vi in person.last.text


async def test_buttons_of_a_finished_check_leave_it_as_it_is(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        first = await begun(telegram, person)
        asked = await answered_up_to(telegram, person, first, LAST, VALUES)
        await answered(telegram, person, asked[-1], VALUES[LAST.id], skills.RADAR)
        before = await kept.rows("SELECT * FROM self_check")
        taps = [await person.tap(STEPS[3], of=question) for question in asked[::-1]]
        assert await telegram.world.bell.until(lambda: all(tap.answer for tap in taps), 10)
        await telegram.drained()
        await kept.outbox_settled()
        assert await kept.rows("SELECT * FROM self_check") == before
        assert await sheets(kept, person) == [("finished", ONE_EACH)]
        results = [each for each in person.messages if skills.RADAR in each.text]
        assert len(results) == 1


async def test_who_blocked_the_bot_in_the_middle_goes_on_where_it_was(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        sixth = SHORT.items[5]
        first = await begun(telegram, person)
        asked = await answered_up_to(telegram, person, first, sixth, VALUES)
        # The answer is tapped, and the chat is closed before the next question is there.
        telegram.hold()
        await person.tap(STEPS[VALUES[sixth.id]], of=asked[-1])
        await person.block()
        telegram.release()
        await telegram.drained()
        assert (await kept.outbox_settled())["blocked"] == 1
        assert await sheets(kept, person) == [("open", ONE_EACH[:6])]
        await person.unblock()
        last = person.last.id
        await person.say("/check")
        page = await newer(telegram, person, skills.CHOOSE, last)
        assert f"đã qua 6/{len(SHORT.items)} câu" in page.text
        await person.tap(skills.GO_ON, of=page)
        question = await newer(telegram, person, SHORT.items[6].question.vi, page.id)
        await answered(
            telegram, person, question, VALUES[SHORT.items[6].id], SHORT.items[7].question.vi
        )
        assert await sheets(kept, person) == [("open", ONE_EACH[:7])]


async def test_a_stop_between_two_questions_goes_on_at_the_same_one(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        third = SHORT.items[2]
        first = await begun(telegram, person)
        asked = await answered_up_to(telegram, person, first, third, VALUES)
        await telegram.drained()
        await service.stop()
        count = len(person.messages)
        tap = await person.tap(STEPS[VALUES[third.id]], of=asked[-1])
        await service.start()
        following = await newer(telegram, person, SHORT.items[3].question.vi, asked[-1].id - 1, 40)
        assert following.id == asked[-1].id, "it takes the place of the question before"
        assert await telegram.world.bell.until(lambda: tap.answer is not None, 10)
        assert len(person.messages) == count, "nothing was asked again"
        assert await sheets(kept, person) == [("open", ONE_EACH[:3])]


async def test_a_picture_is_drawn_once_and_kept_over_a_restart(
    tmp_path: Path, database_url: str
) -> None:
    files = tmp_path / "files"
    async with served(tmp_path, database_url) as (telegram, service, _kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        assert kept_pictures(files) == {}
        photos = [await _progress(telegram, person)]
        made = kept_pictures(files)
        assert len(made) == 1
        drawing = drawing_for(files)
        assert len(drawing) == 1
        photos.append(await _progress(telegram, person))
        await service.stop()
        assert skills.all_gone(drawing) == []
        await service.start()
        photos.append(await _progress(telegram, person))
        assert kept_pictures(files) == made
        assert drawing_for(files) == [], "nobody was asked to draw what is kept"
        sent = [telegram.world.files.by_id(photo.file_id or "") for photo in photos]
        assert None not in sent
        assert len({file.content for file in sent if file is not None}) == 1
        assert len({photo.text for photo in photos}) == 1


@pytest.mark.parametrize("seconds", [0, 1], ids=["it is drawn", "its words are on the wire"])
async def test_a_stop_amid_words_and_their_picture_says_each_once(
    tmp_path: Path, database_url: str, seconds: float
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        await telegram.drained()
        await kept.outbox_settled()
        last = person.last.id
        if seconds:
            telegram.fault("sendMessage", Fault.SLOW(seconds), chat=person)
        await person.say("/progress")
        await newer(telegram, person, skills.PROGRESS, last)
        # The first picture takes a second or more: the process that draws it has to start.
        await service.stop()
        half = await kept.rows("SELECT state, parts_sent FROM outbox WHERE done_ms IS NULL")
        assert half == [("planned", 1)]
        await service.start()
        photo = await newer(telegram, person, skills.WEEKS, last, 40)
        await telegram.drained()
        assert set(await kept.outbox_settled()) == {"sent"}
        told = [message for message in person.messages if message.id > last]
        assert [message.kind for message in told] == ["text", "photo"]
        assert skills.PROGRESS in told[0].text
        assert told[1] == photo
        assert await kept.rows("SELECT max(parts_sent) FROM outbox") == [(2,)]


async def test_a_goal_and_own_points_are_set_by_buttons_and_shown(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        photo = await _progress(telegram, person)
        await person.tap("🎯 Mục tiêu tuần", of=photo)
        page = await newer(telegram, person, "Bạn muốn học bao lâu trong một tuần?", photo.id)
        await person.tap("2 giờ", of=page)
        photo = await newer(telegram, person, skills.WEEKS, page.id)
        assert caption_lines(photo)[-1] == "Mục tiêu: 2 giờ một tuần"
        assert await kept.rows("SELECT minutes FROM goal") == [(120,)]
        await person.say("/citizen")
        year = await newer(telegram, person, "ước tính của riêng mình", photo.id)
        assert "không phải" in year.text
        assert year.kind == "text"
        first, second = shelf_files.criteria().indicators[:2]
        await person.tap("📋 Xem từng chỉ tiêu", of=year)
        year = await newer(telegram, person, "Tiêu chí: ", year.id)
        await person.tap(first.name.vi, of=year)
        asked = await newer(telegram, person, "Bạn tự chấm mấy điểm", year.id)
        tap = await person.tap("4 điểm", of=asked)
        assert tap.update_id is not None
        telegram.redeliver(tap.update_id)
        year = await newer(telegram, person, "Tiêu chí: ", asked.id)
        await person.tap("9 điểm", of=asked)
        again = await newer(telegram, person, "Tiêu chí: ", year.id)
        assert again.text == year.text
        await person.tap(second.name.vi, of=again)
        asked = await newer(telegram, person, "Bạn tự chấm mấy điểm", again.id)
        await person.say("7")
        await newer(telegram, person, "Tiêu chí: ", asked.id)
        await telegram.drained()
        rows = await kept.rows("SELECT indicator, points FROM rating ORDER BY id")
        assert rows == [(first.id, 4), (second.id, 7)]


async def _progress(telegram: TelegramEmulator, person: Person) -> Seen:
    last = person.last.id
    await person.say("/progress")
    photo = await newer(telegram, person, skills.WEEKS, last)
    assert photo.kind == "photo"
    assert "5 phút" in caption_lines(photo)[-1]
    return photo
