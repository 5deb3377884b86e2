"""Twenty kills during a campaign: nobody is skipped and nobody gets it twice."""

from __future__ import annotations

from random import Random

import pytest

from tests.delivery.campaigns.killing import check, survive
from tests.delivery.lives import lives
from tests.emulators.telegram import TelegramEmulator

pytestmark = [pytest.mark.server, pytest.mark.long]
pytest_plugins = ("tests.emulators.telegram.fixtures",)

IN_FLIGHT = 4


async def test_twenty_kills_during_a_campaign_skip_and_repeat_nobody(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    async with lives("tests.delivery.campaigns.killed") as live:
        record = await survive(
            database_url, telegram_emulator, Random(database_url.partition("+")[0]),
            people=400, kills=20, in_flight=IN_FLIGHT, live=live,
        )  # fmt: skip
    telegram_emulator.clear_violations()
    assert record.kills >= 15
    check(record, IN_FLIGHT)
