"""Rows of several parts: where they continue after a wait, a stop, a crash or a new release."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import get_args

import pytest
from structlog.testing import capture_logs

from bot.delivery.outcomes import NEVER_LOST
from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.storage.engine.milliseconds import to_ms
from bot.talk.steps import DeliveryClass
from tests.delivery.outbox_rows import CHANNEL, SHORT, PostOffice, Told, long_text
from tests.delivery.test_worker import held, slow_until
from tests.storage.stores import one, query

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
LATE = 40.0
"""Seconds after which every retry is over."""

EACH_ONCE = ["1", "2", "3"]
"""The parts of a text of three, as `heard` lists them."""

every_class = pytest.mark.parametrize("kind", KINDS)


class PartsOffice(PostOffice):
    """A post office whose only channel sends twelve characters at a time."""

    def __init__(self, url: str) -> None:
        self.told = Told()
        super().__init__(url, {CHANNEL: ChannelEnd(self.told, SHORT)})

    @property
    def heard(self) -> list[str]:
        """The parts that were received, in order: the first letter of each."""
        return [text[0] for text in self.told.texts]

    async def restart(self) -> None:
        """Stop the process in the regular way, and start the next one."""
        await self.finish()
        await self.start()


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[PartsOffice]:
    """On both databases."""
    opened = PartsOffice(database_url)
    await opened.start()
    yield opened
    await opened.finish()


# --- what is stored, and when ---------------------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 2, 3])
async def test_a_row_is_stored_once_for_each_of_its_messages(
    office: PartsOffice, parts: int
) -> None:
    before = office.watched.jobs
    (row,) = await office.post("reply", text=long_text(parts))
    assert office.watched.jobs - before == parts, "a row of one message costs its mark alone"
    assert await office.state(row) == "sent"
    assert await office.parts_sent(row) == parts


@every_class
async def test_a_part_that_left_is_stored_before_the_next_one_leaves(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    stored: list[int] = []

    async def looks() -> Outcome:
        (found,) = await office.outbox.stale_claims(CHANNEL, office.soon(1))
        stored.append(found.parts_sent)
        return Delivered("1")

    office.told.answer(looks, looks, looks)
    await office.post(kind, text=long_text(3))
    assert stored == [0, 1, 2]


@every_class
async def test_while_it_cannot_be_stored_the_next_part_waits(
    sqlite_url: str, kind: DeliveryClass
) -> None:
    office = PartsOffice(sqlite_url)
    await office.start()
    await office.post(kind, text=long_text(3), hand_over=False)
    posted = await office.outbox.stale_claims(CHANNEL, office.soon(1))
    with held(sqlite_url), capture_logs() as lines:
        office.worker.accept(posted)
        await office.pass_time(30)
        assert office.heard == ["1"]
    assert {line["event"] for line in lines if "parts" in line["event"]} == {"parts_not_stored"}
    await office.pass_time(10)
    assert office.heard == EACH_ONCE
    await office.finish()


# --- a stop ---------------------------------------------------------------------------------------


@every_class
@pytest.mark.parametrize("left", [1, 2])
async def test_a_stop_between_two_parts_says_nothing_twice(
    office: PartsOffice, kind: DeliveryClass, left: int
) -> None:
    go = asyncio.Event()
    office.told.answer(*[Delivered("1")] * (left - 1), slow_until(go))
    (row,) = await office.post(kind, text=long_text(3))
    office.stop.set()
    await office.settle()
    go.set()
    started = office.clock.at
    await office.finish()
    assert office.clock.at == started, "what has not left does not hold the stop up"
    assert office.heard == EACH_ONCE[:left]
    assert await office.state(row) == "planned"
    assert await office.parts_sent(row) == left
    await office.start()
    assert office.heard == EACH_ONCE
    assert await office.state(row) == "sent"


@every_class
async def test_a_stop_that_cuts_a_part_off_decides_by_class(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    office.told.answer(Delivered("1"), slow_until(asyncio.Event()))
    (row,) = await office.post(kind, text=long_text(3))
    await office.restart()
    await office.pass_time(LATE)
    if kind in NEVER_LOST:
        assert await office.state(row) == "sent"
        assert office.heard == EACH_ONCE
    else:
        why = await one(office.url, "SELECT why FROM outbox")
        assert (await office.state(row), why) == ("unsure", "stopped")
        assert office.heard == ["1"]


@every_class
async def test_a_stop_while_the_next_part_waits_for_its_time_says_nothing_twice(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    office.told.answer(Delivered("1"), Later(office.soon(20), "slow"))
    (row,) = await office.post(kind, text=long_text(3))
    await office.finish()
    assert (await office.state(row), await office.parts_sent(row)) == ("planned", 1)
    await office.start()
    await office.pass_time(LATE)
    assert office.heard == EACH_ONCE


async def test_a_stop_while_it_cannot_be_stored_says_nothing_twice_once_it_can(
    sqlite_url: str,
) -> None:
    office = PartsOffice(sqlite_url)
    await office.start()
    (row,) = await office.post("campaign", text=long_text(3), hand_over=False)
    posted = await office.outbox.stale_claims(CHANNEL, office.soon(1))
    with held(sqlite_url):
        office.worker.accept(posted)
        await office.settle()
        office.stop.set()
        await office.settle()
    await office.finish()
    assert (await office.state(row), await office.parts_sent(row)) == ("planned", 1)
    await office.start()
    await office.pass_time(LATE)
    assert office.heard == EACH_ONCE


@every_class
async def test_what_waited_over_several_processes_goes_on_where_it_was(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    office.told.answer(Delivered("1"), Later(office.soon(30), "flood", whole_channel=True))
    rows = await office.post(kind, "reply", text=long_text(3))
    # Held, it does not leave in either of these; behind it a reply waits that was not begun.
    await office.restart()
    await office.restart()
    assert [await office.parts_sent(row) for row in rows] == [1, 0]
    await office.pass_time(LATE)
    assert sorted(office.heard) == sorted(EACH_ONCE * 2)
    assert await office.states() == ["sent", "sent"]


# --- a wait in the table --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reply", "receipt"])
async def test_what_rests_in_the_table_goes_on_where_it_was(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    office.told.answer(Delivered("1"), Delivered("2"), Later(office.soon(400), "slow"))
    rows = await office.post(kind, kind, text=long_text(3))
    assert await office.states() == ["planned", "planned"]
    assert [await office.parts_sent(row) for row in rows] == [2, 0]
    # A new message claims the rows that wait at its address.
    await office.post("reply", text="4")
    assert office.heard == [*EACH_ONCE, *EACH_ONCE, "4"]


async def test_the_platforms_no_in_the_middle_is_the_end(office: PartsOffice) -> None:
    office.told.answer(Delivered("1"), Never("refused"))
    (row,) = await office.post("reply", text=long_text(3))
    assert (await office.state(row), await office.parts_sent(row)) == ("failed", 1)
    await office.post("reply", text="4")
    assert office.heard == ["1", "4"]


@pytest.mark.parametrize("kind", NEVER_LOST)
async def test_without_an_answer_one_part_is_repeated(
    office: PartsOffice, kind: DeliveryClass
) -> None:
    async def is_heard_and_says_nothing() -> Outcome:
        office.told.texts.append("2")
        return Unsure("no_answer")

    office.told.answer(Delivered("1"), is_heard_and_says_nothing)
    await office.post(kind, text=long_text(3))
    await office.pass_time(LATE)
    assert office.heard == ["1", "2", "2", "3"]


async def test_parts_are_one_try_together(office: PartsOffice) -> None:
    office.told.answer(Delivered("1"), Later(office.soon(5), "slow"))
    await office.post("reply", text=long_text(3))
    await office.pass_time(LATE)
    assert await query(office.url, "SELECT attempts, state FROM outbox") == [(2, "sent")]


# --- a crash --------------------------------------------------------------------------------------


@every_class
@pytest.mark.parametrize("on_the_wire", [1, 2, 3])
async def test_a_crash_repeats_no_more_than_what_was_on_the_wire(
    office: PartsOffice, kind: DeliveryClass, on_the_wire: int
) -> None:
    never = asyncio.Event()

    async def is_heard_and_hangs() -> Outcome:
        office.told.texts.append(str(on_the_wire))
        await never.wait()
        return Delivered("1")

    office.told.answer(*[Delivered("1")] * (on_the_wire - 1), is_heard_and_hangs)
    (row,) = await office.post(kind, text=long_text(3))
    await office.crash()
    assert (await office.state(row), await office.parts_sent(row)) == ("claimed", on_the_wire - 1)
    await office.start()
    await office.pass_time(LATE)
    if kind in NEVER_LOST:
        assert await office.state(row) == "sent"
        assert office.heard == sorted([*EACH_ONCE, str(on_the_wire)])
    else:
        assert await office.state(row) == "unsure"
        assert office.heard == EACH_ONCE[:on_the_wire]


# --- another release ------------------------------------------------------------------------------


@every_class
@pytest.mark.parametrize(("limit", "parts"), [(18, 2), (36, 1), (9, 4)])
async def test_what_another_release_cuts_into_other_parts_is_safe_by_class(
    office: PartsOffice, kind: DeliveryClass, limit: int, parts: int
) -> None:
    go = asyncio.Event()
    office.told.answer(Delivered("1"), slow_until(go))
    (row,) = await office.post(kind, text=long_text(3))
    office.stop.set()
    await office.settle()
    go.set()
    await office.finish()
    assert await office.parts_sent(row) == 2
    office.channel_ends = {CHANNEL: ChannelEnd(office.told, replace(SHORT, text_limit=limit))}
    before = len(office.told.texts)
    await office.start()
    await office.pass_time(LATE)
    rest = office.told.texts[before:]
    if parts > 2:
        # It continues with the next part.
        assert "".join(rest) == long_text(3)[2 * limit :]
        assert await office.state(row) == "sent"
    elif kind in NEVER_LOST:
        assert "".join(rest) == long_text(3)
        assert len(rest) == parts
        assert (await office.state(row), await office.parts_sent(row)) == ("sent", parts)
    else:
        assert rest == []
        why = await one(office.url, "SELECT why FROM outbox")
        assert (await office.state(row), why) == ("unsure", "half_sent")


async def test_a_notification_that_is_begun_is_not_too_late(office: PartsOffice) -> None:
    go = asyncio.Event()
    office.told.answer(slow_until(go))
    (row,) = await office.post("reminder", text=long_text(2))
    office.stop.set()
    await office.settle()
    go.set()
    await office.finish()
    await query(office.url, f"UPDATE outbox SET until_ms = {to_ms(office.clock())}")
    office.clock.move(hours=1)
    await office.start()
    assert (await office.state(row), office.heard) == ("sent", ["1", "2"])
