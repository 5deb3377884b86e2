"""The web: residents talk on one page of our own, over a WebSocket, without an account."""

from bot.channels.web.addresses import enter_link
from bot.channels.web.channel import MANNERS, History, WebChannel

__all__ = ["MANNERS", "History", "WebChannel", "enter_link"]
