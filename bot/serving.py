"""The wiring: every channel on one application; opens it, runs it, closes it."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import structlog

from bot.accounts import speaking_for_accounts
from bot.application import LOCALES_DIR, Application
from bot.channels import Channel
from bot.channels.connection_guard import guard_of
from bot.channels.console import CAPABILITIES as CONSOLE_CAPABILITIES
from bot.channels.console import NAME as CONSOLE
from bot.channels.health import Health, WriteCheck
from bot.channels.http_server import SHUTDOWN_SECONDS, Served, listen, web_server
from bot.channels.supervisor import Supervisor
from bot.channels.web import WebChannel, draw_push_key, enter_link
from bot.delivery.worker import ChannelEnd, Worker
from bot.operator_pages import operator_pages, operator_report
from bot.regular_work import regular_work
from bot.service_channels import CHANNELS
from bot.services.demo import ADMIN, APPROVER, NEWCOMER, OFFICER, RESIDENT, seed_demo
from bot.services.ports.messages import Speaker
from bot.settings import Settings
from bot.staff_pages import staff_pages
from bot.storage.privacy.journal import JOURNAL_KEY
from bot.storage.secrets.queries import stored_secret

__all__ = ["LOCALES_DIR", "Application", "play", "serve"]

_log = structlog.get_logger("app")


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
    await stored_secret(application.database, JOURNAL_KEY)
    application.push_key = await stored_secret(application.database, "push_key", draw_push_key)
    channels = [channel for make in CHANNELS if (channel := make(application)) is not None]
    worker = application.start_delivery(
        {
            c.name: ChannelEnd(
                application.measures.counted(c.name, c),
                c.capabilities,
                c.in_flight,
                c.account,
                c.show_drawing,
                c.alert,
                c.edit,
                c.take_buttons,
            )
            for c in channels
        }
    )
    await _prepare_demo(application)
    health = _health(application, channels, stop)
    guard = guard_of(settings, time.monotonic, application.count)
    operated = operator_report(application, health)
    pages = operator_pages(settings, operated)
    served: list[Served] = [*channels, staff_pages(application)]
    runner, operator = web_server(served, health, guard, pages), pages.server()
    stopped = asyncio.Event()
    try:
        for channel in channels:
            await channel.open()
        base = await listen(runner, settings.web_host, settings.web_port, guard)
        if settings.operator_port is not None:
            await listen(operator, settings.operator_host, settings.operator_port)
        async with asyncio.TaskGroup() as group:
            application.stopping = stop.is_set
            working = [group.create_task(worker.run(stopped))]
            edits = frozenset(c.name for c in channels if c.capabilities.edits)
            regular = regular_work(application, operated, guard, stop, edits)
            working += [group.create_task(each) for each in regular]
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
            await operator.cleanup()
            await asyncio.wait(listening, timeout=SHUTDOWN_SECONDS)
            for task in listening:
                task.cancel()
            stopped.set()
    finally:
        await runner.cleanup()
        await operator.cleanup()
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
    people = {
        "a newcomer": f"{NEWCOMER}-{secrets.token_hex(4)}",
        "a resident with three months of entries": RESIDENT,
        "an officer who writes campaigns": OFFICER,
        "an officer who approves them": APPROVER,
        "an administrator of the ward": ADMIN,
    }
    key = application.web_key
    return tuple((who, enter_link(base, key, address)) for who, address in people.items())


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
