"""Our service without a store: the same desk, worker and Telegram channel over dictionaries."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import signal
from typing import cast

import structlog
from aiohttp import web

from benchmarks.http.clients import HEALTH
from benchmarks.stores.dictionary_outbox import MemoryOutbox
from benchmarks.stores.dictionary_store import MemoryDatabase
from bot.delivery.worker import ChannelEnd
from bot.domain.people.persons import Person
from bot.service_channels import telegram_channel
from bot.serving import Application
from bot.settings import read_settings
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.outbox.outbox import StoredOutbox


async def _serve() -> None:
    settings = read_settings()
    application = Application(settings)
    joined_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def newcomer(number: int) -> Person:
        return Person(
            number,
            ward="00004",
            group="resident",
            age_band="25-39",
            joined_at=joined_at,
            consents=frozenset({"log"}),
        )

    memory = MemoryDatabase(newcomer, settings.controller)
    # The application has opened neither; it only passes both on.
    application.database = cast(SqliteDatabase, memory)
    application.outbox = cast(StoredOutbox, MemoryOutbox(memory))
    channel = telegram_channel(application)
    assert channel is not None, "there is a token among the settings"
    worker = application.start_delivery(
        {
            channel.name: ChannelEnd(
                channel, channel.capabilities, channel.in_flight, channel.account
            )
        }
    )

    async def health(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_get(HEALTH, health)
    channel.add_routes(app)
    stop, stopped = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await channel.open()
    await runner.setup()
    await web.TCPSite(runner, settings.web_host, settings.web_port, backlog=1024).start()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stopped))
        listening = group.create_task(channel.run(stop))
        gc.collect()
        gc.freeze()
        await stop.wait()
        await runner.cleanup()
        listening.cancel()
        stopped.set()
    await channel.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(_serve())
