"""The webhook benchmark: updates per second and CPU per update, beside bare echoes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path

import uvloop

from benchmarks import comparison, ours
from benchmarks.candidates import Candidate, Ground, bare, free_port, started
from benchmarks.comparison import Round, Seen
from benchmarks.load import CONNECTIONS, OUTSTANDING_MOST, Load, Talk, Webhook
from benchmarks.report import Options, Results
from benchmarks.stub_api import StubApi
from benchmarks.updates import Doing, Person, Press, Updates

NAME = "webhook"

PACED_PER_SECOND = 200.0
POSTED_AGAIN_MOST = 200

_BASES = ("aiogram", "PTB")
CANDIDATES = (
    Candidate(
        "aiogram",
        "a bare echo behind `SimpleRequestHandler(handle_in_background=False)`: the reply is a "
        "call that ends before the 200",
        bare("bare_aiogram"),
        echoes=True,
    ),
    Candidate(
        "aiogram, 200 first",
        "the same with the default of `SimpleRequestHandler`: the 200 waits for nothing",
        bare("bare_aiogram", "--in-background"),
        echoes=True,
    ),
    Candidate(
        "PTB",
        "a bare echo with its stock httpx client, `concurrent_updates(8)`, behind aiohttp",
        bare("bare_ptb"),
        echoes=True,
    ),
    Candidate(
        "ours",
        "our service: a turn with its commit (SQLite, synchronous=FULL) before the 200",
        ours.command,
        echoes=False,
        prepare=ours.prepare,
        stored=ours.stored,
        knows_updates=True,
    ),
    Candidate(
        "ours without a store",
        "the same with dictionaries in place of the database: what the store costs",
        ours.command_without_store,
        echoes=False,
        knows_updates=True,
    ),
)


def run(options: Options) -> Results:
    """Measure every candidate once a round, each round beginning with another one."""
    candidates = [candidate for candidate in CANDIDATES if options.wants(candidate.name)]
    cores = sorted(os.sched_getaffinity(0))
    core = cores[0] if len(cores) > 1 else None
    rounds: list[Round] = []
    with _pinned_to(cores[-1]):
        for number in range(options.rounds):
            turn = number % len(candidates)
            seen: Round = {}
            for candidate in candidates[turn:] + candidates[:turn]:
                now = seen[candidate.name] = uvloop.run(_measure(candidate, options, core))
                print(
                    f"round {number + 1}: {candidate.name}: "
                    f"{now.full.updates_per_second:,.0f} updates/s, "
                    f"{now.full.candidate_cpu_us:,.0f} µs CPU",
                    flush=True,
                )
            rounds.append(seen)
    names = [candidate.name for candidate in candidates]
    tables = (
        comparison.speed(names, _BASES, rounds),
        comparison.talk(names, rounds),
        comparison.exact(names, rounds),
    )
    return Results(
        how=_how(candidates, options, pinned=core is not None),
        tables=tuple(table for table in tables if table is not None),
        rounds=[{name: asdict(seen) for name, seen in each.items()} for each in rounds],
    )


async def _measure(candidate: Candidate, options: Options, core: int | None) -> Seen:
    updates = Updates(options.date)
    load = Load(options.people, updates, echo=candidate.echoes)
    api = StubApi(load.heard, options.date)
    with tempfile.TemporaryDirectory() as folder:
        ground = await _lay_ground(api, Path(folder))
        if candidate.prepare is not None:
            await asyncio.to_thread(candidate.prepare, ground, load.people, options.date)
        async with started(candidate, ground, core) as process:
            await load.connect(Webhook(ground.port, ground.path, ground.secret))
            gc.collect()
            gc.freeze()
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
            again = await load.post_again(POSTED_AGAIN_MOST) if candidate.knows_updates else None
            memory = process.resident_mib()
            load.close()
        api.close()
        gc.unfreeze()
        return Seen(
            full=full,
            paced=paced,
            talk=talk,
            counts=load.counts,
            updates=updates.last,
            posted_again=again,
            messages=api.messages,
            calls=api.calls,
            resident_mib=memory,
            stored=None if candidate.stored is None else candidate.stored(ground),
        )


async def _lay_ground(api: StubApi, folder: Path) -> Ground:
    port = await api.open()
    return Ground(
        api=f"http://127.0.0.1:{port}",
        port=free_port(),
        path="/telegram/benchmark",
        secret="benchmark-secret",
        token="1000000001:benchmark",
        folder=folder,
    )


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


@contextlib.contextmanager
def _pinned_to(core: int) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _how(candidates: Sequence[Candidate], options: Options, *, pinned: bool) -> tuple[str, ...]:
    cores = (
        "The candidate runs alone on the first core; the load and a stub of the Bot API share one "
        "process (uvloop) on the last."
        if pinned
        else "There was one core only: candidate and load shared it, so take no figure from this."
    )
    return (
        *(f"{candidate.name}: {candidate.what}." for candidate in candidates),
        f"{cores} Loopback, no TLS; the stub answers at once.",
        f"{CONNECTIONS} keep-alive connections, at most {OUTSTANDING_MOST} unanswered updates, "
        f"{options.people:,} people who have at most one unanswered update each.",
        f"{options.rounds} rounds, every candidate once a round in a new process, each round "
        f"beginning with another one; {options.warm_up_seconds:g} s of warm-up, then "
        f"{options.seconds:g} s as fast as answers come, then {options.seconds / 2:g} s at "
        f"{PACED_PER_SECOND:g}/s. Medians of the rounds; ratios are taken inside each round first.",
        "CPU is user and system time of the candidate's process, all threads, per update answered. "
        "“Reply” is until the message arrived at the Bot API.",
    )
