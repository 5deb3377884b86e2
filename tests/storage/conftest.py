"""What tests of the storage may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.storage.stores import Store, open_store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open database: the test runs on both kinds."""
    async with open_store(database_url) as opened:
        yield opened
