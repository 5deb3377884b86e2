"""A text that asks for a part of the notebook is read; activities and other talk are not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learning.lookups import (
    Lookup,
    MonthLookup,
    WeekLookup,
    WordLookup,
    YearLookup,
    read_lookup,
)
from tests.domain.quick_log.corpora import FROZEN, SPOKEN
from tests.examples import examples

TODAY = dt.date(2026, 11, 27)


def month(number: int, year: int = 2026) -> MonthLookup:
    return MonthLookup(dt.date(year, number, 1))


@pytest.mark.parametrize(
    ("typed", "lookup"),
    [
        ("sổ tháng 9", month(9)),
        ("so thang 9", month(9)),
        ("Sổ tháng 9/2025", month(9, 2025)),
        ("sổ tháng 09.2025", month(9, 2025)),
        ("xem sổ tháng 9 năm 2025", month(9, 2025)),
        ("cho tôi xem sổ tháng trước", month(10)),
        ("cho em xem lại tháng trước nhé", month(10)),
        ("sổ của tôi tháng 9", month(9)),
        ("tháng trước", month(10)),
        ("Tháng này", month(11)),
        ("tháng 9", month(9)),
        ("tháng chín", month(9)),
        ("tháng tư", month(4)),
        ("tháng mười", month(10)),
        ("tháng 12", month(12, 2025)),
        ("tháng mười hai", month(12, 2025)),
        ("tháng 9 tôi đã học những gì", month(9)),
        ("tháng trước tôi học được gì?", month(10)),
        ("notebook september", month(9)),
        ("my notebook for september 2025", month(9, 2025)),
        ("last month", month(10)),
        ("sổ năm 2025", YearLookup(2025)),
        ("sổ 2025", YearLookup(2025)),
        ("năm ngoái", YearLookup(2025)),
        ("năm nay", YearLookup(2026)),
        ("tuần trước", WeekLookup(dt.date(2026, 11, 16))),
        ("sổ tuần này", WeekLookup(dt.date(2026, 11, 23))),
        ("ngoại muốn coi lại cuốn sổ", WeekLookup(dt.date(2026, 11, 23))),
        ("cho tui coi cuốn sổ cái", WeekLookup(dt.date(2026, 11, 23))),
        ("xem lai so", WeekLookup(dt.date(2026, 11, 23))),
        ("dạ con xin xem sổ của con ạ", WeekLookup(dt.date(2026, 11, 23))),
        ("mở sổ học tập giúp bác với", WeekLookup(dt.date(2026, 11, 23))),
        ("tìm excel", WordLookup("excel")),
        ("tim excel", WordLookup("excel")),
        ("Tìm: Excel?", WordLookup("Excel")),
        ("tìm mục excel", WordLookup("excel")),
        ("tìm trong sổ: đọc sách", WordLookup("đọc sách")),
        ("tìm giúp tôi bài về nấu ăn", WordLookup("nấu ăn")),
        ("tôi đã học excel chưa", WordLookup("excel")),
        ("Tôi đã học Excel nâng cao chưa?", WordLookup("Excel nâng cao")),
        ("toi da hoc excel chua", WordLookup("excel")),
        ("mình học excel chưa nhỉ", WordLookup("excel")),
        ("em đã đọc Truyện Kiều chưa ạ", WordLookup("Truyện Kiều")),
        ("tôi học excel hồi nào", WordLookup("excel")),
        ("tôi học excel ngày nào vậy", WordLookup("excel")),
        ("lần cuối tôi học excel là khi nào", WordLookup("excel")),
        ("find excel", WordLookup("excel")),
        ("have I learned about cooking?", WordLookup("cooking")),
    ],
)
def test_what_is_asked_for_is_read(typed: str, lookup: Lookup) -> None:
    assert read_lookup(typed, TODAY) == lookup


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?",
        "tháng 13",
        "xem số",
        "mở sở",
        "tháng 0",
        "số tháng 9",
        "thắng 9",
        "may",
        "2025",
        "năm 1999",
        "tháng 9/1999",
        "tháng 9 học excel 2 tiếng",
        "tìm hiểu luật giao thông",
        "tìm tòi cách nấu ăn",
        "tim mạch là gì",
        "học về tim mạch",
        "hôm nay đi thăm chùa",
        "học ở chùa",
        "hoc tieng anh o chua",
        "tôi đã học chưa",
        "tôi đã học gì chưa",
        "đọc xong chưa",
        "đọc tin nhắn của tôi chưa",
        "học sinh nghỉ tết từ ngày nào",
        "tôi học được 2 tháng",
        "x" * 4096,
    ],
)
def test_other_texts_ask_for_nothing(typed: str) -> None:
    assert read_lookup(typed, TODAY) is None


def test_no_activity_of_the_corpora_asks_for_the_notebook() -> None:
    sentences = [each.sentence for each in (*SPOKEN, *FROZEN)]
    assert len(sentences) >= 500
    assert [each for each in sentences if read_lookup(each, TODAY)] == []


@examples(200)
@given(st.text(max_size=140), st.dates(dt.date(2025, 1, 1), dt.date(2099, 12, 31)))
def test_whatever_is_typed_is_read_without_a_fault(typed: str, today: dt.date) -> None:
    for text in (typed, f"tìm {typed}", f"tôi đã học {typed} chưa", f"tháng {typed}"):
        found = read_lookup(text, today)
        if isinstance(found, WordLookup):
            assert found.words in " ".join(text.split())
            assert found.words.strip()
