"""The flood gate: a flood is refused before it is acknowledged, told once, and delays nobody."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.domain.limits.turn_limits import TurnLimits, TurnRates
from bot.services.ports.messages import Incoming, NotStored, Received, TooMany
from bot.services.turns.flood_gate import FloodGate
from bot.talk.events import ChannelEvent, Left, Said
from bot.talk.steps import Say
from tests.applications import TestApplication

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


@dataclass
class House:
    """What is behind the gate: everybody has joined, or nobody."""

    joined: bool | None = True
    taken: list[Incoming] = field(default_factory=list)
    told: list[Incoming] = field(default_factory=list)
    tells: bool = True
    counted: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    async def receive(self, incoming: Incoming) -> Received:
        self.taken.append(incoming)
        return Received(new=True, joined=self.joined)

    async def tell(self, incoming: Incoming, say: Say) -> None:
        if not self.tells:
            raise NotStored
        self.told.append(incoming)

    def gate(self, rates: TurnRates) -> FloodGate:
        return FloodGate(
            self.receive,
            self.tell,
            TurnLimits(rates),
            lambda: self.seconds,
            lambda what: self.counted.update([what]),
            lambda: NOW,
        )


def update(number: int, address: str = "1", event: ChannelEvent | None = None) -> Incoming:
    return Incoming("web", address, f"update-{number}", event or Said("xin chào"))


async def flood(gate: FloodGate, house: House, turns: int = 200) -> list[float]:
    """Many turns at one moment; in how many seconds each that was refused may come again."""
    waits = []
    for number in range(turns):
        try:
            await gate(update(number))
        except TooMany as refused:
            waits.append(refused.seconds)
    return waits


async def test_a_flood_is_refused_and_told_once_and_others_are_not_touched() -> None:
    house = House()
    gate = house.gate(TurnRates(person_per_minute=60))
    waits = await flood(gate, house)
    assert (len(house.taken), len(waits)) == (60, 140)
    assert all(0 < seconds <= 1 for seconds in waits)
    assert len(house.told) == 1
    assert house.counted == {"flood_person": 1}
    await gate(update(1, "another"))
    assert house.taken[-1].address == "another"


async def test_what_was_refused_is_taken_when_it_comes_again() -> None:
    house = House()
    gate = house.gate(TurnRates(person_per_minute=60))
    await flood(gate, house)
    waiting = list(range(60, 200))
    while waiting:
        house.seconds += 1.0
        await gate(update(waiting.pop(0)))
    assert sorted(each.id for each in house.taken) == sorted(f"update-{n}" for n in range(200))
    assert len(house.told) == 1


async def test_a_flood_is_refused_also_where_it_cannot_be_told() -> None:
    house = House(tells=False)
    assert len(await flood(house.gate(TurnRates(person_per_minute=1)), house)) == 199


async def test_who_has_gone_is_always_known() -> None:
    house = House()
    gate = house.gate(TurnRates(person_per_minute=1))
    await flood(gate, house, 5)
    await gate(update(99, event=Left()))
    assert isinstance(house.taken[-1].channel_event, Left)


@pytest.mark.parametrize(("channel", "taken"), [("telegram", 20), ("web", 1)])
async def test_what_waited_at_the_platform_while_we_were_away_is_no_flood(
    channel: str, taken: int
) -> None:
    house = House()
    gate = house.gate(TurnRates(person_per_minute=1))
    for number in range(20):
        hour_ago = NOW - dt.timedelta(hours=1)
        with contextlib.suppress(TooMany):
            await gate(Incoming(channel, "1", str(number), Said("a"), written=hour_ago))
    assert len(house.taken) == taken


async def test_a_turn_that_did_not_look_changes_nothing_about_who_joined() -> None:
    house = House(joined=True)
    gate = house.gate(TurnRates(person_per_minute=0, visitor_per_hour=2))
    await gate(update(1))
    house.joined = None
    assert await flood(gate, house, 20) == []


async def test_the_desk_tells_the_gate_who_joined_and_says_its_notice(
    sqlite_house: TestApplication,
) -> None:
    visitor = sqlite_house.visitor("1")
    received = await visitor.does(Said("xin chào"))
    assert received.joined is False
    gate = FloodGate(
        sqlite_house.application.receive,
        sqlite_house.application.tell,
        TurnLimits(TurnRates(person_per_minute=1)),
        lambda: 0.0,
        lambda what: None,
        lambda: NOW,
    )
    before = len(visitor.messages)
    incoming = Incoming("buttons", "1", "v1", Said("một"), "vi")
    await gate(incoming)
    for number in range(5):
        with pytest.raises(TooMany):
            await gate(Incoming("buttons", "1", f"w{number}", Said("hai"), "vi"))
    await sqlite_house.worker.settled()
    notices = [m.text for m in visitor.messages[before:] if "cùng một lúc" in m.text]
    assert len(notices) == 1
