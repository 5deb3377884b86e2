"""Alerts: once for a notification that was sent, never for a reply, never again after an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Later, Never, OutboxMessage, Outcome, Unsure
from bot.talk.steps import DeliveryClass
from tests.applications import BUTTONS
from tests.delivery.outbox_rows import CHANNEL, SHORT, PostOffice, Told, long_text
from tests.storage.stores import one

KINDS: tuple[DeliveryClass, ...] = ("reminder", "announcement", "campaign")


@dataclass
class Alerted:
    """Notes the rows that it is told of; it waits while it must not `end`."""

    rows: list[int] = field(default_factory=list)
    sent_before: list[list[int]] = field(default_factory=list)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    speaker: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        self.may_end.set()

    async def __call__(self, row: OutboxMessage) -> None:
        self.rows.append(row.id)
        self.sent_before.append(list(self.speaker.left))
        await self.may_end.wait()
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def alerted() -> Alerted:
    return Alerted()


@pytest.fixture
async def office(sqlite_url: str, alerted: Alerted) -> AsyncIterator[PostOffice]:
    """A post office whose channel alerts."""
    ends = {CHANNEL: ChannelEnd(alerted.speaker, BUTTONS, alert=alerted)}
    made = PostOffice(sqlite_url, ends)
    made.speaker = alerted.speaker
    await made.start()
    yield made
    await made.finish()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_notification_is_alerted_to_once_after_it_was_sent(
    office: PostOffice, alerted: Alerted, kind: DeliveryClass
) -> None:
    (row,) = await office.post(kind)
    await office.pass_time(600)
    assert await office.state(row) == "sent"
    assert alerted.rows == [row]
    assert alerted.sent_before == [[row]]


@pytest.mark.parametrize("kind", ["reply", "receipt"])
async def test_a_reply_is_not(office: PostOffice, alerted: Alerted, kind: DeliveryClass) -> None:
    await office.post(kind)
    await office.pass_time(600)
    assert alerted.rows == []


@pytest.mark.parametrize("outcome", [Never("no"), Never("no", blocked=True), Unsure("timeout")])
async def test_what_was_not_sent_is_not_alerted_to(
    office: PostOffice, alerted: Alerted, outcome: Outcome
) -> None:
    office.speaker.answer(outcome)
    await office.post("reminder")
    await office.pass_time(600)
    assert alerted.rows == []


async def test_what_is_sent_later_is_alerted_to_then(office: PostOffice, alerted: Alerted) -> None:
    office.speaker.answer(Later(office.soon(30), "busy"))
    (row,) = await office.post("reminder")
    await office.settle()
    assert alerted.rows == []
    await office.pass_time(600)
    assert alerted.rows == [row]


async def test_a_fault_of_the_alert_changes_nothing(office: PostOffice, alerted: Alerted) -> None:
    alerted.fault = RuntimeError("a fault")
    (row,) = await office.post("reminder")
    await office.pass_time(600)
    assert (await office.state(row), alerted.rows) == ("sent", [row])


async def test_a_stop_in_the_middle_leaves_it_unsure_and_alerts_nobody_again(
    office: PostOffice, alerted: Alerted
) -> None:
    alerted.may_end.clear()
    (row,) = await office.post("reminder")
    await office.settle()
    assert alerted.rows == [row]
    await office.finish()
    alerted.may_end.set()
    await office.start()
    await office.pass_time(600)
    assert (await office.state(row), alerted.rows) == ("unsure", [row])
    assert await one(office.url, f"SELECT why FROM outbox WHERE id = {row}") == "stopped"


async def test_a_kill_in_the_middle_leaves_it_unsure_and_alerts_nobody_again(
    office: PostOffice, alerted: Alerted
) -> None:
    alerted.may_end.clear()
    (row,) = await office.post("reminder")
    await office.settle()
    await office.crash()
    alerted.may_end.set()
    await office.start()
    await office.pass_time(600)
    assert (await office.state(row), alerted.rows) == ("unsure", [row])
    assert await one(office.url, f"SELECT why FROM outbox WHERE id = {row}") == "worker_gone"
    assert office.speaker.left == [row]


async def test_a_notification_of_several_parts_is_alerted_to_after_the_last(
    sqlite_url: str, alerted: Alerted
) -> None:
    office = PostOffice(sqlite_url, {CHANNEL: ChannelEnd(alerted.speaker, SHORT, alert=alerted)})
    office.speaker = alerted.speaker
    await office.start()
    (row,) = await office.post("reminder", text=long_text(3))
    await office.pass_time(600)
    assert alerted.sent_before == [[row] * 3]
    await office.finish()
