"""The web channel: residents use our own page over a WebSocket, without an account."""

from bot.channels.web.channel import CAPABILITIES, History, WebChannel
from bot.channels.web.picture_routes import PictureSource
from bot.channels.web.signing import enter_link

__all__ = ["CAPABILITIES", "History", "PictureSource", "WebChannel", "enter_link"]
