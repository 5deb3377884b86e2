"""Short answers: each word of the lexicon, typed as people type it, and what it never means."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.answers import ANSWERS, Answer, read_answer
from bot.domain.text.normalizing import fold

with (files("bot.domain.text") / "answer_words.csv").open(encoding="utf-8") as lines:
    LEXICON = [
        (row["answer"], spelled)
        for row in csv.DictReader(lines)
        for spelled in row["words"].split("; ")
    ]

TYPED: dict[str, tuple[Answer, ...]] = {
    # yes, in accents, without them, polite, by the young and by the old
    **dict.fromkeys(
        (
            "vâng", "Vâng ạ", "dạ", "dạ vâng ạ", "ừ", "ok", "OK bạn", "oki", "okie", "dc", "đc",
            "được", "được rồi", "đúng", "Đúng rồi", "đúng rồi ạ", "đồng ý", "tôi đồng ý",
            "vâng tôi đồng ý", "dạ bác đồng ý ạ", "dong y", "chuẩn", "chuẩn luôn", "có", "có ạ",
            "co a", "phải rồi", "y", "yes", "yep", "Yes please", "👍", "👍🏽", "👌", "dung roi",
        ),
        ("yes",),
    ),
    # no
    **dict.fromkeys(
        (
            "không", "Không ạ", "khong", "ko", "k", "kg", "hông", "hổng", "khỏi", "không cần đâu",
            "dạ không", "không đồng ý", "em không đồng ý ạ", "sai rồi", "chưa đúng", "không phải",
            "thôi không hủy nữa", "đừng hủy", "giữ lại", "n", "no", "nope", "no thanks", "👎",
        ),
        ("no",),
    ),
    # a no to a question, otherwise a stop
    **dict.fromkeys(("thôi", "Thôi ạ", "dạ thôi", "thoi", "thôi khỏi", "thôi đi"), ("no", "stop")),
    # stop
    **dict.fromkeys(
        (
            "dừng", "dừng lại", "dung lai", "ngừng", "hủy", "huỷ", "Hủy đi", "huy di", "bỏ đi",
            "thoát", "stop", "cancel", "thôi không ghi nữa", "thoi khong ghi nua", "không lưu nữa",
            "đừng ghi nữa",
        ),
        ("stop",),
    ),
    **dict.fromkeys(("lưu", "lưu lại đi", "xong", "xong rồi ạ", "ghi", "ghi vào sổ nhé", "save"),
                    ("record",)),
    **dict.fromkeys(("quay lại", "quay lai", "trở lại", "lùi lại", "back"), ("back",)),
    **dict.fromkeys(("để sau", "de sau nhe", "lúc khác", "mai", "lát nữa", "later"), ("later",)),
    **dict.fromkeys(("bỏ qua", "bo qua di", "qua câu này", "không nhớ", "next"), ("skip",)),
    **dict.fromkeys(("không biết", "ko biết", "không rõ ạ"), ("skip", "unsure")),
    **dict.fromkeys(("không chắc", "chưa rõ", "not sure"), ("unsure",)),
    # other words, other accents, questions
    **dict.fromkeys(
        (
            "dùng", "dũng", "cỏ", "cô", "khống", "đọc sách", "có không", "đúng không",
            "phải không ạ", "được không", "hôm nay đọc sách 30 phút", "không gian", "dừa", "", "?",
            "dừng xe ở cổng trường", "ông", "bà", "tôi", "👍👎",
        ),
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_a_short_text_answers_what_people_mean(typed: str) -> None:
    found = read_answer(typed)
    assert found.answers == TYPED[typed]
    assert found.unclear == ()


@pytest.mark.parametrize(("answer", "spelled"), LEXICON)
def test_each_phrase_of_the_lexicon_gives_its_answer_as_it_is_spelled(
    answer: Answer, spelled: str
) -> None:
    assert answer in read_answer(spelled).answers
    assert answer in read_answer(spelled.upper()).answers
    assert answer in read_answer(f"dạ {spelled} ạ").answers


@pytest.mark.parametrize(("answer", "spelled"), LEXICON)
def test_without_accents_a_phrase_gives_its_answer_or_is_asked_back(
    answer: Answer, spelled: str
) -> None:
    found = read_answer(fold(spelled))
    assert answer in found.answers or found.unclear


def test_a_word_that_may_be_yes_or_stop_is_asked_back() -> None:
    found = read_answer("dung")
    assert found.answers == ()
    assert {"đúng", "dừng"} <= set(found.unclear)


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read_answer(text)
    assert set(found.answers) <= set(ANSWERS)
    assert not (found.answers and found.unclear)


@given(st.sampled_from(LEXICON), st.sampled_from(("sách", "30 phút", "hôm qua", "học", "excel")))
def test_a_text_with_other_words_is_no_short_answer(phrase: tuple[str, str], other: str) -> None:
    assert read_answer(f"{phrase[1]} {other}").answers == ()
