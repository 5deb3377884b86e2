"""The wiring: every channel on one house; opens it, runs it, closes it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from random import Random
from typing import Any

import structlog

from bot.channels import Channel
from bot.channels.console import MANNERS as CONSOLE_MANNERS
from bot.channels.console import NAME as CONSOLE
from bot.channels.web import WebChannel, enter_link
from bot.channels.web.server import SHUTDOWN_SECONDS, listen, web_server
from bot.delivery.worker import Outlet, Worker
from bot.health import Health, WriteCheck
from bot.house import LOCALES_DIR, House
from bot.schedule.clock import MinuteClock
from bot.services.demonstrating import NEWCOMER, RESIDENT, seed_demo
from bot.services.ports import Speaker
from bot.settings import Settings
from bot.storage.retention import DAY_SECONDS, purge_daily
from bot.storage.secrets import stored_secret
from bot.supervisor import Supervisor
from bot.talk.messages import Message
from bot.talk.pictures import Theme

__all__ = ["LOCALES_DIR", "House", "play", "serve"]

GARBAGE_YOUNG = 20_000
"""New objects before the collector looks: an update makes hundreds that end with it."""

PICTURE_DAYS = 30

_log = structlog.get_logger("app")


# --- channels -------------------------------------------------------------------------------------


def web_channel(house: House) -> Channel | None:
    """The page: always served."""

    async def history(address: str, after: int, most: int) -> Sequence[tuple[int, Message]]:
        return await house.history(WebChannel.name, WebChannel.manners, address, after, most)

    async def picture(address: str, row: int, theme: Theme) -> bytes | None:
        return await house.picture(WebChannel.name, WebChannel.manners, address, row, theme)

    return WebChannel(
        picture=picture,
        receive=house.receive,
        history=history,
        files=house.settings.files_dir,
        key=house.web_key,
        public_url=house.settings.public_url,
        count=house.count,
        sentences=house.words.line,
        demo=house.demo,
    )


def telegram_channel(house: House) -> Channel | None:
    """Telegram: where there is a token."""
    settings = house.settings
    if settings.telegram_token is None:
        return None
    # Here and not above: its libraries take two seconds to load, for nothing without a token.
    from bot.channels.telegram.channel import TelegramChannel

    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        token=settings.telegram_token.get_secret_value(),
        api_base=settings.telegram_api_base,
        rate_per_second=settings.telegram_rate_per_second,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else None,
        commands=house.commands(),
        receive=house.receive,
        clock=house.clock,
        count=house.count,
    )


CHANNELS: tuple[Callable[[House], Channel | None], ...] = (web_channel, telegram_channel)
"""Every channel that the service runs; one that gives None is not set up."""


# --- running --------------------------------------------------------------------------------------


async def serve(
    settings: Settings,
    *,
    demo: bool,
    ready: Callable[[str, Sequence[tuple[str, str]]], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Run until SIGINT or SIGTERM (or `stop`): every channel, the worker, the web server.

    `ready` is told the page's address and, in a demonstration, the links of the demo people.
    Raises `PortTaken`.
    """
    house = House(settings, demo=demo)
    await house.database.open()
    house.web_key = bytes.fromhex(await stored_secret(house.database, "web_key"))
    channels = [channel for make in CHANNELS if (channel := make(house)) is not None]
    worker = house.furnish({c.name: Outlet(c, c.manners, c.in_flight) for c in channels})
    await _prepare_demo(house)
    stop = stop or _stop_on_signal()
    health = _health(house, channels, stop)
    runner = web_server(channels, health)
    stopped = asyncio.Event()
    try:
        for channel in channels:
            await channel.open()
        base = await listen(runner, settings.web_host, settings.web_port)
        async with asyncio.TaskGroup() as group:
            house.stopping = stop.is_set
            working = [group.create_task(worker.run(stopped))]
            working += [group.create_task(each) for each in _regular_work(house, stop)]
            supervisor = Supervisor(time.monotonic)
            listening = [
                group.create_task(supervisor.keep_running(channel, stop)) for channel in channels
            ]
            health.watch(working + listening)
            ready(base, _demo_links(house, base) if demo else ())
            # What is alive now lives as long as the process: keep the collector off it.
            gc.collect()
            gc.freeze()
            gc.set_threshold(GARBAGE_YOUNG)
            await stop.wait()
            _log.info("stopping")
            for channel in channels:
                if channel.name == WebChannel.name:
                    await channel.close()
            await runner.cleanup()
            await asyncio.wait(listening, timeout=SHUTDOWN_SECONDS)
            for task in listening:
                task.cancel()
            stopped.set()
    finally:
        await runner.cleanup()
        for channel in channels:
            await channel.close()
        await house.close()
    _log.info("stopped")


def _health(house: House, channels: Sequence[Channel], stop: asyncio.Event) -> Health:
    """What is told to those who watch over the service."""
    return Health(
        writes=WriteCheck(house.check_write, time.monotonic),
        alive=lambda: house.database.alive,
        channels=channels,
        stopping=stop.is_set,
    )


def _regular_work(house: House, stop: asyncio.Event) -> tuple[Coroutine[Any, Any, None], ...]:
    """What is done again and again until the stop."""
    ticks = {"reminders": house.remind, "announcements": house.announcer.tick}
    return (
        purge_daily(house.database, house.clock, stop),
        _purge_pictures(house, stop),
        house.data.keep_looking(stop),
        MinuteClock(house.settings.zone, ticks).run(stop),
    )


async def _purge_pictures(house: House, stop: asyncio.Event) -> None:
    """Delete, now and once a day, the pictures that nobody looked at for as long as words stay."""
    while not stop.is_set():
        await house.pictures.purge(house.clock() - dt.timedelta(days=PICTURE_DAYS))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DAY_SECONDS)


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


# --- demonstration --------------------------------------------------------------------------------


async def _prepare_demo(house: House) -> None:
    """Demo people exist in a demonstration only: made anew there, erased anywhere else."""
    now = house.clock()
    if house.demo:
        made = await house.database.transact(
            lambda work: seed_demo(work, house.data.shelf, now, Random(2026))
        )
        _log.info("demo_seeded", entries=made)
    else:
        gone = await house.database.transact(lambda work: work.forget_demo_people())
        if gone:
            _log.info("demo_people_erased", count=gone)


def _demo_links(house: House, base: str) -> tuple[tuple[str, str], ...]:
    newcomer = f"{NEWCOMER}-{secrets.token_hex(4)}"
    return (
        ("a newcomer", enter_link(base, house.web_key, newcomer)),
        ("a resident with three months of entries", enter_link(base, house.web_key, RESIDENT)),
    )


# --- playing --------------------------------------------------------------------------------------


async def play(
    settings: Settings, speaker: Speaker, talk: Callable[[House, Worker], Awaitable[None]]
) -> None:
    """Talk on the console: `talk` reads lines and hands them to the desk, `speaker` shows."""
    house = House(settings)
    await house.database.open()
    try:
        worker = house.furnish({CONSOLE: Outlet(speaker, CONSOLE_MANNERS)})
        stopped = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopped))
            try:
                await talk(house, worker)
            finally:
                stopped.set()
    finally:
        await house.close()
