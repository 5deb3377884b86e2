"""After the commit of a pause or a cancel no request of the run begins later than two seconds."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bot.delivery.worker import ChannelEnd
from bot.domain.campaigns.runs import Run
from bot.services.campaigns.running import cancel_run, pause_run, resume_run, sweep_slice
from bot.services.ports.messages import Clock, Delivered, Later, Outcome
from bot.talk.messages import Message
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.applications import BUTTONS
from tests.delivery.outbox_rows import CHANNEL, PostOffice
from tests.storage.campaigns.campaign_people import begun_and_planned, due, settle_people
from tests.storage.stores import query

ACTS = pytest.mark.parametrize("act", [pause_run, cancel_run], ids=["pause", "cancel"])


class SlowSpeaker:
    """A platform that answers after some seconds; it notes when each request began."""

    def __init__(self, office: PostOffice, seconds: float) -> None:
        self._office = office
        self.seconds = seconds
        self.flood: dt.timedelta | None = None
        self.began: list[tuple[dt.datetime, str]] = []

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Take a message and answer later."""
        clock: Clock = self._office.clock
        self.began.append((clock(), address))
        await self._office.sleeps(self.seconds)
        if self.flood is not None:
            return Later(clock() + self.flood, "flood", whole_channel=True)
        return Delivered(f"id {row}")


async def office_with(url: str, people: int, seconds: float) -> tuple[PostOffice, SlowSpeaker, Run]:
    """A process whose campaign to so many people is on its way."""
    office = PostOffice(url)
    speaker = SlowSpeaker(office, seconds)
    office.channel_ends = {CHANNEL: ChannelEnd(speaker, BUTTONS)}
    await office.open()
    await settle_people(office.store, people)
    run = await begun_and_planned(office.store, now=office.clock())
    await office.run()
    return office, speaker, run


async def states(url: str) -> Counter[str]:
    return Counter(state for (state,) in await query(url, "SELECT state FROM outbox"))


@ACTS
@pytest.mark.parametrize("seconds", [0.3, 1.0, 30.0])
async def test_no_request_begins_two_seconds_after_it(
    database_url: str, act: type, seconds: float
) -> None:
    office, speaker, _run = await office_with(database_url, 60, seconds)
    await office.pass_time(1.2)
    before = len(speaker.began)
    assert before >= 8
    await office.store.transact(lambda work: act(work, "r1", office.clock()))
    committed = office.clock()
    await office.pass_time(2)
    there = await states(database_url)
    assert there["claimed"] <= 8, "what is on the wire and no more"
    if act is cancel_run:
        await office.store.transact(lambda work: sweep_slice(work, "r1", 500, office.clock()))
    await office.pass_time(60)
    assert max(at for at, _address in speaker.began) <= committed + dt.timedelta(seconds=2)
    ends = await states(database_url)
    assert ends["sent"] == len(speaker.began)
    assert ends["sent"] + ends["planned" if act is pause_run else "cancelled"] == 60
    if act is pause_run:
        await office.store.transact(lambda work: resume_run(work, "r1", office.clock()))
        await office.pass_time(400)
        assert await states(database_url) == Counter(sent=60)
        assert len({address for _at, address in speaker.began}) == len(speaker.began)
    await office.finish()


@ACTS
async def test_rows_that_wait_for_a_held_channel_go_back_too(database_url: str, act: type) -> None:
    office, speaker, _run = await office_with(database_url, 30, 0.1)
    speaker.flood = dt.timedelta(seconds=100)
    await office.pass_time(1)
    await office.store.transact(lambda work: act(work, "r1", office.clock()))
    await office.pass_time(2)
    assert "claimed" not in await states(database_url)
    speaker.flood = None
    before = len(speaker.began)
    await office.pass_time(300)
    assert len(speaker.began) == before
    await office.finish()


async def test_rows_behind_a_slow_reply_go_back_too(database_url: str) -> None:
    office, speaker, _run = await office_with(database_url, 1, 20)
    await office.pass_time(30)
    await office.post("reply", address="1")
    await begun_and_planned(office.store, due("c2"), office.clock() + dt.timedelta(days=1), "r2")
    office.clock.move(days=1)
    await office.post("reply", address="1")
    await office.worker.look()
    await office.settle()
    assert (await states(database_url))["claimed"] >= 2
    await office.store.transact(lambda work: pause_run(work, "r2", office.clock()))
    await office.pass_time(2)
    rows = await query(database_url, "SELECT state FROM outbox WHERE run_id = 2")
    assert rows == [("planned",)]
    assert speaker.seconds == 20
    await office.finish()


async def test_other_messages_go_on_while_a_run_is_paused(database_url: str) -> None:
    office, speaker, _run = await office_with(database_url, 20, 0.1)
    await office.store.transact(lambda work: pause_run(work, "r1", office.clock()))
    await office.pass_time(3)
    before = len(speaker.began)
    await office.post_says([Say((plain("vâng"),))], "7")
    await office.pass_time(1)
    assert [address for _at, address in speaker.began[before:]] == ["7"]
    await office.finish()
