"""The webhook benchmark: updates per second and CPU per update, compared with bare echoes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import uvloop

from benchmarks import comparison
from benchmarks.comparison import Round, Seen
from benchmarks.counts import Stretch
from benchmarks.http import ours
from benchmarks.http.clients import Ground, Recipient, bare, free_port, on_the_last_core, started
from benchmarks.http.load import CONNECTIONS, MAX_OUTSTANDING, Load, Talk, Webhook
from benchmarks.http.stub_api import StubApi
from benchmarks.http.updates import Doing, Person, Press, Updates
from benchmarks.report import Options, Results

NAME = "webhook"

PACED_PER_SECOND = 200.0
MAX_POSTED_AGAIN = 200

_BASES = ("aiogram", "PTB")
OURS = Recipient(
    "ours",
    "our service: a turn with its commit (SQLite, synchronous=FULL) before the 200",
    ours.command,
    echoes=False,
    prepare=ours.prepare,
    stored=ours.stored,
    knows_updates=True,
)
CANDIDATES = (
    Recipient(
        "aiogram",
        "a bare echo behind `SimpleRequestHandler(handle_in_background=False)`: the reply is a "
        "call that ends before the 200",
        bare("bare_aiogram"),
        echoes=True,
    ),
    Recipient(
        "aiogram, 200 first",
        "the same with the default of `SimpleRequestHandler`: the 200 waits for nothing",
        bare("bare_aiogram", "--in-background"),
        echoes=True,
    ),
    Recipient(
        "PTB",
        "a bare echo with its stock httpx client, `concurrent_updates(8)`, behind aiohttp",
        bare("bare_ptb"),
        echoes=True,
    ),
    OURS,
    Recipient(
        "ours without a store",
        "the same with dictionaries in place of the database: what the store costs",
        ours.command_without_store,
        echoes=False,
        knows_updates=True,
    ),
)


def run(options: Options) -> Results:
    """Measure every candidate once a round; each round starts with another one."""
    recipients = [candidate for candidate in CANDIDATES if options.wants(candidate.name)]
    rounds: list[Round] = []
    with on_the_last_core() as core:
        for number in range(options.rounds):
            turn = number % len(recipients)
            seen: Round = {}
            for candidate in recipients[turn:] + recipients[:turn]:
                now = seen[candidate.name] = uvloop.run(_measure(candidate, options, core))
                print(
                    f"round {number + 1}: {candidate.name}: "
                    f"{now.full.updates_per_second:,.0f} updates/s, "
                    f"{now.full.candidate_cpu_us:,.0f} µs CPU",
                    flush=True,
                )
            rounds.append(seen)
    names = [candidate.name for candidate in recipients]
    tables = (
        comparison.speed(names, _BASES, rounds),
        comparison.talk(names, rounds),
        comparison.exact(names, rounds),
    )
    return Results(
        how=_how(recipients, options, pinned=core is not None),
        tables=tuple(table for table in tables if table is not None),
        rounds=[{name: asdict(seen) for name, seen in each.items()} for each in rounds],
    )


async def measure_texts(
    candidate: Recipient, *, people: int, date: int, seconds: float, warm_up_seconds: float
) -> Stretch:
    """One candidate under texts only, as fast as answers come; alone on the first core."""
    with on_the_last_core() as core:
        async with (
            _prepared(candidate, people, date) as scene,
            started(candidate, scene.ground, core) as process,
            scene.connected(),
        ):
            return await scene.load.measure(
                _hello(),
                seconds=seconds,
                warm_up_seconds=warm_up_seconds,
                candidate_cpu_seconds=process.cpu_seconds,
            )


async def _measure(candidate: Recipient, options: Options, core: int | None) -> Seen:
    async with _prepared(candidate, options.people, options.date) as scene:
        load, api = scene.load, scene.api
        async with started(candidate, scene.ground, core) as process, scene.connected():
            seconds, warm_up = options.seconds, options.warm_up_seconds
            cpu = process.cpu_seconds
            hello = _hello()
            full = await load.measure(
                hello, seconds=seconds, warm_up_seconds=warm_up, candidate_cpu_seconds=cpu
            )
            paced = await load.measure(
                hello,
                seconds=seconds / 2,
                warm_up_seconds=warm_up / 3,
                candidate_cpu_seconds=cpu,
                per_second=PACED_PER_SECOND,
            )
            talk = None
            if not candidate.echoes:
                talk = await load.measure(
                    _converse(), seconds=seconds, warm_up_seconds=warm_up, candidate_cpu_seconds=cpu
                )
            again = await load.post_again(MAX_POSTED_AGAIN) if candidate.knows_updates else None
            memory = process.resident_mib()
        return Seen(
            full=full,
            paced=paced,
            talk=talk,
            counts=load.counts,
            updates=scene.updates.last,
            posted_again=again,
            messages=api.messages,
            calls=api.calls,
            resident_mib=memory,
            stored=None if candidate.stored is None else candidate.stored(scene.ground),
        )


@dataclass(frozen=True, slots=True)
class _Scene:
    """The surroundings of a candidate: its ground, the load, and the Bot API."""

    ground: Ground
    updates: Updates
    load: Load
    api: StubApi

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Connect the load to the candidate, which is serving."""
        await self.load.connect(Webhook(self.ground.port, self.ground.path, self.ground.secret))
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            self.load.close()
            gc.unfreeze()


