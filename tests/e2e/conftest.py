"""One Chromium and one service for all browser tests, and devices that use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.databases import SqliteFiles
from tests.e2e.log_record import Record
from tests.e2e.service import Service, running
from tests.e2e.web.browser import DESKTOP, PHONE, Device, Tab, chromium, device


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium that is started once."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles
) -> AsyncIterator[Service]:
    """The service, started once."""
    service = Service(tmp_path_factory.mktemp("served"), sqlite_files.fresh())
    async with running(service):
        yield service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A demonstration, started once, on a database that it creates."""
    folder: Path = tmp_path_factory.mktemp("demo")
    url = f"sqlite+aiosqlite:///{folder / 'demo.db'}"
    async with running(Service(folder, url, command="demo")) as service:
        yield service


@pytest.fixture
def record(served: Service) -> Record:
    """What the service has stored."""
    return Record(served)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, served: Service) -> AsyncIterator[Device]:
    """A small phone without cookies."""
    async with device(browser, served.base, PHONE) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(browser: Browser, served: Service) -> AsyncIterator[Device]:
    """A computer without cookies."""
    async with device(browser, served.base, DESKTOP) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def joined(browser: Browser, served: Service) -> AsyncIterator[Device]:
    """The phone of a resident who has joined."""
    async with device(browser, served.base, PHONE) as made:
        tab = await made.opens()
        await tab.joins()
        await tab.page.close()
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def resident(joined: Device) -> AsyncIterator[Tab]:
    """A new tab of that resident, at the menu; nothing may have gone wrong in it at the end."""
    tab = await joined.opens()
    tab.heard = max(await tab.rows())
    await tab.types("/menu")
    await tab.hears("Bạn muốn làm gì?")
    yield tab
    await tab.page.close()
    assert joined.troubles == []
