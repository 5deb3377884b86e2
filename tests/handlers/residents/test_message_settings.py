"""Settings of notifications: how many, when, or none; with buttons, words and numbers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.checking import change, presses
from tests.handlers.reminding import withdraws

COMES = "Phường, xã gửi cho bạn tin về lớp học, sự kiện và các ngày học tập."
NOTHING_COMES = "Bạn đang không nhận tin của phường, xã: lớp học, sự kiện và các ngày học tập."
OWN = "Lời nhắc là của riêng bạn: vẫn đến vào giờ bạn đã chọn."
USUAL = (
    "Số tin: nhiều nhất 3 tin một tuần, riêng Tuần lễ học tập 1 tin một ngày\n"
    "Giờ yên lặng: 21:00 đến 07:00"
)
ASK_AMOUNT = "Nhiều nhất bao nhiêu tin một tuần?"
ASK_QUIET = "Từ mấy giờ đến mấy giờ thì không gửi tin cho bạn?"
WHY_AMOUNT = "Xin gõ một số từ 0 đến 14, ví dụ: 3."
DONE = "Đã xong."


@pytest.fixture
async def resident(application: TestApplication) -> Visitor:
    """A person who agreed to everything, on both databases."""
    visitor = application.visitor()
    await visitor.joins()
    return visitor


@pytest.fixture
async def numbered(sqlite_house: TestApplication) -> Visitor:
    """A person on a channel without buttons."""
    visitor = sqlite_house.visitor("9", "numbers")
    for said in ("/start", "Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await visitor.says(said)
    return visitor


async def kept(person: Visitor) -> tuple[Any, ...]:
    """The stored preferences of the person."""
    (row,) = await person.application.rows("SELECT quiet_from, quiet_to, weekly_most FROM person")
    return row


async def asks(person: Visitor, which: str) -> str:
    """Open the question for the number (`amount`) or for the hours (`quiet`)."""
    await person.says("/notices")
    return await presses(person, which)


# --- the settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["/notices", "bớt tin", "thông báo", "tin nhan", "TIN PHƯỜNG"])
async def test_what_comes_is_shown_by_any_of_its_names(person: Visitor, typed: str) -> None:
    assert await person.says(typed) == f"{COMES}\n{USUAL}\n{OWN}"
    assert person.labels == ["Số tin", "Giờ yên lặng", "🔕 Ngừng nhận tin", "⏰ Lời nhắc",
                             "☰ Menu"]  # fmt: skip


async def test_in_english(person: Visitor) -> None:
    await person.says("/language en")
    assert await person.says("/notices") == (
        "News from your ward: classes, events and learning days.\n"
        "How many: at most 3 a week, in Learning Week at most 1 a day\n"
        "Quiet hours: 21:00 to 07:00\n"
        "Reminders are your own: they come at the hours that you chose."
    )
    assert "At most how many messages a week?" in await presses(person, "amount")
    assert person.labels[:2] == ["1 message", "2 messages"]
    assert "How many: at most 1 a week" in await person.taps("1 message")
    await presses(person, "quiet")
    assert "Quiet hours: 22:30 to 06:00" in await person.says("from 10:30 pm to 6")
    await presses(person, "quiet")
    assert "Quiet hours: none" in await person.taps("No quiet hours")
    assert "no more news comes." in await person.taps("No more news")
    assert "No news of the ward comes to you" in person.last.text
    assert "News may come to you again." in await person.taps("Let news come")


async def test_it_leads_to_the_reminders_and_the_menu(person: Visitor) -> None:
    await person.says("/notices")
    assert "lời nhắc" in await person.taps("Lời nhắc")
    await person.says("/notices")
    assert "Bạn muốn làm gì?" in await person.taps("Menu")


async def test_who_refused_reminders_is_not_told_that_they_come(
    person: Visitor, sqlite_house: TestApplication
) -> None:
    assert OWN in await person.says("/notices")
    await withdraws(sqlite_house, person)
    shown = await person.says("/notices")
    assert COMES in shown
    assert OWN not in shown


async def test_who_has_not_joined_is_asked_to_join_first(sqlite_house: TestApplication) -> None:
    stranger = sqlite_house.visitor()
    assert "tin một tuần" not in await stranger.says("/notices")
    assert "Tiếp tục" in stranger.labels[0]


# --- how many -------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 3, 7])
async def test_a_number_is_chosen_by_a_button(person: Visitor, most: int) -> None:
    assert ASK_AMOUNT in await asks(person, "amount")
    shown = await person.taps(f"{most} tin")
    assert shown.startswith(f"{DONE}\n\n{COMES}\nSố tin: nhiều nhất {most} tin một tuần\n")
    assert await kept(person) == (None, None, most)


@pytest.mark.parametrize("typed", ["1", "3", "5", "07", "14"])
async def test_a_number_is_typed(person: Visitor, typed: str) -> None:
    await asks(person, "amount")
    assert f"Số tin: nhiều nhất {int(typed)} tin một tuần\n" in await person.says(typed)
    assert await kept(person) == (None, None, int(typed))


async def test_none_at_all_is_a_number_too(resident: Visitor) -> None:
    await asks(resident, "amount")
    assert "Số tin: hiện không gửi tin nào" in await resident.says("0")
    assert await kept(resident) == (None, None, 0)


async def test_the_usual_number_comes_back(resident: Visitor) -> None:
    await asks(resident, "amount")
    await resident.says("5")
    await presses(resident, "amount")
    assert USUAL in await resident.taps("Như thường lệ (3 tin một tuần)")
    assert await kept(resident) == (None, None, None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("15", WHY_AMOUNT),
        ("999", WHY_AMOUNT),
        ("1000", "Xin lỗi, sổ chưa hiểu: 1000"),
        ("-1", "Xin lỗi, sổ chưa hiểu: -1"),
        ("2,5", "Xin lỗi, sổ chưa hiểu: 2,5"),
        ("nhiều", "Xin lỗi, sổ chưa hiểu: nhiều"),
    ],
)
async def test_what_is_no_such_number_is_asked_again(person: Visitor, typed: str, why: str) -> None:
    await asks(person, "amount")
    shown = await person.says(typed)
    assert shown.startswith(f"{why}\n{ASK_AMOUNT}")
    assert await kept(person) == (None, None, None)
    assert "Số tin: nhiều nhất 4 tin một tuần" in await person.says("4")


@pytest.mark.parametrize("which", ["amount", "quiet"])
async def test_back_changes_nothing(person: Visitor, which: str) -> None:
    await asks(person, which)
    assert await person.taps("Quay lại") == f"{COMES}\n{USUAL}\n{OWN}"
    assert await kept(person) == (None, None, None)


async def test_without_buttons_no_typed_number_is_taken_for_another_one(
    numbered: Visitor,
) -> None:
    """The numbers of the list are the numbers of messages, so a typed number means the amount."""
    meant = {}
    for number in range(1, 8):
        await numbered.says("/notices")
        await numbered.says("Số tin")
        assert ASK_AMOUNT in numbered.last.text
        await numbered.says(str(number))
        meant[number] = (await kept(numbered))[2]
    assert meant == {number: number for number in range(1, 8)}


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "between"),
    [("21:00 đến 07:00", (1260, 420)), ("20:00 đến 08:00", (1200, 480)),
     ("22:00 đến 06:00", (1320, 360))],
)  # fmt: skip
async def test_quiet_hours_are_chosen_by_a_button(
    person: Visitor, label: str, between: tuple[int, int]
) -> None:
    assert ASK_QUIET in await asks(person, "quiet")
    shown = await person.taps(label)
    assert shown.startswith(f"{DONE}\n\n{COMES}\n")
    assert f"Giờ yên lặng: {label}\n" in shown
    assert await kept(person) == (*between, None)


@pytest.mark.parametrize(
    ("typed", "said", "between"),
    [
        ("từ 9 giờ tối đến 7 giờ sáng", "21:00 đến 07:00", (1260, 420)),
        ("tu 20h den 8h30", "20:00 đến 08:30", (1200, 510)),
        ("22:00-6:00", "22:00 đến 06:00", (1320, 360)),
        ("12 giờ trưa tới 2 giờ chiều", "12:00 đến 14:00", (720, 840)),
    ],
)
async def test_quiet_hours_are_typed(
    person: Visitor, typed: str, said: str, between: tuple[int, int]
) -> None:
    await asks(person, "quiet")
    assert f"Giờ yên lặng: {said}\n" in await person.says(typed)
    assert await kept(person) == (*between, None)


async def test_no_quiet_hours_are_a_word_of_ones_own(resident: Visitor) -> None:
    await asks(resident, "quiet")
    assert "Giờ yên lặng: không có" in await resident.taps("Giờ nào cũng được")
    assert await kept(resident) == (0, 0, None)


@pytest.mark.parametrize("typed", ["ban đêm", "20", "từ 20 giờ", "25h-6h", "chiều tối"])
async def test_hours_that_are_not_clear_are_shown_back_and_asked_again(
    person: Visitor, typed: str
) -> None:
    await asks(person, "quiet")
    assert (await person.says(typed)).startswith(f"Xin lỗi, sổ chưa hiểu: {typed}\n{ASK_QUIET}")
    assert await kept(person) == (None, None, None)
    assert "22:00 đến 06:00" in await person.taps("22:00 đến 06:00")


async def test_number_and_hours_are_each_ones_own(resident: Visitor) -> None:
    await asks(resident, "amount")
    await resident.says("2")
    await presses(resident, "quiet")
    shown = await resident.says("từ 20 giờ đến 8 giờ")
    assert "Số tin: nhiều nhất 2 tin một tuần\nGiờ yên lặng: 20:00 đến 08:00" in shown
    assert await kept(resident) == (1200, 480, 2)


async def test_without_buttons_hours_are_typed_or_chosen_by_letter(numbered: Visitor) -> None:
    await numbered.says("/notices")
    assert ASK_QUIET in await numbered.says("2")
    assert "Giờ yên lặng: 22:00 đến 06:00" in await numbered.says("22-6")
    await numbered.says("2")
    assert "20:00 đến 08:00" in await numbered.says("b")
    await numbered.says("số 2")
    assert "Giờ yên lặng: không có" in await numbered.says("chọn 4")


# --- on or off ------------------------------------------------------------------------------------


async def consents(application: TestApplication) -> str:
    ((given,),) = await application.rows("SELECT consents FROM person")
    return str(given)


async def test_news_is_stopped_and_let_in_again_and_each_answer_is_kept(
    resident: Visitor,
) -> None:
    application = resident.application
    await asks(resident, "amount")
    await resident.says("5")
    before = await application.rows("SELECT count(*) FROM consent")
    shown = await resident.taps("Ngừng nhận tin")
    assert shown == (
        f"Đã xong: từ nay không gửi tin nữa. Sổ của bạn vẫn giữ nguyên.\n\n{NOTHING_COMES}\n{OWN}"
    )
    assert resident.labels == ["🔔 Nhận tin", "⏰ Lời nhắc", "☰ Menu"]
    assert set((await consents(application)).split()) == {"log", "check", "reminders"}
    shown = await resident.taps("Nhận tin")
    assert shown.startswith(f"Bạn sẽ lại nhận được tin của phường, xã.\n\n{COMES}\n")
    assert "Số tin: nhiều nhất 5 tin một tuần" in shown, "what was chosen is still there"
    assert "campaigns" in (await consents(application)).split()
    ((count,),) = before
    answers = await application.rows("SELECT purpose, given FROM consent ORDER BY id")
    assert answers[count:] == [("campaigns", 0), ("campaigns", 1)]


async def test_who_never_agreed_is_told_so_and_may_agree(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    for _purpose in range(3):
        await person.taps("Đồng ý")
    await person.taps("Không đồng ý")
    for said in ("Ô Chợ Dừa", "Người dân"):
        await person.says(said)
    assert await person.says("/notices") == f"{NOTHING_COMES}\n{OWN}"
    assert USUAL in await person.taps("Nhận tin")


async def test_an_older_button_changes_nothing_for_who_stopped_the_news(person: Visitor) -> None:
    await person.says("/notices")
    older = person.last
    await person.taps("Ngừng nhận tin")
    assert NOTHING_COMES in await person.taps("Số tin", older)
    assert ASK_AMOUNT not in person.last.text
    assert await kept(person) == (None, None, None)


@pytest.mark.parametrize("which", ["amount", "quiet", "stop"])
async def test_who_took_the_consent_back_elsewhere_meanwhile_is_told_so(
    person: Visitor, which: str
) -> None:
    await person.says("/notices")
    await change(person.application, "UPDATE person SET consents = 'log check reminders'")
    assert await presses(person, which) == f"{NOTHING_COMES}\n{OWN}"


# --- during another conversation ------------------------------------------------------------------


async def test_what_is_said_over_it_is_heard_at_home(person: Visitor) -> None:
    await person.says("/notices")
    assert "Xin kiểm tra trước khi ghi:" in await person.says("hôm nay đọc sách 30 phút")


async def test_amid_a_draft_the_draft_goes_on_afterwards(resident: Visitor) -> None:
    await resident.says("/log")
    await resident.taps("Tự học")
    await resident.taps("Đọc sách")
    await asks(resident, "amount")
    assert "Số tin: nhiều nhất 5 tin một tuần" in await resident.says("5")
    # Typed text may not be an answer to the earlier question, so that is asked again.
    assert "Bạn đã học điều gì?" in await resident.says("Truyện Kiều")
    assert "Bạn học vào ngày nào?" in await resident.says("Truyện Kiều")
    assert await kept(resident) == (None, None, 5)
