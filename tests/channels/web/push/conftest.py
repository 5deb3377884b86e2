"""What the tests of pushes may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.channels.web.push.house import Household, pushing_house


@pytest.fixture
async def household(sqlite_url: str) -> AsyncIterator[Household]:
    """A house with the page and a push service."""
    async with pushing_house(sqlite_url) as opened:
        yield opened
