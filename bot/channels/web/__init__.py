"""The web: residents talk on one page of our own, over a WebSocket, without an account."""

from bot.channels.web.addresses import enter_link
from bot.channels.web.channel import CAPABILITIES, History, WebChannel
from bot.channels.web.pictures import PictureSource

__all__ = ["CAPABILITIES", "History", "PictureSource", "WebChannel", "enter_link"]
