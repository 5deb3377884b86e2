"""Ordinary talk is answered: the sentences of the data file, the next step, whom to ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.data_files.localized import LocalizedText
from bot.domain.intents.intents import INTENT_CODES
from bot.domain.learning.progress import DailyTotal
from bot.domain.people.contacts import ContactCard, HelpLine
from bot.domain.people.persons import LOCALES
from bot.serving import LOCALES_DIR
from bot.talk.events import Opened, Said
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.marked_text import in_words
from handlers.residents.answering import conversation as answering
from tests.applications import TestApplication, Visitor
from tests.handlers.checking import presses
from tests.handlers.every import REFERENCE_DATA, REGISTRY

TRANSLATOR = Translator.load(LOCALES_DIR)
TODAY = dt.date(2026, 11, 20)
CARD = ContactCard(
    name=LocalizedText("Tổ công nghệ số", "Digital team"),
    telephone="024 1234 5678",
    hours=LocalizedText("8 giờ đến 17 giờ", "8:00 to 17:00"),
)
LINE = HelpLine(
    name=LocalizedText("Đường dây lắng nghe", "Listening line"),
    telephone="1900 1234",
    source="a decision",
    checked=dt.date(2026, 11, 1),
)
PROMISE_A_PERSON = {
    "distress", "complaint", "where_to_learn", "delete_data", "change_ward", "see_person",
}  # fmt: skip
ANSWERED = tuple(code for code in INTENT_CODES if code != "language")
"""The intents whose answer is a message with buttons; that of a language is its question."""
MAX_LINES = 12
MAX_PAIRED_LABEL = 24


def facts(code: str) -> answering.Facts:
    """What `gather` reads for an intent of the release, with a full contact card."""
    return answering.Facts(
        REFERENCE_DATA.intents.named(code),
        joined=True,
        today=TODAY,
        contact=CARD,
        mental_health=None,
        newest=None,
        daily_totals=(),
        commands=REGISTRY.commands,
    )


def said(of: answering.Facts, locale: str = "vi") -> list[str]:
    (say,) = answered(of)
    return in_words(say.lines, TRANSLATOR, locale).text.split("\n")


def answered(of: answering.Facts) -> tuple[Say, ...]:
    step = answering.CONVERSATION.begin(Opened("answer"), of)
    assert step.state is None
    assert step.commands == ()
    return step.says


# --- what is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", INTENT_CODES)
def test_each_answer_is_the_data_files_and_short(code: str, locale: str) -> None:
    lines = said(facts(code), locale)
    intent = REFERENCE_DATA.intents.named(code)
    assert intent is not None
    assert lines[: len(intent.answer)] == [line.within(locale) for line in intent.answer]
    assert len(lines) <= MAX_LINES


@pytest.mark.parametrize("code", ANSWERED)
def test_each_answer_has_a_next_step_and_short_labels_in_pairs(code: str) -> None:
    (say,) = answered(facts(code))
    assert say.choices
    for row in say.choices:
        assert len(row) <= 2
        for choice in row if len(row) == 2 else ():
            assert len(TRANSLATOR.line(choice.label, "vi")) <= MAX_PAIRED_LABEL


@pytest.mark.parametrize("code", INTENT_CODES)
def test_the_contact_card_is_shown_wherever_a_person_is_promised(code: str) -> None:
    card = [
        "Bạn có thể hỏi: Tổ công nghệ số",
        "Điện thoại: 024 1234 5678",
        "Giờ làm việc: 8 giờ đến 17 giờ",
    ]
    assert (said(facts(code))[-3:] == card) == (code in PROMISE_A_PERSON)


def test_a_card_without_a_number_shows_no_empty_line() -> None:
    bare = replace(facts("see_person"), contact=ContactCard(name=CARD.name))
    assert said(bare)[-1] == "Bạn có thể hỏi: Tổ công nghệ số"
    assert not any("Điện thoại" in line or "Giờ làm việc" in line for line in said(bare))


def test_distress_gets_the_numbers_and_a_line_only_where_one_was_entered() -> None:
    without, with_line = facts("distress"), replace(facts("distress"), mental_health=LINE)
    numbers = "\n".join(said(without))
    assert "111" in numbers
    assert "115" in numbers
    assert set(said(with_line)) - set(said(without)) == {
        "Có người lắng nghe bạn: 1900 1234, Đường dây lắng nghe"
    }
    assert not any("1900" in line for line in said(replace(facts("help"), mental_health=LINE)))


def test_the_learning_time_is_that_of_the_notebook() -> None:
    totals = (
        DailyTotal(dt.date(2026, 3, 1), "I1", 1, 60),
        DailyTotal(dt.date(2026, 11, 2), "I1", 2, 90),
        DailyTotal(dt.date(2026, 11, 16), "N1", 1, 30),
    )
    assert said(replace(facts("learning_time"), daily_totals=totals))[1:] == [
        "Tháng này: 3 hoạt động, 2 giờ",
        "Tuần này: 1 hoạt động, 30 phút",
        "Năm nay: 4 hoạt động, 3 giờ",
    ]


def test_places_to_learn_are_named_once_each() -> None:
    lines = said(facts("where_to_learn"))
    assert any("thư viện" in line for line in lines)
    assert sum("binhdanhocvuso.gov.vn" in line for line in lines) == 1


@pytest.mark.parametrize(
    "typed",
    ["sai rồi", "ghi nhầm rồi", "hủy mục vừa ghi", "xóa mục vừa rồi", "sua muc vua roi", "undo"],
)
async def test_a_wrong_entry_is_offered_to_be_corrected(person: Visitor, typed: str) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    receipt = (await person.taps("Ghi vào sổ")).splitlines()[0].rpartition(" ")[2]
    answer = await person.says(typed)
    assert "Mục mới nhất: 20/11 đọc sách · 30 phút" in answer
    assert not await person.application.rows("SELECT id FROM activity WHERE voided_ms IS NOT NULL")
    assert f"Mục {receipt}" in await person.taps("Sửa hoặc hủy")


async def test_without_an_entry_a_wrong_one_is_looked_for_in_the_notebook(person: Visitor) -> None:
    await person.says("ghi nhầm rồi")
    assert person.labels == ["📒 Sổ của tôi", "☰ Menu"]


@pytest.mark.parametrize(
    "typed", ["doi sang tieng anh", "speak English please", "i dont understand vietnamese"]
)
async def test_a_wish_for_another_language_asks_which(person: Visitor, typed: str) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    assert "I also write in English." in await person.says(typed)
    assert "What was learnt: đọc sách" in await person.taps("English")


def test_nothing_is_quoted_back_and_an_unknown_intent_leads_to_the_menu() -> None:
    step = answering.CONVERSATION.begin(
        Opened("answer", "đồ ngu"), replace(facts("insult"), intent=None)
    )
    assert (step.says, step.then) == ((), Opened("menu"))
    later = answering.CONVERSATION.decide(answering.Answered(), Said("đồ ngu"), facts("insult"))
    assert (later.says, later.then) == ((), Opened("menu"))


def test_before_joining_the_only_step_is_to_begin() -> None:
    (say,) = answered(replace(facts("greeting"), joined=False))
    assert [choice.key for row in say.choices for choice in row] == ["/start"]


# --- in the service -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ANSWERED)
async def test_every_button_of_an_answer_works(sqlite_house: TestApplication, code: str) -> None:
    intent = REFERENCE_DATA.intents.named(code)
    assert intent is not None
    for number, command in enumerate(intent.buttons):
        person = sqlite_house.visitor(str(number))
        await person.joins()
        await person.says(f"/answer {code}")
        before = person.last.text
        assert await presses(person, command) != before, command


async def test_the_numbers_are_read_from_the_persons_own_notebook(person: Visitor) -> None:
    await person.says("hôm nay đọc sách 30 phút")
    await person.says("Ghi vào sổ")
    assert "Tháng này: 1 hoạt động, 30 phút" in await person.says("/answer learning_time")
    other = person.application.visitor("2")
    await other.joins()
    assert "Tháng này: chưa có gì" in await other.says("/answer learning_time")


async def test_the_question_that_was_open_comes_back(person: Visitor) -> None:
    await person.says("/log")
    question = person.last.text
    await person.says("/answer thanks")
    assert person.last.text.startswith("Không có gì đâu bạn.")
    assert person.last.text.endswith(question)


async def test_somebody_who_has_not_joined_is_answered_too(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor("9")
    await person.does(Said("/answer distress"))
    assert "115" in person.messages[0].text
    assert person.labels == ["Bắt đầu dùng sổ"]
    await person.taps("Bắt đầu dùng sổ")
    assert person.labels != ["Bắt đầu dùng sổ"]


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("xin chào sổ", "Chào bạn!"),
        ("cảm ơn sổ nhiều nha", "Không có gì đâu bạn."),
        ("bot ngu như bò", "Sổ đã làm bạn bực mình"),
        ("tôi không muốn sống nữa", "Cảm ơn bạn đã nói ra."),
        ("toi muon doi phuong", "Bạn chuyển nơi ở"),
        ("cho tôi gặp cán bộ", "Vâng, bạn cần gặp người thật."),
        ("đừng nhắn cho tôi nữa", "Vâng, nhận tin nào là do bạn quyết định."),
    ],
)
async def test_what_is_typed_is_answered_and_recorded_nowhere(
    person: Visitor, typed: str, begins: str
) -> None:
    said = await person.says(typed)
    assert said.startswith(begins)
    assert typed not in said
    assert not await person.application.rows("SELECT * FROM activity")


async def test_distress_is_heard_in_the_middle_of_a_record_which_goes_on(person: Visitor) -> None:
    await person.says("/log")
    question = person.last.text
    await person.says("em muốn chết")
    assert "115" in person.last.text
    assert person.last.text.endswith(question)
