"""The web channel: residents use our own page over a WebSocket, without an account."""

from bot.channels.web.channel import CAPABILITIES, WebChannel
from bot.channels.web.history import History
from bot.channels.web.picture_routes import PictureSource
from bot.channels.web.push.encrypting import draw_push_key, is_push_key
from bot.channels.web.push.web_push import WebPush
from bot.channels.web.signing import enter_link

__all__ = [
    "CAPABILITIES",
    "History",
    "PictureSource",
    "WebChannel",
    "WebPush",
    "draw_push_key",
    "enter_link",
    "is_push_key",
]
