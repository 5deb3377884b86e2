"""Bad input while a campaign is written: one clear sentence with what to do, and the draft kept."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.domain.campaigns.content import MAX_UNITS
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_campaign import begins
from tests.handlers.residents.test_link import code_from

STORED = "SELECT version, content, stage FROM campaign"


@dataclass(frozen=True)
class Bad:
    """Buttons that lead to a question, what is typed there, and the beginning of what is said."""

    taps: tuple[str, ...]
    typed: str
    told: str
    before: tuple[str, ...] = ()


_LINK = ("🔘 Nút", "🔗 Đường dẫn")
_LABEL = ("🔘 Nút", "✔ Câu trả lời được đếm")
_MORE = ("🔘 Nút", "💬 Cho biết thêm")
_SCHEME = "Chỉ gửi được đường dẫn bắt đầu bằng https://"
_HOST = "Không kiểm tra được địa chỉ này"
_NO_LINK = "Đây không phải đường dẫn"
_NIGHT = "Chiến dịch chỉ được gửi từ 07:00 đến 22:00"
_PAST = "Lúc đó đã qua"
_WHEN = "Xin cho biết ngày và giờ"

BAD = {
    "4,097 characters": Bad(("✏ Nội dung",), "a" * 4097, "Tin dài quá"),
    "one character too many": Bad(("✏ Nội dung",), "ữ" * (MAX_UNITS + 1), "Tin dài quá"),
    "too many beyond the basic plane": Bad(("✏ Nội dung",), "🌊" * (MAX_UNITS // 2 + 1), "Tin dài"),
    "a long English text": Bad(("✏ Tiếng Anh",), "a" * 4097, "Tin dài quá"),
    "an unknown blank": Bad(("✏ Nội dung",), "Chào {họ tên}", "Chỉ có {phường} được điền"),
    "a format of a program": Bad(("✏ Nội dung",), "Chào {0.__class__}", "Chỉ có {phường} được"),
    "javascript:": Bad(_LINK, "javascript:alert(1)", _SCHEME, ("Đăng ký",)),
    "JavaScript: in capitals": Bad(_LINK, "JaVaScRiPt:alert(1)//hanoi.vn", _SCHEME, ("Đăng ký",)),
    "data:": Bad(_LINK, "data:text/html;base64,PHNjcmlwdD4=", _SCHEME, ("Đăng ký",)),
    "tg:": Bad(_LINK, "tg://resolve?domain=abc", _SCHEME, ("Đăng ký",)),
    "http:": Bad(_LINK, "http://hanoi.gov.vn", _SCHEME, ("Đăng ký",)),
    "a user name before the host": Bad(_LINK, "https://hanoi.gov.vn@xau.vn/", _HOST, ("Đăng ký",)),
    "a port": Bad(_LINK, "https://hanoi.gov.vn:8443/", _HOST, ("Đăng ký",)),
    "an address of numbers": Bad(_LINK, "https://10.0.0.1/", _HOST, ("Đăng ký",)),
    "a host of one word": Bad(_LINK, "https://localhost/", _HOST, ("Đăng ký",)),
    "letters that turn the line round": Bad(
        _LINK, "https://hanoi.gov.vn/\u202egpj.exe", _NO_LINK, ("Đăng ký",)
    ),
    "an HTML end in a link": Bad(_LINK, 'https://a.vn/"><script>', _NO_LINK, ("Đăng ký",)),
    "a long link": Bad(_LINK, "https://a.vn/" + "a" * 300, "Đường dẫn dài quá", ("Đăng ký",)),
    "a button of signs": Bad(_LABEL, "***", "Nút cần có chữ hoặc số"),
    "a long button": Bad(_LABEL, "Tôi sẽ đến đúng giờ cùng cả gia đình tôi", "Nút được tối đa"),
    "a long answer of a button": Bad(_MORE, "a" * 1501, "Nội dung dài quá", ("Xem thêm",)),
    "a moment of today that is over": Bad(("🕗 Lúc gửi",), "hôm nay 8h", _PAST),
    "yesterday": Bad(("🕗 Lúc gửi",), "hôm qua 8h", _WHEN),
    "24:00": Bad(("🕗 Lúc gửi",), "mai 24:00", _NIGHT),
    "22:00": Bad(("🕗 Lúc gửi",), "mai 22:00", _NIGHT),
    "before seven": Bad(("🕗 Lúc gửi",), "mai 6h59", _NIGHT),
    "25 o'clock": Bad(("🕗 Lúc gửi",), "mai 25h", _WHEN),
    "no time": Bad(("🕗 Lúc gửi",), "mai", _WHEN),
    "two times": Bad(("🕗 Lúc gửi",), "mai 8h và 9h", _WHEN),
    "a day that is over": Bad(("⏳ Có ích đến",), "19/11/2026", "Ngày đó đã qua"),
    "a day too far": Bad(("⏳ Có ích đến",), "1/6/2027", "Chiến dịch có ích tối đa 60 ngày"),
    "a ward of others": Bad(("📍 Nơi nhận",), "Láng", "Bạn không có quyền gửi cho Láng"),
}


@pytest.fixture
async def hoa(sqlite_house: TestApplication) -> Visitor:
    """An officer who may write for one ward, with a draft."""
    visitor = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await begins(visitor)
    return visitor


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
async def test_bad_input_is_told_once_asked_again_and_changes_nothing(
    hoa: Visitor, bad: Bad
) -> None:
    for label in bad.taps:
        await hoa.taps(label)
    for text in bad.before:
        await hoa.says(text)
    stored = await hoa.application.rows(STORED)
    before = len(hoa.messages)
    asked = hoa.last.text
    said = await hoa.says(bad.typed)
    assert len(hoa.messages) == before + 1
    assert said.startswith(bad.told)
    first, *_rest = said.split("\n")
    assert first.endswith((".", "8:00", "19:30", "8:00.", "lop-hoc")), first
    assert said.endswith(asked.splitlines()[-1]), "the same question is open"
    assert await hoa.application.rows(STORED) == stored
    left = await hoa.taps("Xong" if "✔ Xong" in hoa.labels else "Quay lại")
    assert "Chiến dịch của bạn" in left or "Chiến dịch này gửi cho ai" in left


async def test_what_is_no_picture_is_asked_for_again(hoa: Visitor) -> None:
    await hoa.taps("📎 Ảnh, tài liệu")
    stored = await hoa.application.rows(STORED)
    assert "Xin gửi một ảnh hoặc một tài liệu" in await hoa.says("ảnh đây ạ")
    assert await hoa.application.rows(STORED) == stored


async def test_one_draft_on_two_channels_is_never_overwritten_unseen(hoa: Visitor) -> None:
    elsewhere = hoa.application.visitor("web", "numbers")
    code = await code_from(hoa)
    await elsewhere.says("/start")
    await elsewhere.says("/link")
    await elsewhere.says(code)
    (key,) = (await hoa.application.rows("SELECT key FROM campaign"))[0]
    await hoa.says(f"/campaign {key}")
    shown = hoa.last
    await elsewhere.says(f"/campaign {key}")
    await elsewhere.says("Nội dung")
    assert "Bản trên máy kia." in await elsewhere.says("Bản trên máy kia.")
    # The buttons of the first channel are old now: they show the newest, and change nothing.
    before = await hoa.application.rows(STORED)
    await hoa.taps("✏ Nội dung", shown)
    assert "Bản trên máy kia." in hoa.last.text
    assert await hoa.application.rows(STORED) == before


async def test_the_sort_is_chosen_by_a_number_where_there_are_no_buttons(hoa: Visitor) -> None:
    elsewhere = hoa.application.visitor("web", "numbers")
    code = await code_from(hoa)
    await elsewhere.says("/start")
    await elsewhere.says(f"nối {code}")
    await elsewhere.says("chiến dịch")
    assert "1. ℹ Thông tin của phường, xã" in await elsewhere.says("1")
    assert "Xin viết nội dung" in await elsewhere.says("1")