@contextlib.asynccontextmanager
async def _prepared(candidate: Recipient, people: int, date: int) -> AsyncIterator[_Scene]:
    """Make the ground of a candidate, where these people have joined."""
    updates = Updates(date)
    load = Load(people, updates, echo=candidate.echoes)
    api = StubApi(load.heard, date)
    async with laid_ground(api) as ground:
        if candidate.prepare is not None:
            await asyncio.to_thread(candidate.prepare, ground, load.people, date)
        yield _Scene(ground, updates, load, api)


@contextlib.asynccontextmanager
async def laid_ground(api: StubApi) -> AsyncIterator[Ground]:
    """Open the stub of the Bot API and a new folder: a candidate's ground."""
    port = await api.open()
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as folder:
        try:
            yield Ground(
                api=f"http://127.0.0.1:{port}",
                port=free_port(),
                path="/telegram/benchmark",
                secret="benchmark-secret",
                token="1000000001:benchmark",
                folder=Path(folder),
            )
        finally:
            api.close()


def _hello() -> Talk:
    """Everybody says hello, each time with another number."""
    numbers = count(1)

    def say(_person: Person) -> Doing:
        return f"hello {next(numbers)}"

    return say


def _converse() -> Talk:
    """Half the time a press on one of the buttons that came, else something typed.

    Which one depends on the person and on how far they are, so that every round does the same.
    """
    typed = (
        "hello",
        "hôm nay đọc sách 30 phút",
        "30 phút",
        "Học dùng máy tính ở nhà văn hóa",
        "/log",
        "bỏ qua",
    )

    def say(person: Person) -> Doing:
        lot = person.chat * 31 + person.steps * 17
        buttons = person.buttons() if lot % 2 else ()
        if buttons:
            return Press(buttons[lot // 2 % len(buttons)][1])
        return typed[lot // 2 % len(typed)]

    return say


def _how(recipients: Sequence[Recipient], options: Options, *, pinned: bool) -> tuple[str, ...]:
    cores = (
        "The candidate runs alone on the first core; the load and a stub of the Bot API share one "
        "process (uvloop) on the last."
        if pinned
        else "There was one core only: candidate and load shared it, so take no figure from this."
    )
    return (
        *(f"{candidate.name}: {candidate.what}." for candidate in recipients),
        f"{cores} Loopback, no TLS; the stub answers at once.",
        f"{CONNECTIONS} keep-alive connections, at most {MAX_OUTSTANDING} unanswered updates, "
        f"{options.people:,} people who have at most one unanswered update each.",
        f"{options.rounds} rounds, every candidate once a round in a new process, each round "
        f"beginning with another one; {options.warm_up_seconds:g} s of warm-up, then "
        f"{options.seconds:g} s as fast as answers come, then {options.seconds / 2:g} s at "
        f"{PACED_PER_SECOND:g}/s. Medians of the rounds; ratios are taken inside each round first.",
        "CPU is user and system time of the candidate's process, all threads, per update answered. "
        "“Reply” is until the message arrived at the Bot API.",
    )
