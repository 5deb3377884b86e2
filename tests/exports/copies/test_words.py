"""The words of a copy: every table and every column that a copy holds has a name."""

from __future__ import annotations

import datetime as dt

from bot.domain.privacy.declarations import COPIED
from bot.exports.copies.words import COLUMNS, NOT_READ, TABLES, shown
from bot.storage.declarations import PERSONAL
from bot.talk.text import Day, Minutes, plain


def test_every_copied_column_and_table_has_a_name() -> None:
    copied = {
        name for declared in PERSONAL for name, kind in declared.columns.items() if kind in COPIED
    }
    assert set(COLUMNS) == copied
    assert set(TABLES) == {declared.table.name for declared in PERSONAL}
    assert set(TABLES) > NOT_READ


def test_what_was_chosen_is_said_as_it_was_chosen() -> None:
    assert shown("ward", "00235") == plain("phường Đống Đa, Hà Nội")
    assert shown("ward", "99999") == plain("99999")
    assert shown("minutes", 45) == Minutes(45)
    assert shown("day", "2026-11-28") == Day(dt.date(2026, 11, 28))
    assert shown("title", "Đọc sách") == plain("Đọc sách")
    assert shown("type_code", "no such type") == plain("no such type")
    assert shown("provider", "") is None
    assert shown("mode", None) is None
