"""A bare echo on aiogram, as its documentation shows a webhook behind aiohttp.

The request waits for the handler (`handle_in_background=False`), which replies by a call, so that
nothing is acknowledged before it was answered. With `--in-background` it is as the class does it by
default: the 200 leaves at once and the update is handled in a task of its own.
"""

from __future__ import annotations

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.http.clients import HEALTH, read_ground


async def _echo(message: Message) -> None:
    await message.answer(message.text or "")


async def _health(_request: web.Request) -> web.Response:
    return web.Response()


def main() -> None:
    """Serve until terminated."""
    ground, in_background = read_ground("--in-background")
    session = AiohttpSession(api=TelegramAPIServer.from_base(ground.api))
    bot = Bot(ground.token, session=session)
    dispatcher = Dispatcher()
    dispatcher.message.register(_echo, F.text)
    app = web.Application()
    app.router.add_get(HEALTH, _health)
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=in_background, secret_token=ground.secret
    )
    handler.register(app, path=ground.path)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=ground.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
