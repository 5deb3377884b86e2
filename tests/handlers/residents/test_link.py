"""One notebook on two channels, by a code that is valid once, for a quarter of an hour."""

from __future__ import annotations

import re

import pytest

from bot.domain.people.link_codes import code_of
from bot.domain.people.wrong_codes import MAX_ADDRESS, MAX_CHANNEL
from bot.talk.events import Said
from tests.applications import TestApplication, Visitor, open_application

_CODE = re.compile(r"\b\w{4}-\w{4}\b")


async def code_from(person: Visitor) -> str:
    """The code from the service for a person with a notebook."""
    found = _CODE.search(await person.says("/link"))
    assert found
    return found[0]


async def test_a_notebook_opens_on_a_second_channel_and_is_the_same(
    application: TestApplication,
) -> None:
    first, second = application.visitor(), application.visitor("2", "numbers")
    await first.joins()
    await first.says("hôm nay đọc sách 30 phút")
    await first.taps("Ghi vào sổ")
    code = await code_from(first)
    await second.says("/start")
    assert "Tôi đã có sổ" in second.last.text
    await second.says("Tôi đã có sổ")
    assert "gõ mã" in second.last.text
    said = await second.says(code.lower())
    assert "mở được cả ở đây" in said
    assert "đọc sách" in (await second.says("/mylog")).lower()
    assert await application.rows("SELECT COUNT(*) FROM person") == [(1,)]
    assert await application.rows("SELECT COUNT(DISTINCT person_id), COUNT(*) FROM address") == [
        (1, 2)
    ]
    await second.says("hôm qua đọc báo 45 phút")
    await second.says("1")
    await first.says("/mylog")
    assert any("45" in label for label in first.labels)


async def test_a_self_check_goes_on_at_the_same_question_on_the_other_channel(
    application: TestApplication,
) -> None:
    first, second = application.visitor(), application.visitor("2", "numbers")
    await first.joins()
    await first.says("/check")
    await first.taps("Phiếu ngắn")
    for _answer in range(4):
        await first.taps("Tự làm")
    assert "Câu 5/12" in first.last.text
    code = await code_from(first)
    await second.says(f"/link {code}")
    await second.says("kỹ năng")
    await second.says("1")
    assert "Câu 5/12" in second.last.text
    await second.says("3")
    await first.says("kỹ năng")
    await first.taps("Làm tiếp")
    assert "Câu 6/12" in first.last.text
    answers = await application.rows("SELECT item, value FROM check_answer ORDER BY id")
    assert answers == [("S1", 2), ("S2", 2), ("S3", 2), ("S4", 2), ("S5", 2)]


async def test_a_code_is_good_once(application: TestApplication) -> None:
    first, second, third = application.visitor(), application.visitor("2"), application.visitor("3")
    await first.joins()
    code = await code_from(first)
    await second.says(f"/link {code}")
    await third.says("/link")
    assert "không đúng hoặc đã hết hạn" in await third.says(code)
    assert await application.rows("SELECT COUNT(*) FROM person") == [(2,)]


async def test_a_code_ends_after_a_quarter_of_an_hour(application: TestApplication) -> None:
    first, second = application.visitor(), application.visitor("2")
    await first.joins()
    code = await code_from(first)
    application.clock.move(minutes=15)
    assert "không đúng hoặc đã hết hạn" in await second.says(f"/link {code}")
    newer = await code_from(first)
    application.clock.move(minutes=14, seconds=59)
    assert "mở được cả ở đây" in await second.says(f"/link {newer}")


async def test_a_new_code_takes_the_place_of_the_one_before(application: TestApplication) -> None:
    first, second = application.visitor(), application.visitor("2")
    await first.joins()
    old = await code_from(first)
    await code_from(first)
    assert "không đúng hoặc đã hết hạn" in await second.says(f"/link {old}")
    assert await application.rows("SELECT COUNT(*) FROM link_code") == [(1,)]


async def test_who_has_a_notebook_keeps_it(application: TestApplication) -> None:
    first, second = application.visitor(), application.visitor("2")
    await first.joins()
    await second.joins()
    code = await code_from(first)
    assert "đã có một sổ" in await second.says(f"/link {code}")
    assert await application.rows("SELECT COUNT(*) FROM person") == [(2,)]


async def test_only_the_hash_of_a_code_is_kept(application: TestApplication) -> None:
    first = application.visitor()
    await first.joins()
    code = await code_from(first)
    ((kept,),) = await application.rows("SELECT code_hash FROM link_code")
    assert code not in kept
    assert len(kept) == 64


async def test_the_same_update_twice_links_once(application: TestApplication) -> None:
    first, second = application.visitor(), application.visitor("2")
    await first.joins()
    code = await code_from(first)
    await second.says("/link")
    assert (await second.does(Said(code), update="once")).new
    assert not (await second.does(Said(code), update="once")).new
    assert await application.rows("SELECT COUNT(*) FROM person") == [(1,)]


