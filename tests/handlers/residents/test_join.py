"""A newcomer joins: the questions, the stored data, and every way back and out."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.people.persons import NOTICE_VERSION
from bot.services.ports.messages import Delivered, Later
from bot.storage import tables
from bot.storage.engine.milliseconds import to_ms
from tests.applications import MovedClock, TestApplication, Visitor, open_application

NOTICE = "Chưa đồng ý thì chưa lưu gì."
CONSENTS = ("Bước 2/7", "Bước 3/7", "Bước 4/7", "Bước 5/7")
WARD = "Bạn sống ở phường, xã nào?"
GROUP = "Bạn thuộc nhóm nào?"
AGE = "Bạn bao nhiêu tuổi?"


async def at_the_ward(person: Visitor) -> str:
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    for _purpose in range(3):
        await person.taps("Đồng ý")
    return await person.taps("Đồng ý")


async def test_the_notice_comes_first_and_says_what_the_law_asks(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    notice = await person.says("xin chào")
    assert len(notice.splitlines()) == 3
    for part in ("Ủy ban nhân dân phường", "không lưu tên", "năm nay và năm trước", NOTICE):
        assert part in notice
    assert person.labels == [
        "Tiếp tục", "📖 Đọc kỹ", "Tôi đã có sổ", "Tiếng Việt", "English", "✖ Hủy",
    ]  # fmt: skip
    whole = await person.taps("Đọc kỹ")
    for part in ("Ủy ban", "Lưu", "Để làm gì", "bao lâu", "Quyền", "Bạn có thể hỏi", NOTICE):
        assert part in whole
    assert AGE in await person.taps("Tiếp tục")


async def test_a_resident_joins_and_only_what_was_asked_is_kept(
    application: TestApplication,
) -> None:
    person = application.visitor("77")
    await at_the_ward(person)
    assert GROUP in await person.says("Ô Chợ Dừa")
    assert "Sổ học tập đã sẵn sàng." in await person.taps("Công nhân")
    at = to_ms(application.clock())
    rows = await application.rows(
        "SELECT locale, ward, resident_group, age_band, joined_ms FROM person"
    )
    assert rows == [("vi", "00190", "worker", "60+", at)]


async def test_each_answer_is_kept_with_the_version_and_the_time(
    application: TestApplication,
) -> None:
    person = application.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("16–24")
    for answer in ("Đồng ý", "Không đồng ý", "Đồng ý", "Không đồng ý"):
        await person.taps(answer)
    await person.says("Ô Chợ Dừa")
    assert not await application.rows("SELECT id FROM consent")
    application.clock.move(minutes=3)
    await person.taps("Học sinh")
    rows = await application.rows(
        "SELECT purpose, given, text_version, at_ms FROM consent ORDER BY id"
    )
    at = to_ms(application.clock())
    assert rows == [
        ("log", 1, NOTICE_VERSION, at),
        ("check", 0, NOTICE_VERSION, at),
        ("reminders", 1, NOTICE_VERSION, at),
        ("campaigns", 0, NOTICE_VERSION, at),
    ]
    assert await application.rows("SELECT consents FROM person") == [("log reminders",)]


async def test_without_the_first_consent_there_is_no_going_on(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    answer = await person.taps("Không đồng ý")
    assert answer.startswith("Vậy thì không lưu gì cả.")
    assert CONSENTS[0] in answer
    for words in ("/log", "hôm nay đọc sách 30 phút", "/mylog", "/menu"):
        assert CONSENTS[0] in await person.says(words)
    assert not await sqlite_house.rows("SELECT id FROM person WHERE joined_ms IS NOT NULL")
    assert not await sqlite_house.rows("SELECT id FROM activity")
    assert CONSENTS[1] in await person.taps("Đồng ý")


@pytest.mark.parametrize("refused", [1, 2, 3])
async def test_every_other_consent_may_be_refused(
    sqlite_house: TestApplication, refused: int
) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    for purpose in range(4):
        await person.taps("Không đồng ý" if purpose == refused else "Đồng ý")
    assert WARD in person.last.text


async def test_every_page_leads_back_to_the_one_before(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    await person.says("Ô Chợ Dừa")
    pages = (GROUP, WARD, *reversed(CONSENTS), AGE)
    for page, before in itertools.pairwise(pages):
        assert page in person.last.text
        assert before in await person.taps("Quay lại")
    assert NOTICE in await person.taps("Quay lại")
    assert "Quay lại" not in " ".join(person.labels)


async def test_an_answer_taken_back_can_be_given_otherwise(application: TestApplication) -> None:
    person = application.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    for _purpose in range(4):
        await person.taps("Đồng ý")
    await person.taps("Quay lại")
    await person.taps("Không đồng ý")
    await person.says("Ô Chợ Dừa")
    await person.taps("Người dân")
    given = await application.rows("SELECT purpose, given FROM consent ORDER BY id")
    assert given == [("log", 1), ("check", 1), ("reminders", 1), ("campaigns", 0)]


@pytest.mark.parametrize("steps", range(8))
async def test_cancel_leaves_from_every_page(sqlite_house: TestApplication, steps: int) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    ways = ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, None)
    for way in ways[:steps]:
        await (person.taps(way) if way else person.says("Ô Chợ Dừa"))
    answer = await person.taps("Hủy")
    assert answer.startswith("Đã dừng.")
    assert person.labels == ["Bắt đầu lại"]
    assert await sqlite_house.rows("SELECT name, state FROM conversation") == [(None, None)]
    assert NOTICE in await person.taps("Bắt đầu lại")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Ô Chợ Dừa", "phường Ô Chợ Dừa"),
        ("o cho dua", "phường Ô Chợ Dừa"),
        ("PHƯỜNG Ô CHỢ DỪA", "phường Ô Chợ Dừa"),
        ("p. ô chợ dừa", "phường Ô Chợ Dừa"),
        ("ở sóc sơn", "xã Sóc Sơn"),
        ("ô chợ dưa", "phường Ô Chợ Dừa"),
    ],
)
async def test_a_ward_is_found_however_it_is_typed(
    sqlite_house: TestApplication, typed: str, title: str
) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    await person.says(typed)
    if title in person.labels:
        await person.taps(title)
    else:
        assert f"Nơi ở: {title}." in person.last.text
    assert GROUP in person.last.text


async def test_an_unclear_ward_is_chosen_from_a_list_or_typed_again(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    await person.says("Tây")
    assert len(person.labels) == 10
    assert person.labels[-3:] == ["Chọn trong danh sách", "◀ Quay lại", "✖ Hủy"]
    answer = await person.says("Hải Phòng 12")
    assert "Hải Phòng 12" in answer
    assert WARD in answer
    assert GROUP in await person.says("Sóc Sơn")


async def test_an_old_name_is_asked_and_a_typed_yes_takes_the_only_ward(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    answer = await person.says("Láng Thượng, Đống Đa")
    assert answer == (
        "Phường Láng Thượng là tên trước tháng 7/2025, nay thuộc phường Láng. "
        "Bạn sống ở đó phải không?"
    )
    assert person.labels[0] == "phường Láng"
    answer = await person.says("đúng rồi")
    assert "Nơi ở: phường Láng." in answer
    assert GROUP in answer


@pytest.mark.parametrize("typed", ["không", "không phải", "không biết"])
async def test_a_typed_no_at_an_old_name_opens_the_list(
    sqlite_house: TestApplication, typed: str
) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    await person.says("Láng Thượng, Đống Đa")
    assert "bắt đầu bằng chữ nào?" in await person.says(typed)


async def test_a_ward_is_found_by_its_first_letter(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    assert WARD in await person.says("xyz xyz")
    assert "bắt đầu bằng chữ nào?" in await person.taps("Chọn trong danh sách")
    await person.taps("Q S")
    answer = await person.taps("xã Sóc Sơn")
    assert "Nơi ở: xã Sóc Sơn." in answer
    assert GROUP in answer


async def test_elsewhere_is_told_which_province_is_served(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    answer = await person.says("hải phòng")
    assert "Sổ chưa phục vụ nơi này: hải phòng" in answer
    assert "Hiện nay sổ dành cho người dân thành phố Hà Nội." in answer
    assert "Tôi sống ở nơi khác" in person.labels
    assert WARD in answer


async def test_where_all_provinces_are_served_one_may_live_in_hai_phong(
    database_url: str,
) -> None:
    async with open_application(database_url, MovedClock(), provinces="all") as application:
        person = application.visitor("5")
        await at_the_ward(person)
        assert "(thành phố Hải Phòng)" in await person.says("hải phòng")
        answer = await person.says("phường Lê Chân")
        assert "Nơi ở: phường Lê Chân, Hải Phòng." in answer
        await person.taps("Người dân")
        ((ward,),) = await application.rows("SELECT ward FROM person")
        assert ward == "11383"


@pytest.mark.parametrize("channel", ["buttons", "numbers"])
async def test_under_16_a_kind_word_is_said_and_nothing_is_kept(
    application: TestApplication, channel: str
) -> None:
    child = application.visitor("a-child", channel)
    await child.says("/start")
    await child.says("Tiếp tục")
    answer = await child.says("em 12 tuổi ạ" if channel == "buttons" else "a")
    assert "Cảm ơn em đã quan tâm!" in answer
    assert "sổ không lưu gì về em" in answer
    left = await rows_about(application, "a-child")
    left.pop("outbox", None)
    assert left == {}


async def test_not_even_the_goodbye_is_kept_once_it_was_delivered(
    application: TestApplication,
) -> None:
    child = application.visitor("a-child")
    await child.says("/start")
    await child.taps("Tiếp tục")
    await child.taps("Dưới 16")
    assert await rows_about(application, "a-child") == {}


async def test_a_goodbye_that_leaves_late_leaves_nothing_behind_either(
    application: TestApplication,
) -> None:
    child = application.visitor("a-child")
    await child.says("/start")
    await child.taps("Tiếp tục")
    application.recorder.answers = [Later(application.clock(), "busy"), Delivered("")]
    assert "Cảm ơn em" in await child.taps("Dưới 16")
    assert await rows_about(application, "a-child") == {}


async def rows_about(application: TestApplication, address: str) -> dict[str, int]:
    """The number of rows about a person or an address, by table."""
    found = {}
    for table in tables.metadata.sorted_tables:
        names = table.columns.keys()
        told = [f"{name} IS NOT NULL" for name in ("person_id",) if name in names]
        told += [f"{name} = '{address}'" for name in ("external_id",) if name in names]
        told += ["1 = 1"] if table.name == "person" else []
        if told:
            sql = f"SELECT COUNT(*) FROM {table.name} WHERE {' OR '.join(told)}"
            (count,) = (await application.rows(sql))[0]
            if count:
                found[table.name] = count
    return found


async def test_who_was_sent_away_may_begin_anew(application: TestApplication) -> None:
    child = application.visitor()
    await child.says("/start")
    await child.taps("Tiếp tục")
    await child.taps("Dưới 16")
    assert child.labels == ["Em bấm nhầm tuổi"]
    assert NOTICE in await child.taps("Em bấm nhầm tuổi")
    await child.taps("Tiếp tục")
    assert CONSENTS[0] in await child.taps("16–24")


async def test_a_month_later_it_goes_on_where_it_was(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    sqlite_house.clock.move(days=30)
    assert WARD in await person.says("/menu")
    assert GROUP in await person.says("Ô Chợ Dừa")


async def test_after_a_restart_it_goes_on_where_it_was(database_url: str) -> None:
    clock = MovedClock()
    async with open_application(database_url, clock) as before:
        person = before.visitor("9")
        await at_the_ward(person)
        await person.says("Ô Chợ Dừa")
        newest = person.last
    clock.move(days=1)
    async with open_application(database_url, clock) as after:
        same = after.visitor("9")
        assert "Sổ học tập đã sẵn sàng." in await same.taps("Người dân", of=newest)
        rows = await after.rows("SELECT ward, resident_group, age_band FROM person")
        assert rows == [("00190", "resident", "60+")]


async def test_the_language_of_the_notice_changes_at_once(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    notice = await person.taps("English")
    assert "Nothing is kept before you agree." in notice
    assert person.labels[0] == "Go on"
    await person.taps("Go on")
    assert "Step 1 of 7" in person.last.text


async def test_what_is_typed_over_buttons_is_shown_back(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    typed = "ai <b>giữ</b> sổ của tôi?"
    answer = await person.says(typed)
    assert typed in answer
    assert CONSENTS[0] in answer


async def test_who_has_joined_is_not_asked_again(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.joins()
    sqlite_house.clock.move(days=3)
    assert "Chào mừng bạn trở lại" in await person.says("/start")
    assert len(await sqlite_house.rows("SELECT id FROM consent")) == 4


async def test_an_old_button_never_acts(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")
    first_question = person.last
    await person.taps("Đồng ý")
    answer = await person.taps("Không đồng ý", of=first_question)
    assert CONSENTS[1] in answer
    assert not answer.startswith("Vậy thì")


@pytest.mark.parametrize(
    ("typed", "band"),
    [("67", "60+"), ("67 tuổi", "60+"), ("16t", "16-24"), ("sinh năm 1958", "60+"),
     ("tôi năm nay 45", "40-59"), ("sáu mươi bảy tuổi ạ", "60+"), ("i'm 30", "25-39")],
)  # fmt: skip
async def test_an_age_is_typed_as_people_say_it(
    sqlite_house: TestApplication, typed: str, band: str
) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    assert CONSENTS[0] in await person.says(typed)
    for label in (*["vâng"] * 4, "Ô Chợ Dừa", "hưu trí"):
        await person.says(label)
    rows = await sqlite_house.rows("SELECT age_band, resident_group FROM person")
    assert rows == [(band, "resident")]


@pytest.mark.parametrize("typed", ["sinh năm 2010", "150", "già rồi", "45 phút"])
async def test_an_age_that_is_not_clear_is_asked_again(
    sqlite_house: TestApplication, typed: str
) -> None:
    person = sqlite_house.visitor()
    await person.says("/start")
    await person.taps("Tiếp tục")
    assert AGE in await person.says(typed)


async def test_what_was_written_before_joining_is_drafted_after_it(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor()
    kept = "Sổ giữ lại để ghi sau khi bạn tham gia: hôm nay đọc sách 30 phút"
    assert (await person.says("hôm nay đọc sách 30 phút")).startswith(kept)
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa"):
        await person.says(label)
    shown = await person.says("Người dân")
    assert "Sổ học tập đã sẵn sàng." in shown
    assert "Xin kiểm tra trước khi ghi:" in shown
    assert "đọc sách" in shown
    assert "Số biên nhận" in await person.taps("Ghi vào sổ")


async def test_what_is_written_amid_joining_is_kept_too(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await at_the_ward(person)
    answer = await person.says("hôm qua học excel 45 phút ở nhà văn hóa")
    assert answer.startswith("Sổ giữ lại để ghi sau khi bạn tham gia:")
    assert WARD in answer
    await person.says("Ô Chợ Dừa")
    assert "học excel" in await person.taps("Người dân")


async def test_where_choices_are_a_list_a_number_chooses_the_group(
    sqlite_house: TestApplication,
) -> None:
    person = sqlite_house.visitor("9", "numbers")
    for typed in ("/start", "1", "67", "1", "1", "1", "1", "ô chợ dừa"):
        await person.says(typed)
    assert "1. Người dân, nông dân, hưu trí" in person.last.text
    assert (await person.says("1")).startswith("Chào mừng bạn!")


@pytest.mark.parametrize("typed", ["bạn là ai", "cảm ơn bạn nhiều nha"])
async def test_ordinary_talk_does_not_bring_the_whole_notice_again(
    sqlite_house: TestApplication, typed: str
) -> None:
    newcomer = sqlite_house.visitor("9")
    await newcomer.says("/start")
    labels = newcomer.labels
    answer = await newcomer.says(typed)
    assert answer.endswith("Chưa đồng ý thì chưa lưu gì. Mình tiếp tục nhé?")
    assert "Xin chào! Đây là sổ học tập" not in answer
    assert newcomer.labels == labels
