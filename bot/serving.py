"""The wiring: every channel on one application; opens it, runs it, closes it."""

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

from bot.accounts import speaking_for_accounts
from bot.application import LOCALES_DIR, Application
from bot.channels import Channel
from bot.channels.console import CAPABILITIES as CONSOLE_CAPABILITIES
from bot.channels.console import NAME as CONSOLE
from bot.channels.health import Health, WriteCheck
from bot.channels.http_server import SHUTDOWN_SECONDS, listen, web_server
from bot.channels.supervisor import Supervisor
from bot.channels.web import WebChannel, WebPush, draw_push_key, enter_link
from bot.channels.web.files import Files
from bot.delivery.worker import ChannelEnd, Worker
from bot.schedule.clock import MinuteClock
from bot.services.demo import NEWCOMER, RESIDENT, seed_demo
from bot.services.ports.messages import Speaker
from bot.settings import Settings
from bot.storage.privacy.deleting import DeleteFile, keep_deleting_files
from bot.storage.push.queries import StoredPushSubscriptions
from bot.storage.retention.purging import DAY_SECONDS, purge_daily
from bot.storage.secrets.queries import stored_secret
from bot.talk.messages import Message
from bot.talk.pictures import Theme

__all__ = ["LOCALES_DIR", "Application", "play", "serve"]

PICTURE_DAYS = 30

_log = structlog.get_logger("app")


# --- channels -------------------------------------------------------------------------------------


def web_channel(application: Application) -> Channel | None:
    """The page: always served."""

    async def history(address: str, after: int, limit: int) -> Sequence[tuple[int, Message]]:
        return await application.history(
            WebChannel.name, WebChannel.capabilities, address, after, limit
        )

    async def picture(address: str, row: int, theme: Theme) -> bytes | None:
        return await application.picture(
            WebChannel.name, WebChannel.capabilities, address, row, theme
        )

    return WebChannel(
        picture=picture,
        receive=application.receive,
        history=history,
        files=Files(application.settings.files_dir, application.database.sealer),
        key=application.web_key,
        public_url=application.settings.public_url,
        count=application.count,
        sentences=application.translator.line,
        clock=application.clock,
        push=_web_push(application),
        demo=application.demo,
    )


def _web_push(application: Application) -> WebPush:
    """How the page's people are told of messages while they have no page open."""
    return WebPush(
        StoredPushSubscriptions(application.database, WebChannel.name, WebChannel.account),
        key=application.push_key,
        public_url=application.settings.public_url,
        hosts=application.settings.push_hosts,
        clock=application.clock,
        quiet=lambda: application.notification_policy().quiet,
        sentences=application.translator.line,
        count=application.count,
    )


def telegram_channel(application: Application) -> Channel | None:
    """Telegram: where there is a token."""
    settings = application.settings
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
        commands=application.commands(),
        sentences=application.translator.line,
        receive=application.receive,
        album_parts=application.album_parts,
        clock=application.clock,
        count=application.count,
    )


