"""Sending: an announcement to many at a thousand a second, and what it costs of one core."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import msgspec
import structlog
from aiolimiter import AsyncLimiter
from sqlalchemy.engine import make_url

from benchmarks.http.slow_api import slow_api
from benchmarks.report import Options, Results, Table
from benchmarks.scheduling import AT, fill
from bot.application import Application
from bot.delivery.worker import ChannelEnd
from bot.service_channels import telegram_channel
from bot.settings import Settings

NAME = "sending"

ANSWER_SECONDS = 0.05
RATE_PER_SECOND = 1_000
_TOKEN = "1:benchmark"


async def _ours(api: str, folder: Path, options: Options) -> dict[str, float]:
    """Plan for as many as there is time for, let the worker send, and look at the middle of it."""
    people = int(RATE_PER_SECOND * (options.seconds + options.warm_up_seconds + 3) * 1.3)
    url = f"sqlite+aiosqlite:///{folder}/bench.db"
    await fill(url, people, 0)
    begun = time.monotonic()
    settings = Settings(
        _env_file=None, database_url=url, files_dir=folder / "files", data_dir=folder / "data",
        telegram_token=_TOKEN, telegram_api_base=api, telegram_rate_per_second=RATE_PER_SECOND,
    )  # fmt: skip
    application = Application(
        settings, clock=lambda: AT + dt.timedelta(seconds=time.monotonic() - begun)
    )
    application.data.look()
    await application.database.open()
    channel = telegram_channel(application)
    assert channel is not None
    worker = application.start_delivery(
        {
            channel.name: ChannelEnd(
                channel, channel.capabilities, channel.in_flight, channel.account
            )
        }
    )
    await channel.open()
    await application.announcer.tick()
    stopped = asyncio.Event()
    sending = asyncio.create_task(worker.run(stopped))
    await asyncio.sleep(options.warm_up_seconds + 1)
    gc.collect()
    gc.freeze()
    sent, wall, cpu = _sent(url), time.perf_counter(), time.process_time()
    await asyncio.sleep(options.seconds)
    sent, wall, cpu = _sent(url) - sent, time.perf_counter() - wall, time.process_time() - cpu
    gc.unfreeze()
    if _waiting(url) == 0:
        raise AssertionError("everything was sent before the time was over")
    stopped.set()
    await sending
    await channel.close()
    await application.close()
    return {"per_second": sent / wall, "core": cpu / wall, "us": cpu / sent * 1e6}


def _sent(url: str) -> int:
    return _count(url, "state = 'sent'")


def _waiting(url: str) -> int:
    return _count(url, "state = 'planned'")


def _count(url: str, where: str) -> int:
    with closing(sqlite3.connect(str(make_url(url).database))) as database:
        return int(database.execute(f"SELECT count(*) FROM outbox WHERE {where}").fetchone()[0])


async def _bare(api: str, options: Options) -> dict[str, float]:
    """The HTTP client alone: the same body, posted at the same pace, nothing read or stored."""
    keyboard = [[{"text": "✏ Ghi ngay", "callback_data": "0:/log"}],
                [{"text": "🔕 Bớt tin nhắn", "callback_data": "0:/notices"}]]  # fmt: skip
    fields = {"chat_id": 1, "text": "x" * 110, "reply_markup": {"inline_keyboard": keyboard}}
    body = msgspec.json.encode(fields)
    pace = AsyncLimiter(RATE_PER_SECOND, 1)
    sent = 0
    stop = asyncio.Event()

    async def post(session: aiohttp.ClientSession) -> None:
        nonlocal sent
        headers = {"Content-Type": "application/json"}
        while not stop.is_set():
            await pace.acquire()
            url = f"{api}/bot{_TOKEN}/sendMessage"
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()
            sent += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        posting = [asyncio.create_task(post(session)) for _one in range(62)]
        await asyncio.sleep(options.warm_up_seconds + 1)
        before, wall, cpu = sent, time.perf_counter(), time.process_time()
        await asyncio.sleep(options.seconds)
        count, wall, cpu = sent - before, time.perf_counter() - wall, time.process_time() - cpu
        stop.set()
        await asyncio.gather(*posting)
    return {"per_second": count / wall, "core": cpu / wall, "us": cpu / count * 1e6}


async def _round(options: Options) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        with slow_api(ANSWER_SECONDS) as api:
            ours = await _ours(api, Path(name), options)
        with slow_api(ANSWER_SECONDS) as api:
            return {"ours": ours, "bare": await _bare(api, options)}


def run(options: Options) -> Results:
    """Measure round by round."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rounds = []
    for number in range(options.rounds):
        rounds.append(asyncio.run(_round(options)))
        ours = rounds[-1]["ours"]
        print(f"round {number + 1}: {ours['per_second']:,.0f}/s in {ours['core']:.2f} of a core")

    def row(name: str, who: str) -> tuple[Any, ...]:
        def middle(what: str) -> float:
            return float(median(each[name][what] for each in rounds))

        ratio = median(each[name]["us"] / each["bare"]["us"] for each in rounds)
        return (who, round(middle("per_second")), round(middle("core"), 3), round(middle("us")),
                round(ratio, 2))  # fmt: skip

    table = Table(
        f"Sending at {RATE_PER_SECOND:,} a second; the platform answers after "
        f"{ANSWER_SECONDS * 1e3:.0f} ms",
        ("who", "messages/s", "share of a core", "CPU µs a message", "to the bare client"),
        (
            row("ours", "ours: outbox, gate, worker, PTB's limiter, SQLite"),
            row("bare", "aiohttp alone, the same body again and again"),
        ),
    )
    how = (
        "An announcement is planned for more people than there is time for; the worker claims, "
        "applies the policy, renders, sends over HTTP to a Bot API in a process of its own, "
        "and stores each result. Processor time is that of our process, all threads.",
        "Messages are counted by their rows in the table. No TLS. The limiter lets a burst out "
        "first; the measured stretch begins after it.",
        f"Medians of {options.rounds} rounds of {options.seconds:g} s.",
    )
    return Results(how, (table,), [{"rounds": rounds}])
