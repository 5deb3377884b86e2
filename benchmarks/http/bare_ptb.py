"""A bare echo on python-telegram-bot with its standard httpx client.

Its own webhook server needs tornado; as in its example of a custom webhook, an aiohttp handler
puts the updates into the application's queue. `concurrent_updates(8)` is the best setting of
the stock client that was found.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.http.clients import HEALTH, Ground, read_ground

_CONCURRENT_UPDATES = 8


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


async def _health(_request: web.Request) -> web.Response:
    return web.Response()


def _make_app(ground: Ground) -> web.Application:
    application: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .token(ground.token)
        .base_url(f"{ground.api}/bot")
        .updater(None)
        .concurrent_updates(_CONCURRENT_UPDATES)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, _echo))

    async def receive(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != ground.secret:
            return web.Response(status=403)
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    async def begin(_app: web.Application) -> None:
        await application.initialize()
        await application.start()

    async def end(_app: web.Application) -> None:
        await application.stop()
        await application.shutdown()

    app = web.Application()
    app.router.add_get(HEALTH, _health)
    app.router.add_post(ground.path, receive)
    app.on_startup.append(begin)
    app.on_cleanup.append(end)
    return app


def main() -> None:
    """Serve until terminated."""
    ground, _ = read_ground()
    app = _make_app(ground)
    web.run_app(app, host="127.0.0.1", port=ground.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