CHANNELS: tuple[Callable[[Application], Channel | None], ...] = (web_channel, telegram_channel)
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
    Raises `PortTaken` and `AccountTaken`.
    """
    async with speaking_for_accounts(settings):
        await _serve(Application(settings, demo=demo), ready, stop or _stop_on_signal())


async def _serve(
    application: Application,
    ready: Callable[[str, Sequence[tuple[str, str]]], None],
    stop: asyncio.Event,
) -> None:
    settings = application.settings
    await application.database.open()
    application.web_key = bytes.fromhex(await stored_secret(application.database, "web_key"))
    application.push_key = await stored_secret(application.database, "push_key", draw_push_key)
    channels = [channel for make in CHANNELS if (channel := make(application)) is not None]
    worker = application.start_delivery(
        {
            c.name: ChannelEnd(c, c.capabilities, c.in_flight, c.account, c.show_drawing, c.alert)
            for c in channels
        }
    )
    await _prepare_demo(application)
    health = _health(application, channels, stop)
    runner = web_server(channels, health)
    stopped = asyncio.Event()
    try:
        for channel in channels:
            await channel.open()
        base = await listen(runner, settings.web_host, settings.web_port)
        async with asyncio.TaskGroup() as group:
            application.stopping = stop.is_set
            working = [group.create_task(worker.run(stopped))]
            working += [group.create_task(each) for each in _regular_work(application, stop)]
            supervisor = Supervisor(time.monotonic)
            listening = [
                group.create_task(supervisor.keep_running(channel, stop)) for channel in channels
            ]
            health.watch(working + listening)
            ready(base, _demo_links(application, base) if application.demo else ())
            # What is alive now lives as long as the process: keep the collector off it.
            gc.collect()
            gc.freeze()
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
        await application.close()
    _log.info("stopped")


def _health(application: Application, channels: Sequence[Channel], stop: asyncio.Event) -> Health:
    """What is told to those who watch over the service."""
    return Health(
        writes=WriteCheck(application.check_write, time.monotonic),
        alive=lambda: application.database.alive,
        channels=channels,
        stopping=stop.is_set,
    )


def _regular_work(
    application: Application, stop: asyncio.Event
) -> tuple[Coroutine[Any, Any, None], ...]:
    """What is done again and again until the stop."""
    ticks = {
        "reminders": application.remind,
        "announcements": application.announcer.tick,
        "keys": application.keep_keys,
    }
    return (
        purge_daily(application.database, application.clock, stop),
        _purge_pictures(application, stop),
        keep_deleting_files(application.database, _delete_upload(application), stop),
        application.data.keep_looking(stop),
        MinuteClock(application.settings.zone, ticks).run(stop),
    )


def _delete_upload(application: Application) -> DeleteFile:
    """Deletes a file that was uploaded on the page; others lie with their channel."""
    files = Files(application.settings.files_dir, application.database.sealer)

    def delete(reference: str, listed: dt.datetime) -> bool:
        channel, _colon, name = reference.partition(":")
        if channel == WebChannel.name:
            files.delete(name, listed)
        return channel == WebChannel.name

    return delete


async def _purge_pictures(application: Application, stop: asyncio.Event) -> None:
    """Delete, now and once a day, the pictures that nobody looked at for as long as words stay."""
    while not stop.is_set():
        await application.pictures.purge(application.clock() - dt.timedelta(days=PICTURE_DAYS))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DAY_SECONDS)


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


# --- demonstration --------------------------------------------------------------------------------


async def _prepare_demo(application: Application) -> None:
    """Demo people exist in a demonstration only: made anew there, erased anywhere else."""
    now = application.clock()
    if application.demo:
        made = await application.database.transact(
            lambda work: seed_demo(work, application.data.reference_data, now, Random(2026))
        )
        _log.info("demo_seeded", entries=made)
    else:
        gone = await application.database.transact(
            lambda work: work.privacy.forget_demo_people(now)
        )
        if gone:
            _log.info("demo_people_erased", count=gone)


def _demo_links(application: Application, base: str) -> tuple[tuple[str, str], ...]:
    newcomer = f"{NEWCOMER}-{secrets.token_hex(4)}"
    return (
        ("a newcomer", enter_link(base, application.web_key, newcomer)),
        (
            "a resident with three months of entries",
            enter_link(base, application.web_key, RESIDENT),
        ),
    )


# --- playing --------------------------------------------------------------------------------------


async def play(
    settings: Settings, speaker: Speaker, talk: Callable[[Application, Worker], Awaitable[None]]
) -> None:
    """Talk on the console: `talk` reads lines and hands them to the desk, `speaker` shows."""
    application = Application(settings)
    await application.database.open()
    try:
        worker = application.start_delivery({CONSOLE: ChannelEnd(speaker, CONSOLE_CAPABILITIES)})
        stopped = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopped))
            try:
                await talk(application, worker)
            finally:
                stopped.set()
    finally:
        await application.close()
