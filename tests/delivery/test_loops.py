"""Twenty equal messages to one address in five minutes stop as a loop."""

from __future__ import annotations

import pytest

from bot.delivery.loops import MOST_ALIKE
from bot.talk.steps import DeliveryClass
from tests.delivery.outbox_rows import post_office
from tests.storage.stores import query


@pytest.mark.parametrize("kind", ["reply", "campaign"])
async def test_the_twenty_first_equal_message_is_a_loop(
    sqlite_url: str, kind: DeliveryClass
) -> None:
    async with post_office(sqlite_url, most_alike=MOST_ALIKE) as office:
        for _time in range(MOST_ALIKE + 3):
            await office.post(kind, text="Có ai đó không?")
        await office.post(kind, text="Có ai đó không?", address="2")
        await office.post(kind, text="Chào")
        assert len(office.speaker.left) == MOST_ALIKE + 2
        assert await query(
            office.url, "SELECT why, count(*) FROM outbox WHERE state = 'failed' GROUP BY why"
        ) == [("loop", 3)]
        await office.pass_time(300)
        await office.post(kind, text="Có ai đó không?")
        assert len(office.speaker.left) == MOST_ALIKE + 3


async def test_a_message_that_is_tried_again_is_no_loop(sqlite_url: str) -> None:
    async with post_office(sqlite_url, most_alike=MOST_ALIKE) as office:
        for number in range(MOST_ALIKE * 2):
            await office.post("reply", text=f"Tin {number}")
        assert await office.states() == ["sent"] * MOST_ALIKE * 2
