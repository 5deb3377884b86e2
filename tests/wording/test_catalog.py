"""Texts are translated with their values, plural forms, days and durations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.persons import LOCALES
from bot.serving import LOCALES_DIR
from bot.talk.text import Blank, Day, Minutes, Text, _, plain, plural
from bot.wording.catalog import CatalogMissing, Translator

TRANSLATOR = Translator.load(LOCALES_DIR)


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (0, "0 phút", "0 minutes"),
        (1, "1 phút", "1 minute"),
        (5, "5 phút", "5 minutes"),
        (59, "59 phút", "59 minutes"),
        (60, "1 giờ", "1 hour"),
        (61, "1 giờ 1 phút", "1 hour 1 minute"),
        (90, "1 giờ 30 phút", "1 hour 30 minutes"),
        (120, "2 giờ", "2 hours"),
        (960, "16 giờ", "16 hours"),
        (6001, "100 giờ 1 phút", "100 hours 1 minute"),
    ],
)
def test_a_duration_is_told_in_hours_and_minutes(minutes: int, vi: str, en: str) -> None:
    assert TRANSLATOR.duration(minutes, "vi") == vi
    assert TRANSLATOR.duration(minutes, "en") == en


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("2026-11-16", "Thứ Hai, 16/11/2026", "Monday, 16/11/2026"),
        ("2026-11-17", "Thứ Ba, 17/11/2026", "Tuesday, 17/11/2026"),
        ("2026-11-18", "Thứ Tư, 18/11/2026", "Wednesday, 18/11/2026"),
        ("2026-11-19", "Thứ Năm, 19/11/2026", "Thursday, 19/11/2026"),
        ("2026-11-20", "Thứ Sáu, 20/11/2026", "Friday, 20/11/2026"),
        ("2026-11-21", "Thứ Bảy, 21/11/2026", "Saturday, 21/11/2026"),
        ("2026-11-22", "Chủ Nhật, 22/11/2026", "Sunday, 22/11/2026"),
        ("2025-01-02", "Thứ Năm, 02/01/2025", "Thursday, 02/01/2025"),
    ],
)
def test_a_day_is_told_with_its_weekday_day_before_month(day: str, vi: str, en: str) -> None:
    line = Text("{day}", {"day": Day(dt.date.fromisoformat(day))})
    assert TRANSLATOR.line(line, "vi") == vi
    assert TRANSLATOR.line(line, "en") == en


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 hoạt động, tổng cộng 0 phút", "0 activities, 0 minutes in all"),
        (1, "1 hoạt động, tổng cộng 0 phút", "1 activity, 0 minutes in all"),
        (2, "2 hoạt động, tổng cộng 0 phút", "2 activities, 0 minutes in all"),
        (21, "21 hoạt động, tổng cộng 0 phút", "21 activities, 0 minutes in all"),
    ],
)
def test_a_number_chooses_the_form(count: int, vi: str, en: str) -> None:
    one, many = "{count} activity, {total} in all", "{count} activities, {total} in all"
    line = plural(one, many, count, total=Minutes(0))
    assert TRANSLATOR.line(line, "vi") == vi
    assert TRANSLATOR.line(line, "en") == en


NASTY_BLANKS = ("{typed}", "{0}", "{", "}}", "%s", "<b>", "\\n", "🙏", "")


@pytest.mark.parametrize("typed", NASTY_BLANKS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_persons_words_stand_in_a_sentence_exactly(typed: str, locale: str) -> None:
    shown = TRANSLATOR.line(_("I did not understand: {typed}", typed=plain(typed)), locale)
    assert shown.endswith(f": {typed}")
    assert TRANSLATOR.line(plain(typed), locale) == typed


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(LOCALES))
def test_nothing_that_is_typed_is_changed(typed: str, locale: str) -> None:
    assert TRANSLATOR.line(plain(typed), locale) == typed
    shown = TRANSLATOR.line(_("I did not understand: {typed}", typed=plain(typed)), locale)
    assert shown.removesuffix(typed) in ("Xin lỗi, sổ chưa hiểu: ", "I did not understand: ")


@pytest.mark.parametrize(
    ("blank", "shown"),
    [
        (7, "7"),
        (plain("Kiều"), "Kiều"),
        (Minutes(75), "1 giờ 15 phút"),
        (Day(dt.date(2026, 11, 20)), "Thứ Sáu, 20/11/2026"),
        (_("Online"), "Trực tuyến"),
        (_("{name}: {value}", name=_("How"), value=_("In person")), "Cách học: Trực tiếp"),
    ],
)
def test_each_kind_of_blank_is_shown_in_the_language(blank: Blank, shown: str) -> None:
    assert TRANSLATOR.line(Text("{blank}!", {"blank": blank}), "vi") == f"{shown}!"


def test_each_recipient_has_a_language_of_their_own() -> None:
    assert TRANSLATOR.line(_("Online"), "en") == "Online"
    assert TRANSLATOR.line(_("Online"), "vi") == "Trực tuyến"


def test_a_catalog_that_is_not_compiled_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogMissing, match="vi"):
        Translator.load(tmp_path)
