"""A campaign whose process is killed again and again: what people got, by the emulator's record.

The emulator lives in a process of its own, so its record outlives every kill. It must show: nobody
was skipped, nobody got it twice, at least 80 of 100 got it for sure; what is unsure is explained by
a kill (at most 16 rows a kill) or by a fault; while the run was paused no request began later than
two seconds after the commit of the pause. `make kills` runs it at length (many_kills.py).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import msgspec

from bot.channels.telegram import NAME
from bot.domain.refusals import Refusal
from bot.services.campaigns.running import pause_run, resume_run
from tests.delivery.campaigns.killed import CampaignOrder
from tests.emulators.telegram import TOKEN, Fault, Person, TelegramEmulator
from tests.emulators.telegram.faults import AnyFault
from tests.storage.campaigns.campaign_people import FRIDAY, begin, due, settle_people
from tests.storage.stores import one, open_store, query

FAULTS: tuple[AnyFault, ...] = (
    Fault.FLOOD(1), Fault.SERVER_ERROR, Fault.DROP_BEFORE, Fault.DROP_AFTER
)  # fmt: skip
"""429, 5xx, dropped before and after it was accepted; 403 comes from who has blocked the bot."""
MOST_FAULTS = 200
"""A flood holds the whole channel for a second, so there are not more on a long run."""
PAUSED_SECONDS = 3.0
TOLD_WITHIN_SECONDS = 2.0
_GONE = "SELECT count(*) FROM outbox WHERE state = 'unsure' AND why = 'worker_gone'"


@dataclass(frozen=True)
class Pause:
    """From the commit of a pause to that of going on, by the emulator's clock."""

    committed: float
    ended: float


@dataclass(frozen=True)
class Record:
    """What came of it: rows by state and reason, sends by person, kills that hit a process.

    `gone` are the rows that each life left unsure of the life before it. `met` are the addresses
    with a fault of the network, `begun` the moments of all requests.
    """

    people: int
    ends: Counter[tuple[str, str | None]]
    heard: dict[str, int]
    states: dict[str, tuple[str, str | None]]
    kills: int
    met: dict[str, AnyFault]
    blocked: set[str]
    gone: list[int]
    begun: list[float]
    pauses: list[Pause] = field(default_factory=list)


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
    pauses: int = 0,
) -> Record:
    """Send a campaign through so many kills and pauses, with faults of the network in between."""
    chats = await people_of(telegram, people)
    async with open_store(url) as store:
        addresses = [str(chat.id) for chat in chats]
        await settle_people(store, people, NAME, addresses=addresses)
        await begin(store, due(), FRIDAY)
    met = luck.sample(chats, min(people // 10, MOST_FAULTS))
    faults = {chat.id: FAULTS[place % len(FAULTS)] for place, chat in enumerate(met)}
    for chat in met:
        telegram.fault("sendMessage", faults[chat.id], chat=chat)
    blocking = [chat for chat in luck.sample(chats, people // 50) if chat not in met]
    for chat in blocking:
        await chat.block()
    order = CampaignOrder(url, telegram.base, TOKEN, FRIDAY, in_flight)
    pausing = set(luck.sample(range(1, max(2, kills // 2)), pauses))
    hit, gone, paused = 0, [0], list[Pause]()
    begun = telegram.world.clock()

    def now() -> dt.datetime:
        """The time goes on from life to life: a hold of one must be over in the next."""
        return FRIDAY + dt.timedelta(seconds=telegram.world.clock() - begun)

    for kill in range(kills):
        mortal = msgspec.structs.replace(
            order,
            now=now(),
            kill=luck.randint(1, 3 + people * 4 // (5 * kills)),
            after=luck.random() < 0.5,
        )
        async with asyncio.TaskGroup() as group:
            life = group.create_task(_ended(live, mortal))
            if kill in pausing and (pause := await _pause(url, telegram, life)) is not None:
                paused.append(pause)
        hit += life.result() == -signal.SIGKILL
        gone.append(await one(url, _GONE))
    assert await live(msgspec.structs.replace(order, now=now())) == 0
    gone.append(await one(url, _GONE))
    rows = await query(url, "SELECT external_id, state, why FROM outbox WHERE run_id IS NOT NULL")
    calls = telegram.calls_of("sendMessage")
    return Record(
        people,
        Counter((state, why) for _address, state, why in rows),
        dict(Counter(str(call.params["chat_id"]) for call in calls if call.ok)),
        {address: (state, why) for address, state, why in rows},
        hit,
        {str(number): fault for number, fault in faults.items()},
        {str(chat.id) for chat in blocking},
        [after - before for before, after in pairwise(gone)],
        [call.at for call in calls],
        paused,
    )


async def _ended(live: Callable[[CampaignOrder], Awaitable[int]], order: CampaignOrder) -> int:
    return await live(order)


async def _pause(url: str, telegram: TelegramEmulator, life: asyncio.Task[int]) -> Pause | None:
    """Pause the run while a process sends it, and go on; None where it was over by then."""
    before = len(telegram.calls_of("sendMessage"))
    while not life.done() and len(telegram.calls_of("sendMessage")) < before + 3:  # noqa: ASYNC110  # the end of a process rings no bell
        await asyncio.sleep(0.02)
    async with open_store(url) as store:
        try:
            await store.transact(lambda work: pause_run(work, "r1", FRIDAY))
        except Refusal:
            return None
        committed = telegram.world.clock()
        await asyncio.sleep(PAUSED_SECONDS)
        ended = telegram.world.clock()
        await store.transact(lambda work: resume_run(work, "r1", FRIDAY))
    return Pause(committed, ended)


def check(record: Record, in_flight: int) -> None:
    """Nobody was skipped, nobody got it twice, and what is unsure is explained."""
    assert len(record.states) == record.people
    assert max(record.heard.values()) == 1
    for address, (state, why) in record.states.items():
        heard = record.heard.get(address, 0)
        assert state in ("sent", "unsure", "blocked")
        assert state == "unsure" or heard == (state == "sent")
        if why == "no_answer":
            assert address in record.met, "no answer, and no fault of the network"
        if state == "blocked":
            assert address in record.blocked
    claimed_ahead = 2 * max(1, in_flight // 4)
    assert max(record.gone) <= claimed_ahead, "so many rows a kill at most"
    gone = record.ends["unsure", "worker_gone"]
    assert sum(record.gone) == gone <= claimed_ahead * record.kills
    unsure = sum(count for (state, _why), count in record.ends.items() if state == "unsure")
    assert unsure == gone + record.ends["unsure", "no_answer"]
    assert record.ends["sent", None] >= 0.8 * record.people
    for pause in record.pauses:
        late = [at - pause.committed for at in record.begun if pause.committed < at < pause.ended]
        assert max(late, default=0) <= TOLD_WITHIN_SECONDS, late
