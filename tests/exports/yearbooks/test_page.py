"""The page of a year: every entry once, under an indicator, as words and never as markup."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from bot.application import LOCALES_DIR
from bot.domain.learning.activity import Activity
from bot.domain.learning.learning_citizen import YearEvidence
from bot.domain.learning.yearbook import Yearbook, make_yearbook
from bot.exports.yearbooks import yearbook_page
from bot.services.learning.yearbooks import read_yearbook
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.wording.catalog import Translator
from tests.domain import reference_files
from tests.services.running_commands import REFERENCE_DATA
from tests.storage.stores import NOW, Store, meet, open_store, record

TODAY = dt.date(2026, 11, 20)
TYPES = ("I1", "N1", "I6", "I7", "O", "I1", "F2", "N2")
ENTRIES = [
    Activity(f"HT-{n}", code, f"Việc học {n}", dt.date(2026, 1 + n, 3), 30)
    for n, code in enumerate(TYPES)
]


def book(*more: Activity) -> Yearbook:
    evidence = YearEvidence({"I1": 2}, {"I1": 60}, 70, 120)
    entries = [*ENTRIES, *more]
    return make_yearbook(reference_files.criteria(), entries, evidence, {"4": 7}, TODAY)


def page(of: Yearbook, locale: str = "vi") -> str:
    translator = Translator.load(LOCALES_DIR)
    return yearbook_page(
        of, locale=locale, value=translator.value, place="phường Ô Chợ Dừa"
    ).decode()


def test_every_entry_is_listed_once() -> None:
    text = page(book())
    assert [text.count(f">Việc học {n}<") for n in range(len(TYPES))] == [1] * len(TYPES)


def test_the_ten_indicators_stand_in_their_order() -> None:
    headings = re.findall(r"<h2>(\d+)\. ([^<]+)</h2>", page(book()))
    names = [each.name.vi for each in reference_files.criteria().indicators]
    assert [unescape(name) for _number, name in headings] == names
    assert [number for number, _name in headings] == [str(n) for n in range(1, len(names) + 1)]


def test_a_cancelled_entry_is_not_printed() -> None:
    gone = Activity("HT-9", "I1", "Đã hủy", TODAY, 30, voided_at=dt.datetime(2026, 11, 20, 1))  # noqa: DTZ001
    assert "Đã hủy" not in page(book(gone))


def test_own_words_are_words() -> None:
    bad = Activity("HT-9", "I1", "<script>alert(1)</script>&amp;", TODAY, 30, provider="<b>")
    text = page(book(bad))
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp; (&lt;b&gt;)" in text


@pytest.mark.parametrize(("locale", "title"), [("vi", "Sổ học tập năm 2026"), ("en", "of 2026")])
def test_it_names_the_year_and_leaves_a_line_for_the_name(locale: str, title: str) -> None:
    text = page(book(), locale)
    assert title in text
    assert text.count('class="line"') == 2
    assert "<script" not in text


async def test_it_is_read_from_the_notebook(database_url: str) -> None:
    async with open_store(database_url) as store:
        found = await _of_somebody(store)
    assert [each.title for each in found.entries] == ["Đọc sách a", "Đọc sách b"]
    assert found.year == 2026
    assert sum(len(chapter.entries) for chapter in found.chapters) == 2


async def _of_somebody(store: Store) -> Yearbook:
    somebody = await meet(store)
    await record(store, somebody, "a", day=dt.date(2026, 2, 1))
    await record(store, somebody, "b", day=dt.date(2026, 3, 1))
    await record(store, somebody, "c", day=dt.date(2025, 3, 1))

    async def job(work: SqlUnitOfWork) -> Yearbook:
        return await read_yearbook(work, somebody.person, REFERENCE_DATA, NOW)

    return await store.transact(job)
