"""When the page's words were written: by the age that the page gives them, within reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.channels.web.visit import NOW, Site

HOUR_MS = 3_600_000


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    opened = Site(tmp_path)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("given", "age_ms"),
    [
        ({}, None),
        ({"age": None}, None),
        ({"age": 0}, 0),
        ({"age": 1.5}, 1.5),
        ({"age": 2 * HOUR_MS}, 2 * HOUR_MS),
        ({"age": 48 * HOUR_MS}, 48 * HOUR_MS),
        ({"age": 49 * HOUR_MS}, None),
        ({"age": -1}, None),
        ({"age": 1e300}, None),
        ({"age": 10**40}, None),
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        {"t": "say", "text": "hôm nay học excel"},
        {"t": "press", "data": "7:topic:a"},
        {"t": "ask", "word": "menu"},
    ],
    ids=["say", "press", "ask"],
)
async def test_an_event_comes_with_the_time_at_which_it_was_written(
    site: Site, frame: dict[str, Any], given: dict[str, Any], age_ms: float | None
) -> None:
    talk = await (await site.visitor()).talk()
    event = await talk.send(**frame, **given)
    assert await talk.hear() == {"t": "taken", "id": event}
    (incoming,) = site.desk.taken
    written = None if age_ms is None else NOW - dt.timedelta(milliseconds=age_ms)
    assert incoming.written == written


async def test_an_age_that_is_no_number_is_malformed(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    event = await talk.send("say", text="học", age="hôm qua")
    assert await talk.hear() == {"t": "refused", "id": event, "why": "bad"}
    assert site.desk.taken == []
