"""Adopting: rows without an account go to one bot, whole, and to no second one."""

from __future__ import annotations

import pytest

from bot.storage.databases.adopting import adopt
from bot.storage.databases.migrating import CannotMigrate, migrate
from bot.storage.revisions import newest
from tests.storage.stores import query

TABLES = ("address", "conversation", "inbox", "hold", "outbox")


async def _before_accounts(url: str, channel: str, number: int) -> None:
    """Rows as the release before accounts had them, in every table."""
    where = f"'{channel}', '{number}'"
    for sql in (
        f"INSERT INTO person (id, locale, created_ms) VALUES ({number}, 'vi', 0)",
        "INSERT INTO address (channel, external_id, person_id, created_ms)"
        f" VALUES ({where}, {number}, 0)",
        "INSERT INTO conversation (person_id, channel, external_id, updated_ms)"
        f" VALUES ({number}, {where}, 0)",
        f"INSERT INTO inbox (channel, update_id, at_ms) VALUES ({where}, 0)",
        f"INSERT INTO hold (channel, until_ms, why) VALUES ('{channel}', 0, '')",
        "INSERT INTO outbox (channel, external_id, person_id, kind, locale, turn, say, state,"
        f" due_ms, created_ms) VALUES ({where}, {number}, 'reply', 'vi', 0, '', 'planned', 0, 0)",
    ):
        await query(url, sql)


async def _accounts(url: str, channel: str) -> dict[str, list[str]]:
    return {
        table: [
            account
            for (account,) in await query(
                url, f"SELECT account FROM {table} WHERE channel = '{channel}' ORDER BY account"
            )
        ]
        for table in TABLES
    }


async def test_old_rows_go_whole_to_the_first_bot_and_not_to_the_next(empty_url: str) -> None:
    await migrate(empty_url, "0006")
    await _before_accounts(empty_url, "telegram", 1)
    await _before_accounts(empty_url, "web", 2)
    await migrate(empty_url)
    assert await adopt(empty_url, "telegram", "11") == 1
    assert await adopt(empty_url, "telegram", "22") is None
    assert await _accounts(empty_url, "telegram") == {table: ["11"] for table in TABLES}
    assert await _accounts(empty_url, "web") == {table: [""] for table in TABLES}


async def test_a_row_that_the_bot_has_already_stays(database_url: str) -> None:
    await _before_accounts(database_url, "telegram", 1)
    await adopt(database_url, "telegram", "11")
    await query(database_url, "INSERT INTO inbox (channel, update_id, at_ms)"
                              " VALUES ('telegram', '1', 5), ('telegram', '2', 5)")  # fmt: skip
    assert await adopt(database_url, "telegram", "11") == 0
    found = await query(database_url, "SELECT account, update_id, at_ms FROM inbox ORDER BY 1, 2")
    assert found == [("", "1", 5), ("11", "1", 0), ("11", "2", 5)]


async def test_the_way_back_is_refused_in_words_where_bots_would_be_mixed(
    database_url: str,
) -> None:
    await _before_accounts(database_url, "telegram", 1)
    await adopt(database_url, "telegram", "11")
    sql = "INSERT INTO inbox (channel, account, update_id, at_ms) VALUES ('telegram', '22', '1', 0)"
    await query(database_url, sql)
    with pytest.raises(CannotMigrate, match="the table inbox has rows of several accounts on"):
        await migrate(database_url, "0006")
    await query(database_url, "DELETE FROM inbox WHERE account = '22'")
    assert await migrate(database_url, "0006") == (newest(), "0006")
    assert await query(database_url, "SELECT channel, update_id FROM inbox") == [("telegram", "1")]
