"""Canaries: secrets and texts that are planted wherever they can be, and are in no output.

An output that another part adds (metrics, a backup, an export) is a line of `OUTPUTS`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp
import pytest
import pytest_asyncio

from tests.channels.web.visit import Talk
from tests.databases import SqliteFiles
from tests.e2e.residents import joined, record
from tests.e2e.service import SECRET, QuickService, running
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import TOKEN, Patience, TelegramEmulator

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "Kim Yến Hót"
TITLE = "đọc sách hoàng anh vỗ cánh"
TYPED = "con hoàng yến trong mỏ than 0912345678"
GUESS = "canary-of-a-wrong-secret"
IN_PATH = "canary-of-a-path"
IN_COOKIE = "canary-of-a-cookie"
IN_BODY = "canary-of-a-body"
ON_PAGE = "chim khuyên hót trên trang"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(slots=True)
class House:
    """A service that has met every canary, and what each output may not hold."""

    service: QuickService
    kept: Kept
    canaries: Mapping[str, str]
    errors: bytes


async def _log(house: House) -> bytes:
    return house.service.log.read_bytes() + (house.service.folder / "out.log").read_bytes()


async def _error_pages(house: House) -> bytes:
    return house.errors


async def _health(house: House) -> bytes:
    told = b""
    async with aiohttp.ClientSession() as session:
        for path in ("/live", "/ready", "/health"):
            async with session.get(f"{house.service.base}{path}") as response:
                told += await response.read()
    return told


OUTPUTS: Mapping[str, Callable[[House], Awaitable[bytes]]] = {
    "the log of the lowest level, and standard output": _log,
    "error pages": _error_pages,
    "health": _health,
}
"""What leaves the service without being for the person that it is about."""


async def _provoke(service: QuickService, url: str) -> bytes:
    """Ask for every error with a canary in it; what was answered, headers too."""
    base, update = service.base, {"update_id": 1, "message": {"text": IN_BODY}}
    cookie = {"Cookie": f"sohoctap={IN_COOKIE}"}
    origin = {"Origin": base, **cookie}
    asked = (
        ("POST", url, {HEADER: GUESS}, json.dumps(update)),
        ("POST", url, {HEADER: SECRET}, json.dumps(update)),
        ("POST", url, {HEADER: SECRET}, IN_BODY),
        ("POST", url, {HEADER: SECRET, "Content-Encoding": "gzip"}, IN_BODY),
        ("GET", f"{base}/{IN_PATH}", cookie, None),
        ("GET", f"{base}/file/{IN_PATH}", cookie, None),
        ("GET", f"{base}/words/{IN_PATH}", cookie, None),
        ("POST", f"{base}/file", origin, IN_BODY),
        ("POST", f"{base}/push/subscribe", origin, IN_BODY),
        ("GET", f"{base}/ws", origin, None),
        ("PUT", f"{base}/?{IN_PATH}", cookie, IN_BODY),
    )
    told = b""
    async with aiohttp.ClientSession() as session:
        for method, where, headers, body in asked:
            async with session.request(method, where, headers=headers, data=body) as response:
                told += await response.read() + str(dict(response.headers)).encode()
    return told


async def _page(service: QuickService) -> str:
    """A visitor of the page types a canary, and a frame that is none; their cookie."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(f"{service.base}/") as response:
            cookie = response.cookies["sohoctap"].value
        async with session.ws_connect(
            f"{service.base}/ws", headers={"Origin": service.base}
        ) as socket:
            talk = Talk(socket)
            await talk.hello()
            await talk.send("say", text=ON_PAGE)
            await talk.send("nothing", text=ON_PAGE)
            while (await talk.hear())["t"] != "refused":
                pass
    return cookie


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles
) -> AsyncIterator[House]:
    folder, url = tmp_path_factory.mktemp("canaries"), sqlite_files.fresh()
    async with TelegramEmulator(patience=Patience(longest_pause_seconds=0.2)) as telegram:
        service = QuickService(folder, url, BOT_LOG_LEVEL="DEBUG")
        service.with_telegram(TOKEN, telegram.base, webhook=True)
        async with running(service):
            (person,) = await joined(telegram, NAME)
            await record(telegram, person, TITLE)
            await person.say(TYPED)
            cookie = await _page(service)
            await telegram.drained()
            kept = Kept(url)
            await kept.outbox_settled()
            errors = await _provoke(service, telegram.updates.webhook_url)
            keys = dict(await kept.rows("SELECT name, value FROM secret WHERE name LIKE '%key%'"))
            assert {"web_key", "push_key"} <= keys.keys()
            canaries = {
                **keys,
                "token": TOKEN,
                "webhook secret": SECRET,
                "name": NAME,
                "address": str(person.id),
                "title": TITLE,
                "typed": TYPED,
                "typed on the page": ON_PAGE,
                "cookie": cookie,
                "address on the page": cookie.partition(".")[0],
                "wrong secret": GUESS,
                "path": IN_PATH,
                "wrong cookie": IN_COOKIE,
                "body": IN_BODY,
            }
            yield House(service, kept, canaries, errors)


def spellings(canary: str) -> set[bytes]:
    """How a text can stand in an output: as it is, in JSON, in an address, in base64."""
    as_it_is = canary.encode()
    in_json = json.dumps(canary)[1:-1].encode()
    return {as_it_is, in_json, quote(canary).encode(), base64.b64encode(as_it_is)[:-4]}


@pytest.mark.parametrize("output", OUTPUTS)
async def test_no_canary_is_in_an_output(house: House, output: str) -> None:
    held = await OUTPUTS[output](house)
    assert held
    found = {
        name
        for name, canary in house.canaries.items()
        if any(each in held for each in spellings(canary))
    }
    assert found == set()


async def test_the_canaries_were_planted(house: House) -> None:
    assert await house.kept.rows("SELECT count(*) FROM activity") == [(1,)]
    messages = await house.kept.rows("SELECT count(*) FROM outbox")
    assert messages[0][0] > 5
    assert {"refused", "turn"} <= {each["event"] for each in house.service.events()}


async def test_a_canary_would_be_found_in_any_spelling() -> None:
    assert any(each in json.dumps({"text": TYPED}).encode() for each in spellings(TYPED))
    assert any(each in f"GET /?{quote(TYPED)}".encode() for each in spellings(TYPED))
