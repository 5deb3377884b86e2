"""A stolen database shows no person: a whole life is lived, and its bytes are searched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from tests.applications import TestApplication, open_application
from tests.storage.databases import schemas

ADDRESS = "7300519284"
TITLE, TOPIC, CHAT = "thêu thùa truyền thống", "luyện chữ đẹp", "xin chào cô giáo Hạnh"
PHOTO = "telegram:AgACAgUAAxkBAAIB"
PLANTED = (ADDRESS, TITLE, TOPIC, CHAT, PHOTO, "AgACAgUAAxkBAAIB", "thùa", "Hạnh")


async def live(application: TestApplication) -> None:
    """Join, talk, record with a photo, remind with a topic, set a goal, check a skill."""
    person = application.visitor(ADDRESS)
    await person.joins()
    await person.says(CHAT)
    await person.says(f"hôm nay học {TITLE} 45 phút")
    await person.taps("Ghi vào sổ")
    await person.sends("photo", PHOTO, f"hôm nay học {TITLE} 20 phút")
    await person.taps("Ghi vào sổ")
    await person.says(f"mai 7h nhắc tôi {TOPIC}")
    await person.says("/progress")
    await person.says("/check")
    await person.says("/mylog")
    await person.says(f"tìm {TITLE}")


async def dump(url: str) -> str:
    """Every row of every table, as a dump of the database shows it."""
    return repr(await schemas.run(url, schemas.rows))


def contents(folder: Path, pattern: str) -> dict[str, bytes]:
    """The files of a folder, by their names."""
    return {each.name: each.read_bytes() for each in folder.glob(pattern) if each.is_file()}


async def test_the_rows_of_a_stolen_database_show_nothing_of_a_life(database_url: str) -> None:
    async with open_application(database_url) as application:
        await live(application)
        held = await dump(database_url)
        assert [each for each in PLANTED if each in held] == []
        # And the search does find it where it is opened.
        assert any(TITLE in row[0] for row in await application.rows("SELECT say FROM outbox"))
        assert (await application.rows("SELECT title FROM activity"))[0] == (f"học {TITLE}",)
        assert await application.rows("SELECT DISTINCT reference FROM evidence") == [(PHOTO,)]
        assert await application.rows("SELECT topic FROM reminder") == [(TOPIC,)]
        assert (await application.rows("SELECT external_id FROM address")) == [(ADDRESS,)]


async def test_the_files_of_a_stolen_machine_show_nothing_of_a_life(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_application(sqlite_url, files_dir=tmp_path / "files") as application:
        await live(application)
        path = Path(str(make_url(sqlite_url).database))
        held = contents(path.parent, f"{path.name}*") | contents(tmp_path, "**/*")
    assert any(name.endswith("-wal") for name in held)
    found: list[Any] = [
        (name, each) for name, raw in held.items() for each in PLANTED if each.encode() in raw
    ]
    assert found == []
