"""Three addresses for health checks, each with its own question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.connection_guard import ConnectionGuard
from bot.channels.http_server import listen, web_server


@dataclass
class Health:
    """What is told next."""

    is_live: bool = True
    is_ready: bool = True

    def live(self) -> bool:
        return self.is_live

    async def ready(self) -> bool:
        return self.is_ready

    async def report(self) -> Mapping[str, object]:
        ok = self.is_live and self.is_ready
        return {"ok": ok, "channels": {"telegram": self.is_ready}}


@pytest.fixture
async def health() -> Health:
    return Health()


@pytest.fixture
async def base(health: Health) -> AsyncIterator[str]:
    guard = ConnectionGuard(100, (), lambda: 0.0, lambda what: None)
    runner = web_server((), health, guard)
    yield await listen(runner, "127.0.0.1", 0, guard)
    await runner.cleanup()


async def _asked(base: str, path: str) -> tuple[int, Any]:
    async with ClientSession() as session, session.get(f"{base}{path}") as response:
        return response.status, await response.json()


async def test_where_all_is_well_each_says_so(base: str) -> None:
    assert await _asked(base, "/live") == (200, {"ok": True})
    assert await _asked(base, "/ready") == (200, {"ok": True})
    assert await _asked(base, "/health") == (200, {"ok": True, "channels": {"telegram": True}})


async def test_a_service_that_is_not_ready_is_live(base: str, health: Health) -> None:
    health.is_ready = False
    assert await _asked(base, "/live") == (200, {"ok": True})
    assert await _asked(base, "/ready") == (503, {"ok": False})
    assert await _asked(base, "/health") == (503, {"ok": False, "channels": {"telegram": False}})


async def test_a_service_that_needs_a_restart_is_not_well(base: str, health: Health) -> None:
    health.is_live = False
    assert await _asked(base, "/live") == (503, {"ok": False})
    assert await _asked(base, "/ready") == (200, {"ok": True})
    assert (await _asked(base, "/health"))[0] == 503
