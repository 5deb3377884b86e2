"""A recovery code opens a lost notebook once, and its owner is told."""

from __future__ import annotations

import re

import pytest

from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.people.wrong_codes import MAX_ADDRESS
from tests.applications import TestApplication, Visitor

_CODE = re.compile(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b")
WRONG = recovery_code_of("1" * 20)


async def code_of(person: Visitor, button: str = "Tạo mã lấy lại sổ") -> str:
    """Make a code; what is shown."""
    await person.says("mã lấy lại sổ")
    found = _CODE.search(await person.taps(button))
    assert found is not None, person.last.text
    return found[0]


@pytest.fixture
async def owner(sqlite_house: TestApplication) -> Visitor:
    """Somebody with a notebook."""
    visitor = sqlite_house.visitor()
    await visitor.joins()
    return visitor


@pytest.mark.parametrize("channel", ["buttons", "numbers"])
async def test_a_code_opens_the_notebook_at_a_new_address(
    application: TestApplication, channel: str
) -> None:
    owner = application.visitor()
    await owner.joins()
    await owner.says("hôm nay đọc sách 30 phút")
    await owner.taps("Ghi vào sổ")
    code = await code_of(owner)
    new = application.visitor("2", channel)
    assert "gồm bốn nhóm" in await new.says("lấy lại sổ")
    assert "đã mở lại ở đây" in await new.says(code.lower().replace("-", " "))
    assert "1 hoạt động, tổng cộng 30 phút" in await new.says("/mylog")
    assert await application.rows("SELECT count(*) FROM person") == [(1,)]
    await application.worker.look()
    await application.worker.settled()
    await owner.taps("Chỉ dùng ở đây")
    assert await application.rows("SELECT external_id FROM address") == [("1",)]


async def test_the_command_takes_the_code_at_once_and_it_is_good_once(owner: Visitor) -> None:
    code = await code_of(owner)
    house = owner.application
    assert "đã mở lại ở đây" in await house.visitor("2").says(f"/recover {code}")
    assert "Không có mã này" in await house.visitor("3").says(f"/recover {code}")


async def test_a_new_code_ends_the_earlier_one_and_a_dropped_one_opens_nothing(
    owner: Visitor,
) -> None:
    first = await code_of(owner)
    second = await code_of(owner, "Tạo mã mới")
    house = owner.application
    assert "Không có mã này" in await house.visitor("2").says(f"/recover {first}")
    await owner.says("mã lấy lại sổ")
    assert "Dữ liệu của bạn" in await owner.taps("Bỏ mã")
    assert "Không có mã này" in await house.visitor("2").says(f"/recover {second}")


async def test_a_code_is_stored_as_a_hash_only(owner: Visitor) -> None:
    code = await code_of(owner)
    ((stored,),) = await owner.application.rows("SELECT code_hash FROM recovery_code")
    assert len(stored) == 64
    assert code not in stored
    assert code.replace("-", "") not in stored


async def test_wrong_codes_are_limited(owner: Visitor) -> None:
    code = await code_of(owner)
    guesser = owner.application.visitor("2")
    for _try in range(MAX_ADDRESS):
        assert "Không có mã này" in await guesser.says(f"/recover {WRONG}")
    assert "quá nhiều lần" in await guesser.says(f"/recover {code}")
    assert "đã mở lại" in await owner.application.visitor("3").says(f"/recover {code}")


async def test_who_has_a_notebook_keeps_it(owner: Visitor) -> None:
    other = owner.application.visitor("2")
    await other.joins()
    code = await code_of(owner)
    assert "Ở đây đã có sổ rồi" in await other.says(f"/recover {code}")
    assert await owner.application.rows("SELECT count(*) FROM person") == [(2,)]


async def test_a_text_that_is_no_code_is_asked_again(sqlite_house: TestApplication) -> None:
    newcomer = sqlite_house.visitor()
    await newcomer.says("mở lại sổ")
    said = await newcomer.says("tôi quên mất rồi")
    assert "gồm bốn nhóm" in said


async def test_the_data_offer_the_code(owner: Visitor) -> None:
    await owner.says("/data")
    assert "Khi mất điện thoại" in await owner.taps("Mã lấy lại sổ")
    assert "Dữ liệu của bạn" in await owner.taps("◀ Quay lại")


@pytest.mark.parametrize("typed", ["mất điện thoại", "doi dien thoai", "máy mới", "lost phone"])
async def test_a_lost_phone_leads_to_the_code(owner: Visitor, typed: str) -> None:
    assert "Mã lấy lại sổ" in await owner.says(typed)
    newcomer = owner.application.visitor("2")
    assert "gồm bốn nhóm" in await newcomer.says(typed)
