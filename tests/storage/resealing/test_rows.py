"""A database of a release without keys: everything is sealed, nothing is lost, at any stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.resealing.files import reseal_files
from bot.storage.resealing.rows import Resealing
from bot.storage.secrets.data_keys import is_sealed, mark_sealed
from tests.sealed import SEALED, SEALER, rows_of, sealed_columns
from tests.storage.databases import schemas
from tests.storage.stores import Store, open_store, query

_KEYS = ("data_key:", "id_key", "sealed")


def whole(resealing: Resealing) -> bool:
    """Whether a pass is complete."""
    return resealing.table is None


async def stored(url: str) -> schemas.Rows:
    """What lies in the database as it is, without the keys."""
    found = dict(await schemas.run(url, schemas.rows))
    found["secret"] = [r for r in found["secret"] if not str(r["name"]).startswith(_KEYS)]
    return found


async def opened(url: str) -> dict[str, list[object]]:
    """What the sealed tables hold, opened."""
    return {
        table.name: sorted(
            (
                row
                for row in await rows_of(url, f"SELECT * FROM {table.name}")
                if not str(row[0]).startswith(_KEYS)
            ),
            key=repr,
        )
        for table in SEALED
    }


async def seal_all(store: Store) -> None:
    """One pass, to its end."""
    resealing = Resealing(store, plain=True)
    while not whole(resealing):
        await resealing.slice(2)


@pytest.mark.parametrize("stop_after", [0, 1, 4, 9])
async def test_every_value_of_an_old_house_is_sealed_and_opens_to_what_it_was(
    database_url: str, stop_after: int
) -> None:
    await schemas.run(database_url, schemas.fill)
    before = await opened(database_url)
    async with open_store(database_url) as store:
        assert not await is_sealed(store)
        ended = Resealing(store, plain=True)
        for _slice in range(stop_after):
            await ended.slice(2)
        await seal_all(store)
        await mark_sealed(store)
        assert await is_sealed(store)
    for table in SEALED:
        for row in (await stored(database_url))[table.name]:
            for name in sealed_columns(table):
                assert row[name] is None or str(row[name]).startswith("~"), (table.name, name)
    assert await opened(database_url) == before


async def test_a_second_pass_changes_nothing(database_url: str) -> None:
    await schemas.run(database_url, schemas.fill)
    async with open_store(database_url) as store:
        await seal_all(store)
        once = await stored(database_url)
        await seal_all(store)
    assert await stored(database_url) == once


async def test_a_subscription_follows_its_address(database_url: str) -> None:
    await schemas.run(database_url, schemas.fill)
    async with open_store(database_url) as store:
        await seal_all(store)
    joined = (
        "SELECT count(*) FROM push_subscription JOIN address USING (channel, account, external_id)"
    )
    assert await query(database_url, joined) == [(schemas.ROWS,)]


def test_files_of_an_older_release_are_sealed_in_their_place(tmp_path: Path) -> None:
    path = tmp_path / "ab" / ("ab" * 32)
    path.parent.mkdir()
    path.write_bytes(b"a photo")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "chart").write_bytes(b"a chart")
    made = path.stat().st_mtime_ns
    assert reseal_files(tmp_path, SEALER) == 1
    assert SEALER.open_file(path.read_bytes()) == b"a photo"
    assert b"a photo" not in path.read_bytes()
    assert path.stat().st_mtime_ns == made
    assert reseal_files(tmp_path, SEALER) == 0
    assert (tmp_path / "pictures" / "chart").read_bytes() == b"a chart"
