"""The law of copies: a copy has every personal value that was told, an erasure leaves none."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import make_url

from bot.channels.web.files import Files, deleting_from
from bot.exports.copies.archive import write_archive
from bot.exports.copies.readable import readable_page
from bot.storage.backups.sqlite_copy import copy_database, leave_out_what_is_gone
from bot.storage.copying import StoredCopies
from bot.storage.declarations import PERSONAL
from bot.storage.privacy.deleting import delete_doomed_files
from bot.storage.tables import metadata
from bot.wording.catalog import Translator
from tests.applications import TestApplication, Visitor, open_application

TITLES = ("đọc sách Truyện Kiều", "học excel nâng cao", "xem video trồng rau sạch", "nghe đài xã")
PLACES = ("ở thư viện Hoa Sen", "ở nhà văn hóa Phú Lâm", "với cô Lan Hương", "")


async def log_one(visitor: Visitor, random: Random, planted: list[str]) -> None:
    """Record an entry with a word that nothing else has."""
    word = f"mốc{random.randrange(10**6)}"
    await visitor.says(f"hôm nay {random.choice(TITLES)} {word} 30 phút {random.choice(PLACES)}")
    await visitor.says("có")
    planted.append(word)


async def remind_of(visitor: Visitor, random: Random, planted: list[str]) -> None:
    """Have oneself reminded of something."""
    word = f"việc{random.randrange(10**6)}"
    await visitor.says(f"nhắc tôi {word} ngày mai 9h")
    planted.append(word)


async def leave_a_draft(visitor: Visitor, random: Random, planted: list[str]) -> None:
    """Begin an entry and leave it open."""
    word = f"nháp{random.randrange(10**6)}"
    await visitor.says(f"học đàn {word}")
    planted.append(word)


async def whole(application: TestApplication, person: int) -> str:
    """Everything that the archive of a copy says."""
    tables = await StoredCopies(application.application.database).tables(person)
    translator: Translator = application.application.translator
    made = application.clock()
    page = readable_page(
        tables,
        locale="vi",
        made=made,
        value=translator.value,
        spoken=lambda stored, _locale: json.dumps(json.loads(stored), ensure_ascii=False),
    )
    out = io.BytesIO()
    write_archive(
        out, page=lambda _lost: page, tables=tables, made=made, read_file=lambda _name: "elsewhere"
    )
    archive = zipfile.ZipFile(out)
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


async def rows_of_everybody(application: TestApplication) -> str:
    """Every row of the tables that may hold something of a person."""
    rows = [
        await application.rows(f'SELECT * FROM "{declared.table.name}"') for declared in PERSONAL
    ]
    return str(rows)


@pytest.mark.parametrize("seed", range(4))
async def test_a_copy_has_every_word_and_an_erasure_leaves_none(
    application: TestApplication, seed: int
) -> None:
    random, planted = Random(seed), list[str]()
    visitor = application.visitor()
    await visitor.joins()
    for _time in range(random.randint(2, 5)):
        act = random.choice((log_one, log_one, remind_of))
        await act(visitor, random, planted)
    await leave_a_draft(visitor, random, planted)
    [(person,)] = await application.rows("SELECT id FROM person")
    told = await whole(application, person)
    assert [word for word in planted if word not in told] == []
    assert visitor.address in told
    before = await rows_of_everybody(application)
    assert [word for word in planted if word not in before] == []
    await visitor.says("/data erase")
    await visitor.says("xóa")
    after = await rows_of_everybody(application)
    assert [word for word in planted if word in after] == []
    assert await application.rows("SELECT count(*) FROM person") == [(0,)]


async def test_a_copy_has_nothing_of_anybody_else(application: TestApplication) -> None:
    mine, theirs = list[str](), list[str]()
    first, second = application.visitor(), application.visitor("2")
    for visitor, planted, seed in ((first, mine, 1), (second, theirs, 2)):
        await visitor.joins()
        await log_one(visitor, Random(seed), planted)
    people = await application.rows("SELECT id FROM person ORDER BY id")
    told = [await whole(application, person) for (person,) in people]
    assert [word in told[0] for word in (*mine, *theirs)] == [True, False]
    assert [word in told[1] for word in (*mine, *theirs)] == [False, True]


async def kept_photo(house: TestApplication, content: bytes) -> str:
    """Store a photo as the page does; its reference."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    async def noted(_name: str, _size: int) -> None:
        """Nothing waits for the photo's entry here."""

    application = house.application
    files = Files(application.settings.files_dir, application.database.sealer)
    name = await files.keep(chunks(), "image/jpeg", noted)
    stored = house.clock().timestamp() - 60
    os.utime(files.path(name), (stored, stored))  # by the clock of the test
    return f"web:{name}"


def sealed_values(path: Path) -> set[str]:
    """Every sealed value as it lies in the rows of a SQLite file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reading:
        return {
            value
            for name in metadata.tables
            for row in reading.execute(f'SELECT * FROM "{name}"')
            for value in row
            if isinstance(value, str) and value.startswith("~")
        }


async def test_an_erasure_leaves_nothing_in_files_or_in_a_backup_that_is_made_after_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    database, files = Path(str(make_url(sqlite_url).database)), tmp_path / "files"
    async with open_application(sqlite_url, files_dir=files) as house:
        application = house.application
        both = [house.visitor("1234567890"), house.visitor("2")]
        photos = [b"\xff\xd8\xff\xe0" + bytes([number]) * 900 for number in (1, 2, 3)]
        references = [await kept_photo(house, each) for each in photos]
        for visitor, reference in zip(both, references, strict=False):
            await visitor.joins()
            await visitor.sends("photo", reference, "hôm nay đọc sách mốc 30 phút")
            await visitor.taps("Ghi vào sổ")
            await visitor.sends("photo", references[2], "hôm nay học vẽ mốc 45 phút")
            await visitor.taps("Ghi vào sổ")
        before = sealed_values(database)
        await both[0].says("/data erase")
        await both[0].says("xóa")
        delete = deleting_from(files)
        await delete_doomed_files(application.database, delete)
        left = sealed_values(database)
    gone = before - left
    assert len(gone) > 5
    # What somebody else has too stays with them.
    kept = {path.name for path in files.rglob("*") if path.is_file()}
    assert kept == {reference[4:68] for reference in references[1:]}
    copied = tmp_path / "copy"
    copy_database(database, copied)
    with closing(sqlite3.connect(database)) as writing:
        writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    leave_out_what_is_gone(copied)
    for path in (copied, database):
        stored = path.read_bytes()
        # A long value lies on several pages: its beginning says enough, behind the key's name.
        assert [each for each in gone if each[:80].encode() in stored] == [], path.name
        found = [each for each in left if each[:80].encode() in stored]
        assert found, f"what stays is found so in {path.name}"
