"""A campaign whose process is killed again and again: what people got, by the emulator's record.

`python -m tests.delivery.campaigns.killing --kills 200 --people 20000 --database URL` is a long one
(`make kills`). The database must be empty and migrated.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

import msgspec

from bot.channels.telegram import NAME
from tests.delivery.campaigns.killed import CampaignOrder
from tests.delivery.lives import lives
from tests.emulators.telegram import TOKEN, Fault, Person, TelegramEmulator
from tests.emulators.telegram.faults import AnyFault
from tests.storage.campaigns.campaign_people import FRIDAY, begin, due, settle_people
from tests.storage.stores import open_store, query

FAULTS: tuple[AnyFault, ...] = (
    Fault.FLOOD(1), Fault.SERVER_ERROR, Fault.DROP_BEFORE, Fault.DROP_AFTER
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What came of it: rows by state and reason, sends by person, kills that hit a process."""

    people: int
    ends: Counter[tuple[str, str | None]]
    heard: dict[str, int]
    states: dict[str, str]
    kills: int
    faults: int
    blocked: int


async def people_of(telegram: TelegramEmulator, count: int) -> list[Person]:
    """People who have written to the bot."""
    people = [telegram.person(f"Người {number}") for number in range(count)]
    for person in people:
        await person.start()
    return people


async def survive(
    url: str,
    telegram: TelegramEmulator,
    luck: Random,
    *,
    people: int,
    kills: int,
    in_flight: int,
    live: Callable[[CampaignOrder], Awaitable[int]],
) -> Record:
    """Send a campaign through so many kills, with faults of the network in between."""
    chats = await people_of(telegram, people)
    async with open_store(url) as store:
        addresses = [str(chat.id) for chat in chats]
        await settle_people(store, people, NAME, addresses=addresses)
        await begin(store, due(), FRIDAY)
    met = luck.sample(chats, people // 10)
    for place, chat in enumerate(met):
        telegram.fault("sendMessage", FAULTS[place % len(FAULTS)], chat=chat)
    blocking = [chat for chat in luck.sample(chats, people // 50) if chat not in met]
    for chat in blocking:
        await chat.block()
    order = CampaignOrder(url, telegram.base, TOKEN, FRIDAY, in_flight)
    hit = 0
    for _kill in range(kills):
        mortal = msgspec.structs.replace(
            order, kill=luck.randint(1, 3 + people // kills), after=luck.random() < 0.5
        )
        hit += await live(mortal) == -signal.SIGKILL
    assert await live(order) == 0
    rows = await query(url, "SELECT external_id, state, why FROM outbox WHERE run_id IS NOT NULL")
    heard = Counter(
        str(call.params["chat_id"]) for call in telegram.calls_of("sendMessage") if call.ok
    )
    return Record(
        people,
        Counter((state, why) for _address, state, why in rows),
        dict(heard),
        {address: state for address, state, _why in rows},
        hit,
        len(met) * 3 // 4 + 1,
        len(blocking),
    )


def check(record: Record, in_flight: int) -> None:
    """Nobody was skipped, nobody got it twice, and what is unsure is explained."""
    assert len(record.states) == record.people
    assert max(record.heard.values()) == 1
    for address, state in record.states.items():
        heard = record.heard.get(address, 0)
        assert state in ("sent", "unsure", "blocked")
        assert state == "unsure" or heard == (state == "sent")
    gone = record.ends["unsure", "worker_gone"]
    ahead = 2 * max(1, in_flight // 4)
    assert gone <= ahead * record.kills
    assert record.ends["unsure", "no_answer"] <= record.faults
    unsure = sum(count for (state, _why), count in record.ends.items() if state == "unsure")
    assert unsure == gone + record.ends["unsure", "no_answer"]
    assert sum(c for (state, _why), c in record.ends.items() if state == "blocked") <= (
        record.blocked
    )
    assert record.ends["sent", None] >= 0.8 * record.people


async def _long(url: str, people: int, kills: int, seed: int) -> None:
    async with TelegramEmulator() as telegram, lives("tests.delivery.campaigns.killed") as live:
        record = await survive(
            url, telegram, Random(seed), people=people, kills=kills, in_flight=32, live=live
        )
    check(record, 32)
    for (state, why), count in sorted(record.ends.items(), key=str):
        sys.stdout.write(f"{state:10} {why!s:14} {count}\n")
    sys.stdout.write(f"{record.kills} kills, {people} people: none skipped, none twice\n")


def main() -> None:
    """Run the long one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    asyncio.run(_long(told.database, told.people, told.kills, told.seed))


if __name__ == "__main__":
    main()
