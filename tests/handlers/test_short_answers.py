"""Words of yes, no, stop, back, later and skip at each kind of question, as people type them.

Each does what it says or asks again: never the opposite, and a draft is never lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.applications import TestApplication, Visitor
from tests.handlers.recording import record

SENTENCE = "hôm nay đọc sách 30 phút"
CHECK = "Xin kiểm tra trước khi ghi:"
RECORDED = "Đã ghi vào sổ. Số biên nhận: HT-"
TITLE = "Bạn đã học điều gì?"
PROVIDER = "Bạn học ở đâu, hoặc ai dạy?"
EVIDENCE = "Bạn có thể gửi ảnh hoặc tệp"
DROP = "Bạn muốn bỏ mục đang ghi dở phải không?"
VOID = "Vì sao?"
WHETHER = "Bạn muốn hủy mục HT-"
ENTRY = "Mục HT-"

WORDS: dict[str, tuple[str, ...]] = {
    "yes": ("vâng", "dạ", "ừ", "ok", "oki", "dc", "đúng", "Đúng rồi ạ", "đồng ý", "chuẩn",
            "👍", "y"),
    "record": ("lưu", "xong", "ghi", "Ghi vào sổ nhé"),
    "no": ("không", "ko", "k", "hông", "không ạ", "sai rồi", "nope"),
    "enough": ("thôi", "thoi", "dạ thôi"),
    "stop": ("dừng", "dừng lại", "hủy", "huy di", "thôi không ghi nữa", "stop"),
    "back": ("quay lại", "quay lai"),
    "later": ("để sau", "lúc khác"),
    "skip": ("bỏ qua", "không nhớ", "next"),
    "unclear": ("dung",),
    "other accents": ("dùng", "dũng"),
}  # fmt: skip


async def consent(person: Visitor) -> None:
    await person.says("/start")
    await person.taps("Tiếp tục")
    await person.taps("Từ 60")


async def check_page(person: Visitor) -> None:
    await person.joins()
    await person.says(SENTENCE)


async def title(person: Visitor) -> None:
    await person.joins()
    await person.says("/log")
    await person.taps("Tự học")
    await person.taps("Đọc sách")


async def provider(person: Visitor) -> None:
    await title(person)
    for answer in ("Truyện Kiều", "hôm nay", "30 phút", "Trực tiếp"):
        await person.says(answer)


async def drop_page(person: Visitor) -> None:
    await check_page(person)
    await person.says("hủy")


async def reason(person: Visitor) -> None:
    await person.joins()
    receipt = await record(person, SENTENCE)
    await person.says(receipt)
    await person.taps("Hủy mục này")


async def void_page(person: Visitor) -> None:
    await reason(person)
    await person.says("em ghi nhầm hôm")


QUESTIONS: dict[
    str, tuple[Callable[[Visitor], Awaitable[None]], str, dict[str, str]]
] = {
    # the question, how it begins, and what each kind of word leads to (else it is asked again)
    "consent": (consent, "2/7", {"yes": "3/7", "no": "không lưu gì cả", "enough":
                "không lưu gì cả", "stop": "Đã dừng.", "back": "Bạn bao nhiêu"}),
    "check page": (check_page, CHECK, {"yes": RECORDED, "record": RECORDED,
                   "no": "Cần sửa mục nào?", "enough": "Cần sửa mục nào?", "stop": DROP}),
    "title": (title, TITLE, {"no": DROP, "enough": DROP, "stop": DROP,
              "back": "Mục nào đúng nhất?", "other accents": "Bạn học vào ngày nào?"}),
    "place": (provider, PROVIDER, {"no": EVIDENCE, "enough": EVIDENCE, "skip": EVIDENCE,
              "stop": DROP, "back": "trực tiếp hay trực tuyến", "other accents": EVIDENCE}),
    "drop it?": (drop_page, DROP, {"yes": "Đã bỏ mục đang ghi dở.", "record": CHECK, "no": CHECK,
                 "enough": CHECK,
                 "stop": "Đã bỏ mục đang ghi dở.", "back": CHECK}),
    "why cancel?": (reason, VOID, {"no": ENTRY, "enough": ENTRY, "back": ENTRY,
                    "stop": "Đã dừng.", "other accents": WHETHER}),
    "cancel it?": (void_page, WHETHER, {"yes": "Mục này đã hủy", "stop": "Mục này đã hủy",
                   "no": ENTRY, "enough": ENTRY, "back": ENTRY}),
}  # fmt: skip

CASES = [
    (question, kind, word) for question in QUESTIONS for kind, words in WORDS.items()
    for word in words
]  # fmt: skip


@pytest.mark.parametrize(("question", "kind", "word"), CASES)
async def test_a_short_answer_does_what_it_says_or_is_asked_back(
    sqlite_house: TestApplication, question: str, kind: str, word: str
) -> None:
    ask, begins, leads = QUESTIONS[question]
    person = sqlite_house.visitor()
    await ask(person)
    assert begins in person.last.text
    shown = await person.says(word)
    wanted = leads.get(kind, begins)
    if (question, word) == ("cancel it?", "ghi"):
        wanted = "Bạn đã học theo hình thức nào?"  # the word opens the form; nothing is cancelled
    assert wanted in shown
    counted = await sqlite_house.rows("SELECT count(*) FROM activity WHERE voided_ms IS NULL")
    count = 1 if RECORDED in shown or question == "why cancel?" else 0
    if question == "cancel it?":
        count = 0 if "Mục này đã hủy" in shown else 1
    assert counted == [(count,)]


@pytest.mark.parametrize("word", [word for words in WORDS.values() for word in words])
async def test_no_short_answer_loses_a_draft(sqlite_house: TestApplication, word: str) -> None:
    person = sqlite_house.visitor()
    await check_page(person)
    shown = await person.says(word)
    if RECORDED not in shown:
        await person.says("/menu")
        assert "đọc sách" in await person.says("ghi tiếp")
        if "Cần sửa mục nào?" in person.last.text:
            await person.says("quay lại")
        assert RECORDED in await person.says("lưu")
    assert await sqlite_house.rows("SELECT title, minutes FROM activity") == [("đọc sách", 30)]