@pytest.mark.parametrize("typed", ["", "xin chào", "7K3M-92AB", "x" * 4000, "🙏"])
async def test_what_is_no_code_is_answered_and_asked_again(
    sqlite_house: TestApplication, typed: str
) -> None:
    person = sqlite_house.visitor()
    await person.says("/link")
    assert "gõ mã" in await person.says(typed) or "hết hạn" in person.last.text
    await person.taps("Tôi chưa có sổ")
    assert "sổ học tập" in person.last.text


async def test_the_person_is_spoken_to_in_the_notebooks_language(sqlite_url: str) -> None:
    async with open_application(sqlite_url) as application:
        first, second = application.visitor(), application.visitor("2")
        await first.joins()
        await first.says("/language en")
        code = await code_from(first)
        assert "open here too" in await second.says(f"/link {code}")


async def test_the_old_channel_hears_of_it_and_can_end_it(application: TestApplication) -> None:
    first, second = application.visitor(), application.visitor("2", "numbers")
    await first.joins()
    code = await code_from(first)
    await second.says(f"/link {code}")
    await application.worker.look()
    await application.worker.settled()
    assert "vừa được mở thêm ở một nơi khác" in first.last.text
    warning = first.last
    await second.says("/mylog")
    await first.taps("Chỉ dùng ở đây", of=warning)
    assert "chỉ mở ở đây" in first.last.text
    assert await application.rows("SELECT channel, external_id FROM address") == [("buttons", "1")]
    assert "Tôi đã có sổ" in await second.says("/mylog")
    assert "Tuần này (" in await first.says("/mylog")


async def test_where_else_the_notebook_is_open_is_told_and_can_be_ended(
    sqlite_house: TestApplication,
) -> None:
    first, second = sqlite_house.visitor(), sqlite_house.visitor("2")
    await first.joins()
    assert "Sổ đang mở ở" not in await first.says("/link")
    assert "Chỉ dùng ở đây" not in first.labels
    code = await code_from(first)
    await second.says(f"/link {code}")
    assert "Sổ đang mở ở 1 nơi khác." in await second.says("/link")
    await second.taps("Chỉ dùng ở đây")
    assert await sqlite_house.rows("SELECT external_id FROM address") == [("2",)]


# --- guessing -------------------------------------------------------------------------------------

MANY = "Mã bị gõ sai quá nhiều lần. Xin chờ 15 phút"


def wrong(number: int) -> str:
    """A code that the service gave to nobody."""
    return code_of(f"{number:020x}")


async def test_a_right_code_is_not_looked_up_after_ten_wrong_ones_at_its_address(
    application: TestApplication,
) -> None:
    first, second, third = application.visitor(), application.visitor("2"), application.visitor("3")
    await first.joins()
    code = await code_from(first)
    await second.says("/link")
    for number in range(MAX_ADDRESS):
        assert "không đúng hoặc đã hết hạn" in await second.says(wrong(number))
    assert MANY in await second.says(code)
    assert "mở được cả ở đây" in await third.says(f"/link {code}")
    application.clock.move(minutes=14, seconds=59)
    newer = await code_from(first)
    assert MANY in await second.says(newer)
    application.clock.move(seconds=1)
    assert "mở được cả ở đây" in await second.says(newer)


async def test_what_is_no_code_and_what_was_refused_is_no_guess(
    sqlite_house: TestApplication,
) -> None:
    first, second = sqlite_house.visitor(), sqlite_house.visitor("2")
    await first.joins()
    code = await code_from(first)
    await second.says("/link")
    for number in range(MAX_ADDRESS - 1):
        await second.says("xin chào")
        await second.says(wrong(number))
    assert "mở được cả ở đây" in await second.says(code)


async def test_a_guesser_with_many_addresses_is_stopped_on_its_own_channel_only(
    sqlite_house: TestApplication,
) -> None:
    first, other = sqlite_house.visitor(), sqlite_house.visitor("other", "numbers")
    await first.joins()
    for number in range(MAX_CHANNEL):
        guesser = sqlite_house.visitor(f"guesser-{number // MAX_ADDRESS}")
        assert "không đúng hoặc đã hết hạn" in await guesser.says(f"/link {wrong(number)}")
    code = await code_from(first)
    assert MANY in await sqlite_house.visitor("new").says(f"/link {code}")
    assert "mở được cả ở đây" in await other.says(f"/link {code}")
    sqlite_house.clock.move(minutes=15)
    newer = await code_from(first)
    assert "mở được cả ở đây" in await sqlite_house.visitor("new").says(f"/link {newer}")


async def test_too_many_is_said_in_the_persons_language(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor()
    await person.says("/language en")
    for number in range(MAX_ADDRESS):
        await person.says(f"/link {wrong(number)}")
    assert "Please wait 15 minutes" in await person.says(f"/link {wrong(0)}")
