"""The desk, on both databases: every turn is whole, in order, answered once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.services.learning.logging import VoidActivity
from bot.services.people.joining import SetLanguage
from bot.services.ports.messages import Incoming, NotStored
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.turns.merging import merge
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Left, Opened, RawPress, Refused, Returned, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import _, plain
from handlers import residents
from tests.applications import TestApplication, Visitor, open_application

KIND = "Bạn đã học theo hình thức nào?"
TYPE = "Mục nào đúng nhất?"
HOME = "Bạn muốn làm gì?"
NOT_UNDERSTOOD = "Xin lỗi, sổ chưa hiểu:"


async def change(application: TestApplication, sql: str) -> None:
    """Change what is stored behind the house's back, as an older release would have left it."""
    url = application.application.settings.database_url.get_secret_value()
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(sql)
    finally:
        await engine.dispose()


# --- one turn -------------------------------------------------------------------------------------


async def test_a_newcomer_joins_and_records_an_activity(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    assert "Menu" not in person.last.text
    answer = await person.says("hôm nay đọc sách 30 phút")
    assert "Đọc sách, báo, tạp chí" in answer
    answer = await person.taps("Ghi vào sổ")
    assert "Số biên nhận: HT-" in answer
    rows = await application.rows("SELECT type_code, title, minutes, day FROM activity")
    assert rows == [("I1", "đọc sách", 30, "2026-11-20")]


async def test_the_same_update_counts_once(application: TestApplication) -> None:
    person = application.visitor()
    first = await person.does(Said("/start"), update="same")
    second = await person.does(Said("/start"), update="same")
    assert first.new
    assert not second.new
    assert len(person.messages) == 1


async def test_the_same_update_twice_at_the_same_moment_counts_once(
    application: TestApplication,
) -> None:
    person = application.visitor()
    both = await asyncio.gather(*(person.does(Said("/start"), update="same") for _ in range(2)))
    assert sorted(received.new for received in both) == [False, True]
    assert len(person.messages) == 1


async def test_an_id_of_another_channel_is_another_update(application: TestApplication) -> None:
    for channel in ("buttons", "numbers"):
        received = await application.visitor("1", channel).does(Said("/start"), update="same")
        assert received.new


async def test_two_quick_taps_make_one_entry(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("hôm nay đọc sách 30 phút")
    tap = person.tap_of("Ghi vào sổ")
    before = len(person.messages)
    await asyncio.gather(person.does(tap), person.does(tap))
    # The first receipt also offers a recovery code.
    told = {message.text.partition("\n")[0] for message in person.messages[before:]}
    assert len(person.messages) == before + 2
    assert len(told) == 1
    assert "Số biên nhận: HT-" in told.pop()
    assert len(await application.rows("SELECT id FROM activity")) == 1


async def test_words_of_one_person_are_taken_in_the_order_they_came(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    answers = ("/log", "Tự học", "Đọc sách, báo", "Truyện Kiều", "hôm qua", "30 phút")
    await asyncio.gather(*(person.does(Said(answer)) for answer in answers))
    assert "Bạn học trực tiếp hay trực tuyến?" in person.last.text


async def test_many_people_at_once_do_not_meet(application: TestApplication) -> None:
    async def day(number: int) -> Visitor:
        person = application.visitor(f"p{number}", "buttons" if number % 2 else "numbers")
        await person.says("/start")
        for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
            await person.says(label)
        await person.says(f"hôm nay đọc sách số{number} {number + 10} phút")
        await person.says("Ghi vào sổ")
        return person

    people = await asyncio.gather(*(day(number) for number in range(24)))
    for number, person in enumerate(people):
        assert "Số biên nhận: HT-" in person.last.text
        assert f"số{number}\n" in person.last.text
    rows = await application.rows("SELECT person_id, minutes FROM activity")
    assert len({owner for owner, _minutes in rows}) == 24
    assert sorted(minutes for _owner, minutes in rows) == list(range(10, 34))


# --- choices --------------------------------------------------------------------------------------


@pytest.fixture
async def typist(sqlite_house: TestApplication) -> Visitor:
    """Somebody on a channel without buttons, asked for one of four kinds or a cancel."""
    person = sqlite_house.visitor("1", "numbers")
    await person.says("/start")
    for label in ("1", "E", *["1"] * 4, "Ô Chợ Dừa", "1"):
        await person.says(label)
    await person.says("/log")
    assert "3. Tự học" in person.last.text
    assert person.last.buttons == ()
    return person


@pytest.mark.parametrize(
    "typed",
    ["3", "3.", "3)", "số 3", "Số 3.", "so 3", "chọn 3", "Chon 3", "3️⃣", "３", "Tự học", "tu hoc",
     "TỰ HỌC", "tự h", "“Tự học”"],
)  # fmt: skip
async def test_a_choice_is_typed_in_many_ways(typist: Visitor, typed: str) -> None:
    shown = await typist.says(typed)
    assert TYPE in shown
    assert "1. Đọc sách, báo, tạp chí" in shown


@pytest.mark.parametrize("typed", ["0", "9", "33", "số 9", "-3", "3 4", "ba", "h", "3.5"])
async def test_what_is_not_on_the_list_is_no_choice(typist: Visitor, typed: str) -> None:
    shown = await typist.says(typed)
    assert f"{NOT_UNDERSTOOD} {typed}" in shown
    assert KIND in shown


async def test_only_the_newest_list_counts(typist: Visitor) -> None:
    await typist.says("3")
    assert "Bạn đã học điều gì?" in await typist.says("3")
    assert "Bạn học vào ngày nào?" in await typist.says("4")
    rows = await typist.application.rows("SELECT state FROM conversation")
    assert '"title":"4"' in rows[0][0]


async def test_a_number_is_an_answer_where_it_is_not_on_the_list(typist: Visitor) -> None:
    for answer in ("3", "1", "Truyện Kiều"):
        await typist.says(answer)
    # "1" is no day, and no choice either: letters choose where a number may be the answer.
    assert "sổ chưa hiểu: 1" in await typist.says("1")
    assert "Bạn học trong bao lâu?" in await typist.says("a")
    assert "Bạn học trực tiếp hay trực tuyến?" in await typist.says("45")


async def test_where_there_are_buttons_a_number_is_no_choice(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    assert f"{NOT_UNDERSTOOD} 3" in await person.says("3")
    assert TYPE in await person.says("tự học")


@pytest.mark.parametrize("key", ["k:own", "k:nothing", "", "/menu", "yes"])
async def test_a_press_of_another_turn_asks_again_and_never_acts(
    application: TestApplication, key: str
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    # Turn 0 is no turn: what came unasked, as a reminder, has commands behind its buttons.
    for turn in (1, 999_999) if key.startswith("/") else (0, 1, 999_999):
        await person.does(RawPress(turn, key))
        assert KIND in person.last.text


@pytest.mark.parametrize("aside", [(), ("/notices",)])
async def test_a_command_that_this_release_does_not_have_leaves_open_what_is_open(
    application: TestApplication, aside: tuple[str, ...]
) -> None:
    person = application.visitor()
    await person.joins()
    for word in ("/log", *aside):
        await person.says(word)
    await person.does(RawPress(0, "/gone 7"))
    assert person.last.text.startswith("Chưa có lệnh /gone.")
    assert KIND in person.last.text
    assert TYPE in await person.taps("Tự học")


async def test_a_press_of_this_turn_that_was_not_offered_asks_again(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    turn = person.tap_of("Tự học").turn
    await person.does(RawPress(turn, "save:abc"))
    assert KIND in person.last.text


# --- conversations of our own ---------------------------------------------------------------------


class Waiting(State, frozen=True, tag="Waiting"):
    """Waits for a word."""

    times: int = 0


async def _gather(queries: ReadQueries, turn: Turn) -> None:
    """Nothing is read."""


def _begin(asked: Opened, facts: None) -> Step[Waiting]:
    """Wait; or break, or be refused, where a step before asked for it."""
    match asked.rest:
        case "break":
            raise ZeroDivisionError
        case "refused":
            lost = (SetLanguage("vi"), VoidActivity("HT-0000-00", "never"))
            return Step(Waiting(7), (Say((plain("not said"),)),), lost)
        case "around":
            return Step(None, then=Opened("trial", "around"))
    return Step(Waiting(), (Say((plain("say something"),), ((Choice("x", plain("x")),),)),))


def _decide(state: Waiting, event: Event, facts: None) -> Step[Waiting]:
    """Change the language in a first step, then go on to what was said."""
    match event:
        case Said("fall"):
            raise ZeroDivisionError
        case Said(word):
            heard = Say((plain("heard"),))
            return Step(Waiting(), (heard,), (SetLanguage("en"),), then=Opened("trial", word))
        case Refused(code):
            return Step(Waiting(state.times + 1), (Say((_("Online"), plain(code))),))
    return Step(Waiting(state.times), (Say((plain("again"),)),))


TRIAL = Conversation(
    name="trial",
    triggers=("trial",),
    without_joining=True,
    states=Waiting,
    gather=_gather,
    begin=_begin,
    decide=_decide,
)
"""A conversation that does what it is told, also what none should."""


@pytest.fixture
async def trial(database_url: str) -> AsyncIterator[Visitor]:
    """Somebody in the middle of the conversation above."""
    conversations = (*residents.CONVERSATIONS, TRIAL)
    async with open_application(database_url, conversations=conversations) as application:
        person = application.visitor()
        await person.joins()
        assert await person.says("/trial") == "say something"
        yield person


@pytest.mark.parametrize("word", ["fall", "break", "around"])
async def test_a_conversation_that_fails_is_apologised_for_and_nothing_is_half_done(
    trial: Visitor, word: str
) -> None:
    before = await trial.application.rows("SELECT name, state FROM conversation")
    received = await trial.does(Said(word), update="fatal")
    assert received.new
    assert trial.last.text.startswith("Xin lỗi, hệ thống vừa gặp trục trặc")
    assert "vẫn an toàn" in trial.last.text
    assert trial.labels == ["Menu"]
    assert await trial.application.rows("SELECT locale FROM person") == [("vi",)]
    assert await trial.application.rows("SELECT name, state FROM conversation") == before
    said = len(trial.messages)
    assert not (await trial.does(Said(word), update="fatal")).new
    assert len(trial.messages) == said
    assert HOME in await trial.taps("Menu")


async def test_what_the_rules_refuse_undoes_only_itself(trial: Visitor) -> None:
    answer = await trial.says("refused")
    assert answer == "heard\n\nOnline\nentry_unknown"
    assert await trial.application.rows("SELECT locale FROM person") == [("en",)]
    state = await trial.application.rows("SELECT name, state FROM conversation")
    assert state == [("trial", '{"type":"Waiting","times":8}')]


# --- states of other releases ---------------------------------------------------------------------


@pytest.mark.parametrize("raw", ['{"type":"Gone"}', '{"type":"Asking","field":"mood"}', "", "{"])
async def test_a_state_of_an_older_release_begins_anew_kindly(
    application: TestApplication, raw: str
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    await person.taps("Tự học")
    await change(application, f"UPDATE conversation SET state = '{raw}'")
    answer = await person.says("Truyện Kiều")
    assert answer.startswith("Hệ thống vừa được nâng cấp.")
    assert KIND in answer
    assert TYPE in await person.taps("Tự học")


async def test_a_conversation_that_this_release_does_not_have_leads_home(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await change(application, "UPDATE conversation SET name = 'gone', state = '{}'")
    assert HOME in await person.says("trời mưa to")


async def test_a_put_aside_state_of_an_older_release_begins_anew_kindly(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    await person.says("/language")
    await change(application, "UPDATE conversation SET paused_state = '{}'")
    answer = await person.taps("Tiếng Việt")
    assert "Hệ thống vừa được nâng cấp." in answer
    assert KIND in answer


# --- leaving and coming back ----------------------------------------------------------------------


async def test_who_left_is_not_written_to_and_is_welcomed_back(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    said = len(person.messages)
    await person.does(Left())
    assert len(person.messages) == said
    assert await application.rows("SELECT blocked_ms IS NULL FROM address") in ([(0,)], [(False,)])
    await person.does(Returned())
    assert person.last.text.startswith("Chào mừng bạn trở lại! Sổ học tập vẫn nguyên như trước.")
    assert await application.rows("SELECT blocked_ms FROM address") == [(None,)]


async def test_who_writes_again_is_reachable_again(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.does(Left())
    assert HOME in await person.says("/menu")
    assert await application.rows("SELECT blocked_ms FROM address") == [(None,)]


async def test_who_left_in_the_middle_goes_on_there(application: TestApplication) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("/log")
    await person.does(Left())
    application.clock.move(days=40)
    await person.does(Returned())
    assert KIND in person.last.text
    assert TYPE in await person.taps("Tự học")


async def test_a_newcomer_who_left_and_came_back_is_shown_the_notice(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.does(Left())
    await person.does(Returned())
    assert "Chưa đồng ý thì chưa lưu gì." in person.last.text


# --- what is not stored ---------------------------------------------------------------------------


async def test_what_was_not_stored_is_said_so_and_may_come_again(database_url: str) -> None:
    incoming = Incoming("buttons", "1", "u1", Said("/start"), "vi")
    async with open_application(database_url) as application:
        await application.application.database.close()
        with pytest.raises(NotStored):
            await application.application.receive(incoming)
        assert application.recorder.said == {}
    async with open_application(database_url) as application:
        assert (await application.application.receive(incoming)).new
        await application.worker.settled()
        assert "Chưa đồng ý thì chưa lưu gì." in application.visitor().last.text


# --- merging --------------------------------------------------------------------------------------


def _say(translator: str, *, choices: bool = False, **more: Any) -> Say:
    return Say((plain(translator),), ((Choice("a", plain("a")),),) if choices else (), **more)


def test_what_leaves_nothing_to_choose_joins_what_comes_after_it() -> None:
    merged = merge([_say("one"), _say("two", choices=True, wants="nothing"), _say("three")])
    assert [[str(line) for line in say.lines] for say in merged] == [
        [str(plain("one")), str(plain("")), str(plain("two"))],
        [str(plain("three"))],
    ]
    assert merged[0].choices == ((Choice("a", plain("a")),),)
    assert merged[0].wants == "nothing"


def test_a_receipt_stays_one_when_it_is_merged() -> None:
    (merged,) = merge([_say("one", kind="receipt"), _say("two", choices=True)])
    assert merged.kind == "receipt"


async def test_somebody_who_taps_each_message_as_it_comes_catches_up(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.joins()
    await person.says("hôm nay đọc sách 30 phút")
    asked = person.last
    await person.does(RawPress(1, "go"))  # of a message long ago: the question comes again
    assert person.last.buttons == asked.buttons
    assert "Số biên nhận" in await person.taps("Ghi vào sổ", of=asked)
    assert await application.rows("SELECT COUNT(*) FROM activity") == [(1,)]
