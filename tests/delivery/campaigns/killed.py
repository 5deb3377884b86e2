"""Processes that plan and send a campaign: each kills itself at a commit, or ends with the run.

`python -m tests.delivery.campaigns.killed` reads orders, one a line, and forks a process for each.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bot.channels.telegram import CAPABILITIES, NAME
from bot.channels.telegram.speak import TelegramSpeaker
from bot.delivery.worker import ChannelEnd, Worker
from bot.domain.notifications.policy import NotificationPolicy
from bot.schedule.campaign_clock import CampaignClock, none_due, say_nothing
from bot.schedule.throttle import Throttle
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.outbox.outbox import StoredOutbox
from tests.delivery.killed import TRANSLATOR, Mortal, carry_out_orders
from tests.storage.stores import one


class CampaignOrder(msgspec.Struct):
    """Which run a process sends, from what time on, and at which commit it is killed."""

    url: str
    base: str
    token: str
    now: dt.datetime
    in_flight: int
    kill: int = 0
    after: bool = False


class RunningClock:
    """Tells a time that goes on from a moment."""

    def __init__(self, since: dt.datetime, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._zero = since - dt.timedelta(seconds=seconds())

    def __call__(self) -> dt.datetime:
        """The time now."""
        return self._zero + dt.timedelta(seconds=self._seconds())


async def live(order: CampaignOrder) -> None:
    """Plan and deliver until every run has come to its end."""
    store = Mortal(order)
    await store.database.open()
    clock = RunningClock(order.now, time.monotonic)
    speaker = TelegramSpeaker(order.token, order.base, 0, clock)
    await speaker.open()
    worker = Worker(
        outbox=StoredOutbox(store, NotificationPolicy),
        channel_ends={NAME: ChannelEnd(speaker, CAPABILITIES, order.in_flight)},
        translator=TRANSLATOR,
        clock=clock,
    )

    async def transact(job: Any, lane: str = "") -> Any:
        del lane
        return await store.transact(job)

    campaigns = CampaignClock(
        transact=transact,
        readings=StoredRunReadings(store),
        due=none_due,
        refused=say_nothing,
        new_key=lambda: "",
        clock=clock,
        planned=worker.look,
        stopping=lambda: False,
        throttle=Throttle(time.monotonic),
    )
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        await worker.opened()
        while await one(order.url, "SELECT count(*) FROM campaign_run WHERE settled_ms IS NULL"):
            await campaigns.move_on()
            await worker.look()
            await worker.settled()
            await asyncio.sleep(0.02)
        stop.set()
    await speaker.close()
    await store.database.close()


if __name__ == "__main__":
    carry_out_orders(CampaignOrder, live)
