"""Floods on the page: refused before they are acknowledged, and of no weight to others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from bot.channels.web.channel import MOST_TABS
from bot.services.ports.messages import Incoming, Received, TooMany
from tests.channels.web.visit import Site


class Limited:
    """A door that refuses an address's turns above some."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.taken: list[Incoming] = []

    async def receive(self, incoming: Incoming) -> Received:
        if sum(each.address == incoming.address for each in self.taken) >= self.turns:
            raise TooMany(1.0)
        self.taken.append(incoming)
        return Received(new=True)


@pytest.fixture
async def door() -> Limited:
    return Limited(3)


@pytest.fixture
async def site(tmp_path: Path, door: Limited) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files", receive=door.receive)
    yield site
    await site.close()


async def test_what_is_too_many_is_not_acknowledged_and_is_taken_when_it_comes_again(
    site: Site, door: Limited
) -> None:
    talk = await (await site.visitor()).talk()
    answers = []
    for number in range(5):
        await talk.send("say", text="a", id=f"event-id-{number}")
        answers.append((await talk.hear())["t"])
    assert answers == ["taken"] * 3 + ["not_taken"] * 2
    door.turns = 5
    for number in (3, 4):
        await talk.send("say", text="a", id=f"event-id-{number}")
        assert (await talk.hear())["t"] == "taken"
    assert [each.id for each in door.taken] == [f"event-id-{number}" for number in range(5)]


async def test_the_flood_of_one_leaves_the_others_their_turn(site: Site, door: Limited) -> None:
    loud, quiet = await (await site.visitor()).talk(), await (await site.visitor()).talk()
    for _number in range(200):
        await loud.send("say", text="a")
    await quiet.send("say", text="b", id="quiet-one")
    assert await quiet.hear() == {"t": "taken", "id": "quiet-one"}


async def test_a_turn_tells_from_which_network_it_came(site: Site, door: Limited) -> None:
    browser = await site.visitor()
    headers = browser.origin | {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    async with browser.client.ws_connect("/ws", headers=headers) as socket:
        await socket.send_json({"t": "hello"})
        await socket.send_json({"t": "say", "text": "a", "id": "event-id-1"})
        while (await socket.receive_json())["t"] != "taken":
            pass
    assert [each.network for each in door.taken] == ["203.0.113.0/24"]


async def test_one_address_has_only_so_many_open_pages(site: Site) -> None:
    browser = await site.visitor()
    for _tab in range(MOST_TABS):
        await browser.talk()
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.socket()
    assert refused.value.status == 429
    await (await site.visitor()).talk()
    assert site.counted == {"web_tabs": 1}
