"""The place of a restore on a server: what earlier restores set aside keeps its name."""

from __future__ import annotations

from bot.storage.backups.postgresql_place import finish_place, free_aside, take_place
from tests.storage.stores import query


async def test_a_second_restore_in_the_same_second_sets_aside_under_another_name(
    postgresql_url: str,
) -> None:
    asides = []
    for _number in range(3):
        await query(postgresql_url, "CREATE TABLE there (n integer)")
        aside = await free_aside(postgresql_url, "before_restore_1")
        assert await take_place(postgresql_url, aside, replace=True) == "set_aside"
        await finish_place(postgresql_url)
        asides.append(aside)
    assert asides == ["before_restore_1", "before_restore_1_2", "before_restore_1_3"]
