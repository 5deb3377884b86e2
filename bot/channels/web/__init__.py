"""The web: residents talk on one page of our own, over a WebSocket, without an account."""

from bot.channels.web.addresses import enter_link
from bot.channels.web.channel import MANNERS, History, WebChannel
from bot.channels.web.pictures import Picture

__all__ = ["MANNERS", "History", "Picture", "WebChannel", "enter_link"]
