"""The webhook as anybody on the internet meets it: bytes that are not Telegram's, or are odd."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.databases import PostgresqlServer, SqliteFiles
from tests.e2e.residents import joined, record
from tests.e2e.service import SECRET, QuickService, served_on_telegram
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import TelegramEmulator

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEBIBYTE = 1024 * 1024
HEADER = "X-Telegram-Bot-Api-Secret-Token"
STRANGER = 7_999_888_777
NAME = "Nguyễn Thị Bí Mật"
TRANSLATOR = "chuyện riêng không ai được đọc"


@dataclass(slots=True)
class Door:
    """The webhook of a running service."""

    telegram: TelegramEmulator
    service: QuickService
    kept: Kept
    session: aiohttp.ClientSession
    url: str

    async def post(self, body: Any, headers: Mapping[str, str] | None = None) -> int:
        """The status that a body gets; with the right secret where no headers are given."""
        headers = {HEADER: SECRET} if headers is None else headers
        async with self.session.post(self.url, data=body, headers=headers) as response:
            await response.read()
            return response.status

    def refusals(self, since: int) -> list[str]:
        """What was counted since so many lines were logged; nothing else was logged.

        But for replies to strangers of other tests, whom this Telegram does not know.
        """
        events = self.service.events()[since:]
        others = [event for event in events if event["event"] != "not_delivered"]
        assert all(event["event"] == "refused" for event in others), others
        return [event["what"] for event in others]

    @property
    def lines(self) -> int:
        """How many lines are logged by now."""
        return len(self.service.events())


@asynccontextmanager
async def opened(folder: Path, url: str) -> AsyncIterator[Door]:
    """A service that must still answer people when everything below has been done to it."""
    async with served_on_telegram(folder, url) as (telegram, service, kept):
        await telegram.called("setMyCommands", 3)
        await service.logged("told")
        async with aiohttp.ClientSession() as session:
            yield Door(telegram, service, kept, session, telegram.updates.webhook_url)
        (person,) = await joined(telegram, "Bà Sáu")
        await record(telegram, person, "đọc sách tập xk")
        await telegram.drained()
        logged = service.log.read_text()
        for private in (TRANSLATOR, NAME, str(STRANGER), SECRET, telegram.token):
            assert private not in logged
            assert json.dumps(private)[1:-1] not in logged


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles
) -> AsyncIterator[Door]:
    async with opened(tmp_path_factory.mktemp("webhook"), sqlite_files.fresh()) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def postgresql_door(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer
) -> AsyncIterator[Door]:
    async with opened(tmp_path_factory.mktemp("webhook"), postgresql_server.fresh()) as made:
        yield made


def message(**more: Any) -> dict[str, Any]:
    """A private message of a stranger."""
    return {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": STRANGER, "type": "private", "first_name": NAME},
        "from": {"id": STRANGER, "is_bot": False, "first_name": NAME, "language_code": "vi"},
        "text": TRANSLATOR,
        **more,
    }


# --- who may come in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="absent"),
        pytest.param({HEADER: ""}, id="empty"),
        pytest.param({HEADER: "wrong"}, id="wrong"),
        pytest.param({HEADER: SECRET[:-1]}, id="too short"),
        pytest.param({HEADER: SECRET + "x"}, id="too long"),
        pytest.param({HEADER: SECRET.upper()}, id="other case"),
        pytest.param({HEADER: "bí mật"}, id="not ASCII"),
    ],
)
async def test_without_the_secret_nobody_comes_in(door: Door, headers: dict[str, str]) -> None:
    before = door.lines
    body = json.dumps({"update_id": 1, "message": message()})
    assert await door.post(body, headers) == 401
    assert door.refusals(before) == ["telegram_secret_wrong"]
    assert await door.kept.rows("SELECT * FROM inbox WHERE update_id = '1'") == []


async def test_a_secret_of_bytes_that_are_no_text_is_wrong(door: Door) -> None:
    before = door.lines
    reader, writer = await asyncio.open_connection("127.0.0.1", door.service.port)
    writer.write(
        b"POST /telegram/hook HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n"
        + HEADER.encode()
        + b": \xff\xfe\x80\r\nConnection: close\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.split()[1] == b"401"
    assert door.refusals(before) == ["telegram_secret_wrong"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_only_post_is_taken(door: Door, method: str) -> None:
    before = door.lines
    async with door.session.request(method, door.url, headers={HEADER: SECRET}) as response:
        assert response.status == 405
    assert door.refusals(before) == []


# --- size -----------------------------------------------------------------------------------------


async def test_a_body_over_a_mebibyte_is_let_go_by_its_length(door: Door) -> None:
    before = door.lines
    assert await door.post(io.BytesIO(b" " * (MEBIBYTE + 1))) == 200
    assert door.refusals(before) == ["telegram_body_too_big"]


async def test_a_body_over_a_mebibyte_is_let_go_where_no_length_is_told(door: Door) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _chunk in range(65):
            yield b" " * 16_384

    before = door.lines
    assert await door.post(chunks()) == 200
    assert door.refusals(before) == ["telegram_body_too_big"]


async def test_a_body_of_a_mebibyte_in_chunks_is_read(door: Door) -> None:
    body = json.dumps({"update_id": 2, "message": message()}).encode().ljust(MEBIBYTE)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, MEBIBYTE, 10_000):
            yield body[start : start + 10_000]

    assert await door.post(chunks()) == 200
    assert len(await door.kept.rows("SELECT * FROM inbox WHERE update_id = '2'")) == 1


# --- what it says ---------------------------------------------------------------------------------


UNREADABLE: dict[str, bytes] = {
    "empty": b"",
    "cut off": b'{"update_id": 1,',
    "no JSON": TRANSLATOR.encode(),
    "no UTF-8": b'{"update_id": 1, "x": "\xff"}',
    "half a letter": b'{"update_id": 1, "x": "\\ud800"}',
    "no number": b'{"update_id": NaN}',
    "endless": b'{"update_id": 1, "x": -Infinity}',
    "deep array": b"[" * 10_000 + b"]" * 10_000,
    "deeper array": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_can_never_be_read_is_let_go(door: Door, name: str) -> None:
    before = door.lines
    assert await door.post(UNREADABLE[name]) == 200
    assert door.refusals(before) == ["telegram_body_unreadable"]


@pytest.mark.parametrize("body", [b" " * (MEBIBYTE + 1), *UNREADABLE.values()], ids=len)
async def test_nobody_else_is_told_anything_of_a_body(door: Door, body: bytes) -> None:
    before = door.lines
    assert await door.post(io.BytesIO(body), {HEADER: "wrong"}) == 401
    assert door.refusals(before) == ["telegram_secret_wrong"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_arrived_broken_is_to_come_again(door: Door, encoding: str) -> None:
    before = door.lines
    headers = {HEADER: SECRET, "Content-Encoding": encoding}
    assert await door.post(json.dumps({"update_id": 5, "message": message()}), headers) == 400
    assert door.refusals(before) == ["telegram_body_broken"]


async def test_a_body_that_can_never_be_read_keeps_nothing_of_its_chat_back(door: Door) -> None:
    (person,) = await joined(door.telegram, "Ông Bảy")
    before = door.lines
    chat = {"id": person.id, "type": "private"}
    door.telegram.raw_update({"message": message(chat=chat, text=f"{TRANSLATOR} \ud800")})
    await record(door.telegram, person, "đọc sách tập xk")
    await door.telegram.drained()
    told = [event["what"] for event in door.service.events()[before:] if "what" in event]
    assert told == ["telegram_body_unreadable"]


def nested(depth: int) -> dict[str, Any]:
    """A message that answers one that answers one …"""
    inner = message()
    for _level in range(depth):
        inner = message(reply_to_message=inner)
    return inner


GROUP = {"id": -1001, "type": "supergroup", "title": TRANSLATOR}
STRANGE: dict[str, tuple[Any, str]] = {
    "array": ([], "unreadable"),
    "text": (TRANSLATOR, "unreadable"),
    "null": (None, "unreadable"),
    "number": (5, "unreadable"),
    "empty": ({}, "unreadable"),
    "no id": ({"message": message()}, "unreadable"),
    "text for an id": ({"update_id": TRANSLATOR, "message": message()}, "unreadable"),
    "half for an id": ({"update_id": 1.5, "message": message()}, "unreadable"),
    "no date": ({"update_id": 3, "message": message(date=None)}, "unreadable"),
    "text for a chat": ({"update_id": 3, "message": message(chat=TRANSLATOR)}, "unreadable"),
    "number for a text": ({"update_id": 3, "message": message(text=7)}, "unreadable"),
    "nothing but an id": ({"update_id": 3}, "ignored"),
    "a kind of tomorrow": ({"update_id": 3, "time_travel": {"to": TRANSLATOR}}, "ignored"),
    "channel post": (
        {"update_id": 3, "channel_post": message(chat={**GROUP, "type": "channel"})},
        "ignored",
    ),
    "a purchase": (
        {"update_id": 3, "purchased_paid_media": {"from": message()["from"],
                                                  "paid_media_payload": TRANSLATOR}},
        "ignored",
    ),
    "inline query": (
        {"update_id": 3, "inline_query": {"id": "1", "from": message()["from"], "query": TRANSLATOR,
                                          "offset": ""}},
        "ignored",
    ),
    "group": ({"update_id": 3, "message": message(chat=GROUP)}, "not_private"),
    "edit in a group": (
        {"update_id": 3, "edited_message": message(chat=GROUP, edit_date=1_790_000_001)},
        "not_private",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
async def test_what_is_no_update_of_ours_is_counted_and_let_go(door: Door, name: str) -> None:
    update, why = STRANGE[name]
    before = door.lines
    assert await door.post(json.dumps(update)) == 200
    (counted,) = door.refusals(before)
    assert counted == ("telegram_not_private" if why == "not_private" else f"telegram_update_{why}")
    assert await door.kept.rows("SELECT * FROM inbox WHERE update_id = '3'") == []


ODD: dict[str, dict[str, Any]] = {
    "a great id": {"update_id": 2**63 - 1, "message": message()},
    "an id beyond all bounds": {"update_id": 10**100, "message": message()},
    "a negative id": {"update_id": -5, "message": message()},
    "a far chat": {
        "update_id": 10,
        "message": message(chat={"id": 2**52, "type": "private"}),
    },
    "a chat beyond all bounds": {
        "update_id": 19,
        "message": message(chat={"id": 10**100, "type": "private"}),
    },
    "nobody wrote it": {"update_id": 11, "message": message(**{"from": None})},
    "no content": {"update_id": 12, "message": message(text=None)},
    "empty text": {"update_id": 13, "message": message(text="")},
    "NUL": {"update_id": 14, "message": message(text="a\0b")},
    "deep answers": {"update_id": 15, "message": nested(150)},
    "a press without data": {
        "update_id": 16,
        "callback_query": {"id": "1", "from": message()["from"], "chat_instance": "1"},
    },
    "a press of nothing of ours": {
        "update_id": 17,
        "callback_query": {
            "id": "1", "from": message()["from"], "chat_instance": "1", "data": "x" * 64,
        },
    },
    "a press without end": {
        "update_id": 18,
        "callback_query": {
            "id": "1", "from": message()["from"], "chat_instance": "1", "data": "9" * 60 + ":go",
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_an_odd_update_brings_nothing_down(
    door: Door, postgresql_door: Door, database: str, name: str
) -> None:
    door = door if database == "sqlite" else postgresql_door
    before = door.lines
    status = await door.post(json.dumps(ODD[name]))
    assert status == 200
    events = door.service.events()[before:]
    assert events
    assert [event for event in events if event["level"] == "error"] == []


# --- 200 means that it is kept --------------------------------------------------------------------


async def test_nothing_is_acknowledged_that_is_not_committed(door: Door) -> None:
    (path,) = await door.kept.rows("SELECT file FROM pragma_database_list WHERE name = 'main'")
    body = json.dumps({"update_id": 4, "message": message()})
    other = sqlite3.connect(path[0], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert await door.post(body) == 503
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert await door.kept.rows("SELECT * FROM inbox WHERE update_id = '4'") == []
    assert await door.post(body) == 200
    assert len(await door.kept.rows("SELECT * FROM inbox WHERE update_id = '4'")) == 1
    posted = "SELECT count(*) FROM outbox"
    (before,) = await door.kept.rows(posted)
    assert await door.post(body) == 200
    assert await door.kept.rows(posted) == [before]
