"""The operator's pages: who may see them, and what is in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.connection_guard import ConnectionGuard
from bot.channels.http_server import listen, web_server
from bot.operating.pages import OperatorPages
from bot.operator_pages import operator_report
from tests.applications import TestApplication
from tests.operating.test_measures import told

TOKEN = "a-token-of-the-operator_1"


class Health:
    """A service that is well."""

    def live(self) -> bool:
        return True

    async def ready(self) -> bool:
        return True

    async def report(self) -> Mapping[str, object]:
        return {"ok": True, "live": True, "ready": True, "writes": True, "channels": {"web": True}}


@asynccontextmanager
async def served(
    application: TestApplication, token: str | None
) -> AsyncIterator[tuple[OperatorPages, str, str]]:
    """The pages, the web port's address and the operator's."""
    report = operator_report(application.application, Health())
    await report.ticked()
    pages = OperatorPages(report, token)
    guard = ConnectionGuard(100, (), lambda: 0.0, lambda what: None)
    web, own = web_server((), Health(), guard, pages), pages.server()
    try:
        yield pages, await listen(web, "127.0.0.1", 0, guard), await listen(own, "127.0.0.1", 0)
    finally:
        await web.cleanup()
        await own.cleanup()


async def asked(url: str, token: str | None = None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("set_", "given", "own_port", "allowed"),
    [
        (None, None, False, 404),
        (None, "anything", False, 404),
        (None, None, True, 200),
        (TOKEN, None, False, 401),
        (TOKEN, TOKEN[:-1], False, 401),
        (TOKEN, f"{TOKEN}1", False, 401),
        (TOKEN, TOKEN, False, 200),
        (TOKEN, None, True, 401),
        (TOKEN, TOKEN, True, 200),
    ],
)
async def test_measures_are_for_the_operator(
    sqlite_house: TestApplication,
    set_: str | None,
    given: str | None,
    own_port: bool,
    allowed: int,
) -> None:
    async with served(sqlite_house, set_) as (_pages, web, own):
        status, text = await asked(f"{own if own_port else web}/metrics", given)
    assert status == allowed
    assert ("sohoctap_about" in text) is (allowed == 200)


async def test_everybody_else_gets_the_short_health(sqlite_house: TestApplication) -> None:
    async with served(sqlite_house, TOKEN) as (_pages, web, _own):
        _status, short = await asked(f"{web}/health")
        _status, whole = await asked(f"{web}/health", TOKEN)
    assert "version" not in short
    for name in ("version", "migration", "backlog", "oldest_unsent_seconds", "last_tick",
                 "disk_free_bytes", "keys", "channels"):  # fmt: skip
        assert f'"{name}"' in whole


async def test_nothing_of_people_is_told(sqlite_house: TestApplication) -> None:
    person = sqlite_house.visitor("0912345678")
    await person.joins()
    await person.says("hôm nay học bí mật 45 phút")
    async with served(sqlite_house, None) as (_pages, _web, own):
        pages = [await asked(f"{own}{path}") for path in ("/metrics", "/health")]
    for _status, text in pages:
        assert "0912345678" not in text
        assert "bí mật" not in text
    found: dict[Any, float] = told(pages[0][1].encode())
    assert found["sohoctap_turn_seconds_count", "buttons"] > 3


async def test_where_the_database_does_not_answer_the_rest_is_told(
    sqlite_house: TestApplication, tmp_path: Path
) -> None:
    report = operator_report(sqlite_house.application, Health())
    await sqlite_house.application.database.close()
    written = (await report.metrics()).decode()
    assert "sohoctap_disk_free_bytes" in written
    assert "sohoctap_outbox_messages{" not in written
    assert (await report.report())["backlog"] is None
