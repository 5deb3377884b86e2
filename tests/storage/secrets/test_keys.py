"""Keys: made once, missed in words, wrapped anew and renewed while databases are open."""

from __future__ import annotations

import datetime as dt
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.storage.databases.opening import database_at
from bot.storage.engine.milliseconds import from_ms
from bot.storage.resealing.keeping import KeyKeeper
from bot.storage.secrets.data_keys import SETTLE_MS, is_sealed, renew, rotate
from bot.storage.secrets.master_key import MasterKey, NoKey, draw_master_key
from tests.sealed import KEY, MASTER, rows_of
from tests.storage.stores import Store, meet, open_store, query, record, store_of

NEW = MasterKey(Path("no file"), draw_master_key())


async def titles(store: Store, person: int) -> list[str]:
    """What somebody recorded, newest first."""
    found = await store.transact(lambda work: work.learning.latest_activities(person, 9))
    return [each.title for each in found]


async def stored_title(url: str, key: str) -> str:
    """A title as it lies in the database."""
    # Not the name of the table alone: it is read as it is stored.
    schema = "main" if "sqlite" in url else "public"
    ((title,),) = await query(url, f"SELECT title FROM {schema}.activity WHERE draft_key = '{key}'")
    return str(title)


async def test_the_first_opening_makes_a_key_that_only_the_service_can_read(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "var" / "data.key"
    for _opening in range(2):
        database = database_at(sqlite_url, master=MasterKey(path))
        await database.open()
        assert await is_sealed(database)
        await database.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(await query(sqlite_url, "SELECT 1 FROM secret WHERE name LIKE 'data_key:%'")) == 1


async def test_without_its_key_nothing_is_opened_and_no_other_is_made(
    database_url: str, tmp_path: Path
) -> None:
    async with open_store(database_url) as store:
        await record(store, await meet(store), "k")
    missing = tmp_path / "data.key"
    database = database_at(database_url, master=MasterKey(missing))
    with pytest.raises(NoKey, match="Put the key back"):
        await database.open()
    await database.close()
    assert not missing.exists()


async def test_another_key_is_refused_in_words(database_url: str) -> None:
    async with open_store(database_url):
        pass
    database = database_at(database_url, master=NEW)
    with pytest.raises(NoKey, match="is not its key"):
        await database.open()
    await database.close()


@pytest.mark.parametrize("text", ["short", "ä" * 44, "", "A" * 42])
async def test_a_file_that_holds_no_key_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoKey, match=r"data\.key"):
        MasterKey(path).make()
    assert path.read_text(encoding="utf-8") == text


async def test_the_master_key_is_rotated_while_people_write(database_url: str) -> None:
    async with open_store(database_url) as store:
        dialog = await meet(store)
        await record(store, dialog, "before")
        async with open_store(database_url, "operator") as operator:
            assert await rotate(operator, MASTER, NEW) == 2
        await record(store, dialog, "after")
        assert await titles(store, dialog.person.id) == ["Đọc sách after", "Đọc sách before"]
    database = database_at(database_url, master=NEW)
    await database.open()
    found = await database.transact(lambda work: work.learning.latest_activities(1, 9))
    assert [each.title for each in found] == ["Đọc sách after", "Đọc sách before"]
    await database.close()
    old = store_of(database_url)
    with pytest.raises(NoKey):
        await old.open()
    await old.close()


async def test_rotating_to_the_key_in_use_is_refused(database_url: str, tmp_path: Path) -> None:
    same = tmp_path / "same.key"
    same.write_text(KEY)
    async with open_store(database_url) as store:
        with pytest.raises(NoKey, match="is in use"):
            await rotate(store, MASTER, MasterKey(same))


def test_of_many_that_make_the_key_at_once_all_get_the_same_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "var" / "data.key"
    with ThreadPoolExecutor(8) as makers:
        made = set(makers.map(lambda _maker: MasterKey(path).make(), range(64)))
    assert made == {MasterKey(path).read()}
    assert [each.name for each in path.parent.iterdir()] == ["data.key"]


async def test_a_new_data_key_seals_what_is_new_and_then_what_is_old(database_url: str) -> None:
    async with open_store(database_url) as store, open_store(database_url, "two") as second:
        dialog = await meet(store)
        await record(store, dialog, "before")
        now = from_ms(time.time_ns() // 1_000_000)
        first, other = KeyKeeper(store, MASTER), KeyKeeper(second, MASTER)
        name = await renew(store, MASTER)
        for keeper in (first, other):
            await keeper.tick(now)
        await record(store, dialog, "between")
        assert name not in await stored_title(database_url, "between")

        settled = now + dt.timedelta(milliseconds=SETTLE_MS + 1000)
        await first.tick(settled)
        await record(store, dialog, "after")
        assert f":{name}:" in await stored_title(database_url, "after")
        # The second process has not ticked meanwhile, and opens it all the same.
        assert "Đọc sách after" in await titles(second, dialog.person.id)
        assert name not in await stored_title(database_url, "before")

        await first.tick(settled + dt.timedelta(milliseconds=SETTLE_MS))
        for key in ("before", "between", "after"):
            assert f":{name}:" in await stored_title(database_url, key)
        assert len(await titles(second, dialog.person.id)) == 3
        assert (await meet(second)).person.id == dialog.person.id


async def test_a_running_service_goes_on_when_a_new_key_cannot_be_loaded(database_url: str) -> None:
    async with open_store(database_url) as store:
        dialog = await meet(store)
        keeper = KeyKeeper(store, MASTER)
        now = from_ms(time.time_ns() // 1_000_000)
        await keeper.tick(now)
        async with open_store(database_url, "operator") as operator:
            await rotate(operator, MASTER, NEW)
            await renew(operator, NEW)
        await keeper.tick(now)
        await record(store, dialog, "k")
        assert await titles(store, dialog.person.id) == ["Đọc sách k"]


async def test_keys_that_an_older_copy_of_the_database_lacks_are_put_back(
    database_url: str,
) -> None:
    async with open_store(database_url) as store:
        keeper = KeyKeeper(store, MASTER)
        now = from_ms(time.time_ns() // 1_000_000)
        await renew(store, MASTER)
        await keeper.tick(now)
        kept = await rows_of(database_url, "SELECT name FROM secret WHERE name LIKE 'data_key:%'")
        await query(database_url, f"DELETE FROM secret WHERE name = '{kept[1][0]}'")
        await keeper.tick(now)
        again = await rows_of(database_url, "SELECT name FROM secret WHERE name LIKE 'data_key:%'")
        assert sorted(again) == sorted(kept)
