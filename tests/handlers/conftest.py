"""The person of the tests of conversations."""

from __future__ import annotations

import pytest

from tests.applications import TestApplication, Visitor


@pytest.fixture
async def person(sqlite_house: TestApplication) -> Visitor:
    """A person who has joined; it is Friday, 20 November 2026, 9:30."""
    visitor = sqlite_house.visitor()
    await visitor.joins()
    return visitor
