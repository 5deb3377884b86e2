"""What tests of the use cases may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.services.running_commands import Doer, doer
from tests.storage.stores import Store, open_store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open database: the test runs on both kinds."""
    async with open_store(database_url) as opened:
        yield opened


@pytest.fixture
async def somebody(store: Store, database_url: str) -> Doer:
    """Somebody who joined and agreed to everything."""
    return await doer(store, database_url)
