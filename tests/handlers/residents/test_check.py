"""A resident checks digital skills: equal answers give equal results after any interruption."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

import pytest

from bot.content.files import PACKAGED, SELF_CHECK
from bot.domain.skills.instruments import Form
from bot.storage.people.tables import address
from bot.talk.events import RawPress, Said
from bot.talk.messages import unpack_press
from tests.applications import ZONE, MovedClock, TestApplication, Visitor, open_application
from tests.databases import PostgresqlServer, SqliteFiles
from tests.handlers.checking import (
    DISCLAIMER,
    FULL,
    SCALE,
    SHORT,
    answers,
    answers_of,
    begins,
    change,
    checks_of,
    goes_through,
    picture_of,
    press_of,
    presses,
)
from tests.sealed import put_rows

CHOOSE = "Xin chọn phiếu muốn làm."
MENU = "Bạn muốn làm gì?"
CONSENT = "Bạn có đồng ý cho lưu câu trả lời"
CLOSING = "Bạn có muốn trả lời thêm những câu đã bỏ qua không?"

_DAY = re.compile(r"([Tt]hứ \w+|Chủ Nhật), \d\d/\d\d/\d{4}")


def sheet(form: Form) -> list[int | None]:
    """Answers of every kind, enough for a result."""
    return [None if dialog == 4 else (3 * dialog + 1) % 4 for dialog in range(len(form.items))]


def without_days(text: str) -> str:
    return _DAY.sub("…", text)


async def joins_without_the_check(person: Visitor) -> None:
    """Join, and say no to the self-check."""
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", "Đồng ý", "Không đồng ý", "Đồng ý", "Đồng ý", "Ô Chợ Dừa",
                  "Người dân"):  # fmt: skip
        await person.says(label)


# --- consent --------------------------------------------------------------------------------------


async def test_who_refused_is_asked_again_before_the_first_question(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await joins_without_the_check(person)
    assert CONSENT in await person.says("/check")
    assert person.labels == ["Đồng ý", "Không đồng ý"]
    assert CHOOSE in await person.taps("Đồng ý")
    assert await application.rows(
        "SELECT given FROM consent WHERE purpose = 'check' ORDER BY id"
    ) == [
        (0,),
        (1,),
    ]
    await presses(person, "f:short")
    await answers(person, 2)
    assert await answers_of(application) == [("S1", 0, 2)]
    assert CHOOSE in await person.says("kỹ năng")


async def test_who_refuses_again_is_asked_nothing_and_nothing_is_kept(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await joins_without_the_check(person)
    await person.says("/check")
    shown = await person.taps("Không đồng ý")
    assert "không hỏi và không lưu gì" in shown
    assert person.labels == ["✏ Ghi hoạt động học", "☰ Menu"]
    assert await checks_of(application) == []
    assert await application.rows("SELECT given FROM consent WHERE purpose = 'check'") == [(0,)]
    assert CONSENT in await person.says("/check")


async def test_neither_words_nor_a_strange_press_count_as_consent(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await joins_without_the_check(person)
    await person.says("/check")
    assert "Xin lỗi, sổ chưa hiểu: để xem" in await person.says("để xem")
    assert CONSENT in person.last.text
    assert await sqlite_house.rows("SELECT given FROM consent WHERE purpose = 'check'") == [(0,)]
    assert CHOOSE in await person.says("đồng ý")


async def test_who_took_the_consent_back_is_asked_for_it_amid_a_check(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2, 2])
    await change(application, "UPDATE person SET consents = 'log'")
    assert CONSENT in await answers(person, 3)
    assert len(await answers_of(application)) == 2
    assert "đã qua 2/12 câu" in await person.taps("Đồng ý")


# --- without interruption -------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["buttons", "numbers"])
@pytest.mark.parametrize("form", [SHORT, FULL], ids=["short", "full"])
async def test_a_form_is_gone_straight_through(
    application: TestApplication, form: Form, channel: str
) -> None:
    joined = application.visitor()
    await joined.joins()
    person = joined
    if channel == "numbers":
        await change(application, "UPDATE address SET channel = 'numbers'")
        person = application.visitor("1", "numbers")
    await begins(person, form.id)
    for dialog, (item, value) in enumerate(zip(form.items, sheet(form), strict=True)):
        assert f"Câu {dialog + 1}/{len(form.items)}" in person.last.text
        assert item.question.vi in person.last.text
        await answers(person, value)
    said = [value for value in sheet(form) if value is not None]
    percent = 100 * sum(said) // (3 * len(said))
    assert f"Kết quả chung: {percent}/100 điểm" in person.last.text
    assert await checks_of(application) == [(form.id, "finished", sum(said), len(said), 2)]
    assert await answers_of(application) == [
        (item.id, 0, value) for item, value in zip(form.items, sheet(form), strict=True)
    ]


async def test_parts_are_named_where_they_begin_in_the_full_form(person: Visitor) -> None:
    await begins(person, "full")
    parts = []
    for _item in FULL.items:
        parts += re.findall(r"Phần (\d)/6: ", person.last.text)
        await answers(person, 1)
    assert parts == ["1", "2", "3", "4", "5", "6"]


async def test_the_scale_is_explained_above_the_first_question_only(person: Visitor) -> None:
    await begins(person)
    shown = person.messages[-2].text
    for option in SCALE:
        assert f"{option.label.vi}: {option.meaning.vi}" in shown
    count = len(person.messages)
    assert SCALE[1].meaning.vi not in await answers(person, 1)
    assert len(person.messages) == count + 1


async def test_the_highest_step_is_explained_and_the_question_stays(person: Visitor) -> None:
    await begins(person)
    shown = await person.taps("Mức cao nhất")
    assert SHORT.items[0].top.vi in shown
    assert SHORT.items[0].question.vi in shown
    assert not await answers_of(person.application)


async def test_words_over_a_question_are_shown_back(person: Visitor) -> None:
    await begins(person)
    shown = await person.says("con tôi làm giúp")
    assert "Xin lỗi, sổ chưa hiểu: con tôi làm giúp" in shown
    assert SHORT.items[0].question.vi in shown
    assert SHORT.items[1].question.vi in await person.says("tự làm")


# --- pausing and continuing -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("form", [SHORT, FULL], ids=["short", "full"])
async def test_pausing_at_every_question_for_weeks_and_restarts_changes_no_result(
    request: pytest.FixtureRequest, kind: str, form: Form
) -> None:
    files: SqliteFiles = request.getfixturevalue("sqlite_files")
    server: PostgresqlServer | None = None
    if kind == "postgresql":
        server = request.getfixturevalue("postgresql_server")
    fresh = (server or files).fresh
    straight_url, url = fresh(), fresh()

    async with open_application(straight_url) as application:
        person = application.visitor()
        await person.joins()
        straight = await goes_through(person, sheet(form), form.id)
        kept = (await checks_of(application), await answers_of(application))

    clock = MovedClock()
    async with open_application(url, clock) as application:
        person = application.visitor()
        await person.joins()
        await begins(person, form.id)
        shown = person.last
    for dialog, value in enumerate(sheet(form)):
        clock.move(days=10, hours=1)
        async with open_application(url, clock) as application:
            person = application.visitor()
            if dialog % 2:
                # The answer comes to the question of before the restart.
                await presses(person, "skip" if value is None else f"a:{value}", shown)
            else:
                told = await presses(person, "pause", shown)
                assert f"còn {len(form.items) - dialog} câu" in told
                clock.move(days=20)
                assert CHOOSE in await person.taps("Làm tiếp")
                assert f"đã qua {dialog}/{len(form.items)} câu" in person.last.text
                assert form.items[dialog].question.vi in await person.taps("Làm tiếp")
                await answers(person, value)
            shown = person.last
            paused = (await checks_of(application), await answers_of(application))
    assert paused == kept
    assert without_days(shown.text) == without_days(straight)
    if server is not None:
        server.drop(url)
        server.drop(straight_url)


@pytest.mark.parametrize("between", ["/menu", "/log", "hôm nay đọc sách 30 phút", "/progress"])
async def test_whatever_is_done_between_the_check_goes_on_where_it_was(
    person: Visitor, between: str
) -> None:
    await goes_through(person, [2, 2, 2])
    await person.says(between)
    await person.says("/check")
    await person.taps("Làm tiếp")
    assert SHORT.items[3].question.vi in person.last.text
    for _item in SHORT.items[3:]:
        await answers(person, 2)
    assert await checks_of(person.application) == [("short", "finished", 24, 12, 2)]


async def test_help_over_a_question_leads_back_to_it(person: Visitor) -> None:
    await goes_through(person, [2])
    shown = await person.says("/help")
    assert SHORT.items[1].question.vi in shown
    assert SHORT.items[2].question.vi in await answers(person, 1)


async def test_both_forms_may_be_open_and_each_goes_on_by_itself(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2, 2])
    await goes_through(person, [1], "full")
    shown = await person.says("/check")
    assert "đã qua 2/12 câu" in shown
    assert "đã qua 1/24 câu" in shown
    assert SHORT.items[2].question.vi in await person.taps("Làm tiếp: Phiếu ngắn")
    await person.says("/check")
    assert FULL.items[1].question.vi in await person.taps("Làm tiếp: Phiếu đầy đủ")


async def test_a_form_begun_anew_drops_what_was_begun_and_keeps_its_answers(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2, 2])
    await person.says("/check")
    await person.taps("Làm lại Phiếu ngắn")
    assert "Câu 1/12" in person.last.text
    await answers(person, 0)
    assert [row[:2] for row in await checks_of(application)] == [
        ("short", "dropped"),
        ("short", "open"),
    ]
    assert [row[2] for row in await answers_of(application)] == [2, 2, 0]
    shown = await person.says("/check")
    assert shown.count("còn dở") == 1


async def other_channel(application: TestApplication) -> Visitor:
    """The same person on a channel without buttons."""
    url = application.application.settings.database_url.get_secret_value()
    ((person,),) = await application.rows("SELECT id FROM person")
    row = {"channel": "numbers", "external_id": "9", "person_id": person, "created_ms": 0}
    await put_rows(url, [(address, row)])
    return application.visitor("9", "numbers")


@pytest.mark.parametrize("paused", [True, False])
async def test_a_check_goes_on_on_another_channel_of_the_same_person(
    application: TestApplication, paused: bool
) -> None:
    person = application.visitor()
    await person.joins()
    values = sheet(SHORT)
    await goes_through(person, values[:6])
    asked = person.last
    if paused:
        await person.taps("Để sau")
    elsewhere = await other_channel(application)
    assert "đã qua 6/12 câu" in await elsewhere.says("kỹ năng")
    assert "1. ▶ Làm tiếp: Phiếu ngắn" in elsewhere.last.text
    assert SHORT.items[6].question.vi in await elsewhere.says("1")
    assert elsewhere.last.buttons == ()
    for value in values[6:9]:
        await answers(elsewhere, value)
    # The old buttons of the first channel have an older turn: they repeat the question.
    assert SHORT.items[9].question.vi in await presses(person, "a:0", asked)
    for value in values[9:]:
        await answers(person, value)
    said = [value for value in values if value is not None]
    assert await checks_of(application) == [("short", "finished", sum(said), len(said), 2)]
    assert [row[2] for row in await answers_of(application)] == values


async def test_a_number_typed_on_another_channel_answers_only_what_was_shown_there(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2])
    elsewhere = await other_channel(application)
    assert SHORT.items[1].question.vi in await elsewhere.says("4")
    assert await answers_of(application) == [("S1", 0, 2)]
    assert SHORT.items[2].question.vi in await elsewhere.says("4")
    assert await answers_of(application) == [("S1", 0, 2), ("S2", 0, 3)]
    assert SHORT.items[2].question.vi in await person.says("Tự làm")
    assert await answers_of(application) == [("S1", 0, 2), ("S2", 0, 3)]


async def test_switching_the_language_midway_changes_nothing_but_words(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await begins(person)
    for dialog, (item, value) in enumerate(zip(SHORT.items, sheet(SHORT), strict=True)):
        locale = "en" if dialog % 2 == 0 else "vi"
        shown = await person.says(f"/language {locale}")
        assert getattr(item.question, locale) in shown
        assert getattr(SCALE[0].label, locale) in person.labels
        await answers(person, value)
    said = [value for value in sheet(SHORT) if value is not None]
    assert await checks_of(application) == [("short", "finished", sum(said), len(said), 2)]
    assert await answers_of(application) == [
        (item.id, 0, value) for item, value in zip(SHORT.items, sheet(SHORT), strict=True)
    ]


# --- going back, and repeated presses -------------------------------------------------------------


async def test_an_answer_that_is_changed_is_kept_beside_the_first_and_counts(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2, 1, 3])
    shown = await person.taps("Quay lại")
    assert SHORT.items[2].question.vi in shown
    assert "Câu trả lời trước: Chỉ được người khác" in shown
    assert "Câu trả lời trước: Cần người chỉ" in await person.taps("Quay lại")
    # It continues at the first question without an answer.
    assert SHORT.items[3].question.vi in await answers(person, 0)
    assert await answers_of(application) == [("S1", 0, 2), ("S2", 0, 1), ("S3", 0, 3), ("S2", 1, 0)]
    for _item in SHORT.items[3:]:
        await answers(person, 2)
    assert await checks_of(application) == [("short", "finished", 23, 12, 2)]


async def test_the_same_answer_again_adds_no_row(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2, None])
    for value in (None, 2):
        await person.taps("Quay lại")
        if value is not None:
            await person.taps("Quay lại")
        await answers(person, value)
    assert await answers_of(application) == [("S1", 0, 2), ("S2", 0, None)]


async def test_going_on_after_going_back_keeps_the_answer(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2])
    await person.taps("Quay lại")
    assert "Câu trả lời trước: Tự làm" in person.last.text
    assert "Bỏ qua" not in person.labels
    await person.taps("Giữ nguyên")
    assert "Câu 2/12" in person.last.text
    assert await answers_of(application) == [("S1", 0, 2)]


async def test_a_skipped_question_may_be_answered_after_all(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [None])
    await person.taps("Quay lại")
    assert "Câu trả lời trước: bỏ qua" in person.last.text
    await answers(person, 2)
    assert await answers_of(application) == [("S1", 0, None), ("S1", 1, 2)]


async def test_back_from_the_first_question_leads_to_the_forms_and_on_again(
    person: Visitor,
) -> None:
    await begins(person)
    assert CHOOSE in await person.taps("Quay lại")
    assert SHORT.items[0].question.vi in await person.taps("Làm tiếp")


async def test_the_same_update_twice_changes_nothing(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await begins(person)
    tap = press_of(person.last, "a:3")
    assert (await person.does(tap, update="same")).new
    said = len(person.messages)
    assert not (await person.does(tap, update="same")).new
    assert len(person.messages) == said
    assert await answers_of(application) == [("S1", 0, 3)]


async def test_a_tap_that_is_sent_again_and_an_old_button_only_ask_again(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await begins(person)
    first = person.last
    await answers(person, 3)
    for key in ("a:3", "a:0", "skip", "pause", "back", "top"):
        shown = await presses(person, key, first)
        assert SHORT.items[1].question.vi in shown
        assert SHORT.items[0].top.vi not in shown
    assert await answers_of(application) == [("S1", 0, 3)]
    assert SHORT.items[2].question.vi in await answers(person, 1)


@pytest.mark.parametrize("keys", [("a:2", "a:2"), ("a:2", "a:0"), ("a:1", "skip")])
async def test_two_taps_at_once_are_one_answer(
    application: TestApplication, keys: tuple[str, str]
) -> None:
    person = application.visitor()
    await person.joins()
    await begins(person)
    taps = [press_of(person.last, key) for key in keys]
    await asyncio.gather(*(person.does(tap) for tap in taps))
    assert [row[:2] for row in await answers_of(application)] == [("S1", 0)]
    assert SHORT.items[1].question.vi in person.last.text


async def test_two_taps_at_once_on_the_last_question_finish_once(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2] * 11)
    tap = press_of(person.last, "a:2")
    await asyncio.gather(person.does(tap), person.does(tap))
    assert await checks_of(application) == [("short", "finished", 24, 12, 2)]
    results = [m for m in person.messages if "Kết quả chung" in m.text]
    assert len(results) == 1


async def test_two_taps_at_once_on_a_form_begin_one_check(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/check")
    tap = press_of(person.last, "f:short")
    await asyncio.gather(person.does(tap), person.does(tap))
    assert [row[:2] for row in await checks_of(application)] == [("short", "open")]


# --- after the end --------------------------------------------------------------------------------


async def test_an_old_answer_after_the_end_changes_nothing_and_shows_the_way_on(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2] * 11)
    last = person.last
    await answers(person, 2)
    kept = (await checks_of(application), await answers_of(application))
    for key in ("a:0", "skip", "back"):
        assert MENU in await presses(person, key, last)
    assert (await checks_of(application), await answers_of(application)) == kept


async def test_a_question_that_is_still_open_of_a_finished_check_is_not_taken(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await begins(person)
    open_question = await application.rows("SELECT name, state FROM conversation")
    for _item in SHORT.items:
        await answers(person, 2)
    kept = (await checks_of(application), await answers_of(application))
    await begins(person)
    name, state = open_question[0]
    await change(application, f"UPDATE conversation SET name = '{name}', state = '{state}'")
    shown = await answers(person, 0)
    assert "Lần tự đánh giá đó đã kết thúc. Kết quả được giữ nguyên" in shown
    assert CHOOSE in shown
    finished = [row for row in await checks_of(application) if row[1] == "finished"]
    assert (finished, await answers_of(application)) == kept


async def test_what_is_kept_of_a_person_is_nobody_elses(application: TestApplication) -> None:
    person, other = application.visitor("1"), application.visitor("2")
    for each in (person, other):
        await each.joins()
    await goes_through(person, [2, 2])
    assert "còn dở" not in await other.says("/check")
    mine = await application.rows(
        "SELECT state FROM conversation WHERE name = 'check' ORDER BY person_id"
    )
    await begins(other)
    await change(application, f"UPDATE conversation SET state = '{mine[0][0]}'")
    assert CHOOSE in await answers(other, 0)
    assert [row[2] for row in await answers_of(application)] == [2, 2]


# --- the device starter ---------------------------------------------------------------------------

AT_DEVICE: list[int | None] = [0, 2, 0, 2, 2, 2, 0]
"""The answers up to S7 of a person who is new to phones."""


async def test_who_is_new_to_the_phone_is_asked_four_questions_about_it(
    application: TestApplication,
) -> None:
    starter = SHORT.starter
    assert starter is not None
    person = application.visitor()
    await person.joins()
    shown = await goes_through(person, AT_DEVICE)
    assert starter.opening.vi in shown
    for dialog, item in enumerate(starter.items):
        assert f"Câu {8 + dialog}/11" in person.last.text
        assert item.question.vi in person.last.text
        await answers(person, 1)
    shown = person.last.text
    assert starter.closing.vi in shown
    assert "Kết quả chung" not in shown
    assert DISCLAIMER.vi in shown
    assert "Phòng tránh lừa đảo: " in shown
    assert "Bước đầu với điện thoại: " in shown
    assert await picture_of(person) is None
    assert await checks_of(application) == [("short", "finished", 12, 11, None)]


async def test_who_goes_back_out_of_the_starter_is_asked_the_rest(
    application: TestApplication,
) -> None:
    starter = SHORT.starter
    assert starter is not None
    person = application.visitor()
    await person.joins()
    await goes_through(person, [*AT_DEVICE, 3])
    assert starter.items[1].question.vi in person.last.text
    await person.taps("Quay lại")
    assert SHORT.items[6].question.vi in await person.taps("Quay lại")
    shown = await answers(person, 1)
    assert "Câu 8/12" in shown
    for _item in SHORT.items[7:]:
        await answers(person, 2)
    assert "Kết quả chung" in person.last.text
    # 2 for each but S1, S3 (0) and S7 (1); the answers in the starter do not count.
    assert await checks_of(application) == [("short", "finished", 19, 12, 2)]
    assert ("D1", 0, 3) in await answers_of(application)


async def test_the_starter_may_be_paused_too(person: Visitor) -> None:
    starter = SHORT.starter
    assert starter is not None
    await goes_through(person, [*AT_DEVICE, 1])
    assert "còn 3 câu" in await person.taps("Để sau")
    await person.taps("Làm tiếp")
    assert "đã qua 8/11 câu" in person.last.text
    assert starter.items[1].question.vi in await person.taps("Làm tiếp")


async def test_the_full_form_has_no_starter(person: Visitor) -> None:
    await goes_through(person, [0] * 24, "full")
    assert "Kết quả chung: 0/100 điểm, mức “Khởi đầu”" in person.last.text


# --- too few answers ------------------------------------------------------------------------------

TOO_FEW: list[int | None] = [None, 2, None, *[2] * 8, None]


async def test_with_too_few_answers_the_skipped_ones_are_offered(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    shown = await goes_through(person, TOO_FEW)
    assert "Đã trả lời 9/12 câu; cần 10 câu để có kết quả chung." in shown
    assert CLOSING in shown
    assert await checks_of(application) == [("short", "open", None, None, None)]
    assert SHORT.items[0].question.vi in await person.taps("Trả lời câu đã bỏ qua")
    shown = await answers(person, 3)
    assert "Kết quả chung: 70/100 điểm" in shown
    assert await checks_of(application) == [("short", "finished", 21, 10, 2)]


async def test_one_skipped_question_after_another_is_asked_until_there_are_enough(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [None, 2, None, None, None, *[2] * 7])
    await person.taps("Trả lời câu đã bỏ qua")
    assert SHORT.items[2].question.vi in await answers(person, 2)
    assert "Kết quả chung" not in person.last.text
    assert "Kết quả chung: 66/100 điểm" in await answers(person, 2)


async def test_who_skips_again_sees_every_skipped_question_and_then_the_offer(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, TOO_FEW)
    await person.taps("Trả lời câu đã bỏ qua")
    assert SHORT.items[2].question.vi in await answers(person, None)
    assert SHORT.items[11].question.vi in await answers(person, None)
    assert CLOSING in await answers(person, None)
    shown = await person.taps("Xem kết quả")
    assert "Đã trả lời 9/12 câu; cần 10 câu để có kết quả chung." in shown
    assert "Kết quả chung:" not in shown
    assert DISCLAIMER.vi in shown
    assert await checks_of(application) == [("short", "finished", 18, 9, None)]


async def test_the_offer_waits_through_words_a_pause_and_weeks(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, TOO_FEW)
    shown = await person.says("để sau nhé")
    assert "Xin lỗi, sổ chưa hiểu: để sau nhé" in shown
    assert CLOSING in shown
    await person.says("/menu")
    application.clock.move(days=40)
    await person.says("/check")
    assert "đã qua 12/12 câu" in person.last.text
    assert CLOSING in await person.taps("Làm tiếp")
    await person.taps("Xem kết quả")
    assert await checks_of(application) == [("short", "finished", 18, 9, None)]


async def test_who_skipped_everything_has_a_result_without_numbers(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [None] * 12)
    shown = await person.taps("Xem kết quả")
    assert "Đã trả lời 0/12 câu" in shown
    assert "Nên học tiếp:\n" in shown
    assert shown.count("\nNơi học: ") > 1
    assert await picture_of(person) is None
    assert await checks_of(application) == [("short", "finished", 0, 0, None)]


# --- the result -----------------------------------------------------------------------------------


async def test_the_safety_lesson_comes_first_where_safety_is_missing(person: Visitor) -> None:
    await goes_through(person, [1, 1, 1, 1, 1, 1, 2, 0, *[3] * 4])
    shown = await person.taps("Nên học gì tiếp")
    assert shown.startswith("Nên học tiếp:\nPhòng tránh lừa đảo: ")
    assert shown.count("\nNơi học: ") == 3


async def test_without_a_gap_in_safety_the_weakest_come_first(person: Visitor) -> None:
    await goes_through(person, [3, 0, *[3] * 6, 1, *[3] * 3])
    shown = await person.taps("Nên học gì tiếp")
    assert shown.count("\nNơi học: ") == 2
    assert "Phòng tránh lừa đảo: " not in shown


async def test_what_to_learn_next_is_of_the_newest_self_check(person: Visitor) -> None:
    await goes_through(person, [1] * 12)
    person.application.clock.move(days=1)
    await goes_through(person, [3] * 12)
    assert "Chỉ lại cho người khác: " in await person.taps("Nên học gì tiếp")


async def test_who_can_do_everything_is_asked_to_teach(person: Visitor) -> None:
    shown = await goes_through(person, [3] * 12)
    assert "Kết quả chung: 100/100 điểm, mức “Nâng cao”." in shown
    assert "Chỉ lại cho người khác: " in await person.taps("Nên học gì tiếp")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("value", [0, 1, 2, 3])
async def test_a_result_says_that_it_is_ones_own_and_grants_nothing(
    person: Visitor, value: int, locale: str
) -> None:
    await begins(person, "full")
    await person.says(f"/language {locale}")
    for _item in FULL.items:
        await answers(person, value)
    shown = person.last.text
    disclaimer = getattr(DISCLAIMER, locale)
    assert {"vi": "Kết quả tự đánh giá", "en": "Your self-check"}[locale] in shown
    assert disclaimer in shown
    rest = shown.replace(disclaimer, "").casefold()
    rest = rest.replace("mã xác nhận gửi về điện thoại", "")  # what an OTP is, in a lesson
    for granted in ("chứng chỉ", "chứng nhận", "xác nhận", "công nhận", "được cấp", "phổ cập",
                    "certif", "confirm", "recogni", "award", "grant"):  # fmt: skip
        assert granted not in rest


async def test_from_the_second_check_on_it_is_compared_with_the_one_before(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    assert "Lần trước" not in await goes_through(person, [1] * 12)
    for values, compared in (
        ([2] * 12, "Lần trước, thứ Sáu, 20/11/2026: 33/100 điểm; lần này cao hơn 33 điểm."),
        ([2] * 12, "Lần trước, thứ Năm, 18/02/2027: 66/100 điểm; bằng lần này."),
        ([1] * 12, "Lần trước, thứ Tư, 19/05/2027: 66/100 điểm; lần này thấp hơn 33 điểm."),
    ):
        application.clock.move(days=90)
        assert compared in await goes_through(person, values)
        picture = await picture_of(person)
        assert len(picture.series) == 2


async def test_the_day_of_the_check_before_is_the_local_one(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    application.clock.at = dt.datetime(2026, 11, 21, 0, 30, tzinfo=ZONE)
    await goes_through(person, [1] * 12)
    application.clock.move(days=90)
    assert "Lần trước, thứ Bảy, 21/11/2026: " in await goes_through(person, [1] * 12)


async def test_another_form_is_not_compared(person: Visitor) -> None:
    await goes_through(person, [1] * 12)
    person.application.clock.move(days=90)
    assert "Lần trước" not in await goes_through(person, [2] * 24, "full")
    assert len((await picture_of(person)).series) == 1


async def test_a_check_that_was_dropped_or_had_no_result_is_not_compared(person: Visitor) -> None:
    await goes_through(person, [None] * 12)
    await person.taps("Xem kết quả")
    await goes_through(person, [1] * 3)
    person.application.clock.move(days=90)
    await person.says("/check")
    await person.taps("Làm lại Phiếu ngắn")
    for _item in SHORT.items:
        await answers(person, 2)
    assert "Kết quả chung" in person.last.text
    assert "Lần trước," not in person.last.text.split("Kỹ năng số, tự đánh giá")[0]


def renew_short_form(application: TestApplication) -> None:
    """Let the operator publish a new version of the short form."""
    text = (PACKAGED / SELF_CHECK).read_text("utf-8")
    folder = application.application.settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    renewed = text.replace('version = "2026-1"', 'version = "2027-1"', 1)
    (folder / SELF_CHECK).write_text(renewed, "utf-8")
    assert application.application.data.look()
    assert application.application.data.edited == (SELF_CHECK,)


async def test_another_version_is_not_compared(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [1] * 12)
    renew_short_form(application)
    application.clock.move(days=90)
    assert "Lần trước" not in await goes_through(person, [2] * 12)
    application.clock.move(days=90)
    assert "66/100 điểm; bằng lần này" in await goes_through(person, [2] * 12)


@pytest.mark.parametrize("values", [[2] * 5, TOO_FEW], ids=["asking", "closing"])
async def test_a_form_that_is_renewed_midway_ends_kindly(
    application: TestApplication, values: list[int | None]
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, values)
    kept = await answers_of(application)
    renew_short_form(application)
    shown = await presses(person, "a:2" if len(values) == 5 else "end")
    assert shown.startswith("Bộ câu hỏi này vừa được đổi mới. Xin bắt đầu lại.")
    assert CHOOSE in shown
    assert "còn dở" not in shown
    assert await answers_of(application) == kept
    assert "Câu 1/12" in await presses(person, "f:short")
    assert [row[1] for row in await checks_of(application)] == ["dropped", "open"]


async def test_a_renewed_form_cannot_be_gone_on_with_by_its_old_button(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await goes_through(person, [2] * 5)
    await person.says("/check")
    renew_short_form(application)
    shown = await person.taps("Làm tiếp")
    assert CHOOSE in shown
    assert "còn dở" not in shown


async def test_the_short_form_draws_its_questions_and_says_them(person: Visitor) -> None:
    shown = await goes_through(person, [None, *[2] * 10, 3])
    picture = await picture_of(person)
    assert picture.chart == "radar"
    assert picture.most == 3.0
    assert picture.series[0].values == (None, *[2.0] * 10, 3.0)
    assert len(picture.labels) == 12
    assert "Kỹ năng số, tự đánh giá thứ Sáu, 20/11/2026" in shown
    assert "Tìm thông tin trên mạng: bỏ qua" in shown
    assert "Phòng tránh lừa đảo: Tự làm" in shown
    assert "Dùng trí tuệ nhân tạo: Chỉ được người khác" in shown


async def test_the_full_form_draws_its_parts_and_says_them(person: Visitor) -> None:
    shown = await goes_through(person, [None, None, *[3] * 22], "full")
    picture = await picture_of(person)
    assert picture.chart == "radar"
    assert picture.most == 100.0
    assert picture.series[0].values == (None, *[100.0] * 5)
    assert shown.count("chưa đủ câu trả lời") == 1
    assert len(re.findall(r": 100/100$", shown, re.MULTILINE)) == 5


async def test_the_numbers_channel_is_told_what_the_picture_shows(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    elsewhere = await other_channel(sqlite_house)
    await begins(elsewhere)
    before = len(elsewhere.messages)
    for _item in SHORT.items:
        await answers(elsewhere, 2)
    said = "\n".join(message.text for message in elsewhere.messages[before:])
    for item in SHORT.items:
        assert f"{item.name.vi}: Tự làm" in said


async def test_the_ways_on_from_a_result_lead_on(person: Visitor) -> None:
    await goes_through(person, [2] * 12)
    result = person.last
    for label, opened in (
        ("Ghi hoạt động học", "Bạn đã học theo hình thức nào?"),
        ("Tiến bộ", "Tiến bộ đến"),
        ("Menu", MENU),
    ):
        await person.does(Said("/menu"))
        await person.taps(label, of=None if label != "Menu" else result)
        assert opened in person.last.text


# --- opened again ---------------------------------------------------------------------------------


async def test_a_finished_check_can_be_opened_again_with_its_picture_and_next_steps(
    person: Visitor,
) -> None:
    told = await goes_through(person, sheet(SHORT))
    picture = await picture_of(person)
    following = await person.taps("📚")
    await goes_through(person, [3] * len(SHORT.items))
    assert await person.taps("📚") != following
    person.application.clock.move(days=40)
    await person.says("/check")
    assert "📊 Kết quả 20/11/2026" in person.labels
    await person.taps("🗂")
    (older,) = person.last.buttons[1]
    await person.does(RawPress(*(unpack_press(older.data) or (0, ""))))
    assert person.last.text == told
    assert picture is not None
    assert await picture_of(person) == picture
    assert await person.taps("📚") == following


@pytest.mark.parametrize(
    "typed", ["xem kết quả", "xem lai ket qua", "kết quả kỹ năng", "my results", "/results"]
)
async def test_typed_words_open_the_last_result(person: Visitor, typed: str) -> None:
    assert "Chưa có lần tự đánh giá nào làm xong." in await person.says(typed)
    told = await goes_through(person, sheet(SHORT))
    await person.says("/menu")
    assert await person.says(typed) == told


async def test_earlier_results_are_found_by_date_and_each_is_compared_with_the_one_before(
    person: Visitor,
) -> None:
    told = []
    for _time in range(3):
        told.append(await goes_through(person, [(n + _time) % 4 for n in range(len(SHORT.items))]))
        person.application.clock.move(days=10)
    await person.says("/check")
    assert "lần nào" in await person.taps("Các kết quả trước")
    days = [label.split(":")[0] for label in person.labels]
    assert days == ["10/12/2026", "30/11/2026", "20/11/2026", "◀ Quay lại"]
    assert CHOOSE in await person.taps("Quay lại")
    for place, day in ((2, "10/12/2026"), (1, "30/11/2026"), (0, "20/11/2026")):
        await person.says("/check")
        await person.taps("Các kết quả trước")
        assert await person.taps(day) == told[place]
    await person.says("/check")
    await person.taps("Các kết quả trước")
    assert "lần nào" in await person.says("con mèo")


async def test_a_result_of_somebody_else_is_not_opened(sqlite_house: TestApplication) -> None:
    first, second = sqlite_house.visitor("1"), sqlite_house.visitor("2")
    for each in (first, second):
        await each.joins()
    await goes_through(first, sheet(SHORT))
    ((key,),) = await sqlite_house.rows("SELECT check_key FROM self_check")
    await second.says("/check")
    turn = press_of(second.last, "f:short").turn
    await second.does(RawPress(turn, f"r:{key}"))
    assert "Kết quả chung" not in second.last.text
