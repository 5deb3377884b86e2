"""The decision alone: how long a conversation takes to decide, without a desk or a database."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from statistics import median

from benchmarks.report import Options, Results, Table
from bot.domain.learning.activity import Activity, Draft
from bot.services.turns.registry import ConversationRegistry
from bot.talk.events import Opened, Pressed, Said
from bot.talk.steps import State, Step
from handlers import residents
from handlers.residents import menu, my_log
from handlers.residents.join import Joining
from handlers.residents.join import conversation as join
from handlers.residents.log import conversation, states
from handlers.residents.log.sentences import Written

NAME = "decide"

_TODAY = dt.date(2026, 11, 20)
_n = count(10)
_DRAFT = Draft("0" * 20, "I1", "đọc sách về cây ăn quả", _TODAY, 45, None, None)
_ENTRY = Activity("HT-7K3M-92", "I1", "đọc sách về cây ăn quả", _TODAY, 45)
_LOG_FACTS = conversation.Facts(Written(_TODAY), "0" * 20)
_ASKING = states.Asking(_DRAFT, "minutes", ("mode",))
_WEEK = my_log.Facts(_TODAY, _TODAY - dt.timedelta(days=4), (_ENTRY,) * 5)

_TURNS: tuple[tuple[str, Callable[[], Step[State]], State], ...] = (
    (
        "menu: a sentence that is no activity",
        lambda: menu.decide(menu.Idle(), Said(f"xin chào {next(_n)}"), menu.Facts(_TODAY)),
        menu.Idle(),
    ),
    (
        "log: a quick log becomes a summary",
        # Another number each time: the reader keeps the last sentences that it has read.
        lambda: conversation.begin(
            Opened("log", f"hom nay hoc excel {next(_n)}p o nha van hoa"), _LOG_FACTS
        ),
        states.Confirming(_DRAFT),
    ),
    (
        "log: a typed duration",
        lambda: conversation.decide(
            states.Asking(_DRAFT, "minutes", ("mode",)), Said("1 tiếng rưỡi"), _LOG_FACTS
        ),
        states.Asking(_DRAFT, "minutes", ("mode",)),
    ),
    (
        "log: the confirm button",
        lambda: conversation.decide(
            states.Confirming(_DRAFT), Pressed(f"save:{_DRAFT.key}"), _LOG_FACTS
        ),
        states.Confirming(_DRAFT),
    ),
    (
        "join: a ward without accents",
        lambda: join.decide(Joining("ward"), Said("o cho dua"), join.Facts("UBND", False)),
        Joining("ward"),
    ),
    (
        "my log: a week of five entries",
        lambda: my_log.begin(Opened("mylog"), _WEEK),
        my_log.Week(_TODAY),
    ),
)


def _microseconds(job: Callable[[], object], seconds: float) -> float:
    """Processor time of one call."""
    job()
    calls = 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        for _call in range(50):
            job()
        calls += 50
    return (time.process_time() - began) / calls * 1e6


def run(options: Options) -> Results:
    """Measure each turn's decision, and writing and reading its state."""
    registry = ConversationRegistry(
        residents.CONVERSATIONS, home=menu.CONVERSATION, idle=menu.Idle(), join=join.CONVERSATION
    )
    seconds = min(options.seconds, 6.0) / 12
    rows = []
    rounds = []
    for name, decide, state in _TURNS:
        conversation = next(c for c in residents.CONVERSATIONS if name.startswith(_spoken(c.name)))
        raw = registry.dump(state)
        deciding = [_microseconds(decide, seconds) for _round in range(options.rounds)]
        load = partial(registry.load, conversation, raw)
        keeping = [_microseconds(load, seconds / 4) for _round in range(options.rounds)]
        rows.append((name, round(median(deciding), 1), round(median(keeping), 2)))
        rounds.append({"turn": name, "decide_us": deciding, "load_us": keeping})
    table = Table(
        "One decision, in microseconds of processor time",
        ("turn", "decide µs", "load the state µs"),
        tuple(rows),
    )
    how = (
        "`decide` (or `begin`) is called in a loop with facts that are ready; nothing is awaited, "
        "stored or sent.",
        f"Medians of {options.rounds} rounds.",
    )
    return Results(how, (table,), rounds)


def _spoken(name: str) -> str:
    return name.replace("_", " ")
