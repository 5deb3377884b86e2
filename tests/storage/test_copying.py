"""The law of copies: a copy has every personal value that was told, an erasure leaves none."""

from __future__ import annotations

import io
import json
import zipfile
from random import Random

import pytest

from bot.exports.copies.archive import write_archive
from bot.exports.copies.readable import readable_page
from bot.storage.copying import StoredCopies
from bot.storage.declarations import PERSONAL
from bot.wording.catalog import Translator
from tests.applications import TestApplication, Visitor

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
