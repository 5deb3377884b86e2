"""Repeats: what asks, within seconds, for the answer that was just given.

A finger taps a button three times before the answer comes. The button “Restart” of an app lets the
bot in again and writes /start. Only the first of them goes to the desk: it is committed, or comes
again until it is. Nothing is stored: after a restart the desk answers once more.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from typing import TypeAlias

from bot.services.ports.messages import Clock
from bot.talk.events import ChannelEvent, RawPress, Returned, Said

PRESS_SECONDS = 3
GREETING_SECONDS = 10
_CHATS_KEPT = 10_000

Asked: TypeAlias = tuple[str, ...]

_RETURNED: Asked = ("returned",)
_START: Asked = ("start",)


def asked_by(channel_event: ChannelEvent, message: int = 0) -> Asked | None:
    """What an event asks for, where two of a kind want one answer; `message` has the button.

    A /start with a word behind it is a link that somebody followed, and is always answered.
    """
    match channel_event:
        case RawPress(turn, key):
            return "press", str(message), str(turn), key
        case Returned():
            return _RETURNED
        case Said("/start", False):
            return _START
        case _:
            return None


class Repeats:
    """The last event of each chat that went to the desk, and when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: OrderedDict[str, tuple[Asked, dt.datetime, str]] = OrderedDict()

    def again(self, chat: str, asked: Asked | None, update: str) -> bool:
        """Whether the chat's last event asked for the same, a moment ago, by another update.

        The same update goes to the desk, which alone knows whether it was stored.
        """
        last = self._last.get(chat)
        if asked is None or last is None or last[2] == update:
            return False
        before, at, _update = last
        seconds = abs(self._clock() - at) / dt.timedelta(seconds=1)
        if {asked, before} == {_RETURNED, _START}:
            del self._last[chat]  # the pair is complete: a /start behind it was typed
            return seconds <= GREETING_SECONDS
        return asked == before and asked not in (_RETURNED, _START) and seconds <= PRESS_SECONDS

    def note(self, chat: str, asked: Asked | None, update: str) -> None:
        """Note what goes to the desk; the chats that are silent the longest are forgotten."""
        self._last.pop(chat, None)
        if asked is not None:
            self._last[chat] = asked, self._clock(), update
            if len(self._last) > _CHATS_KEPT:
                self._last.popitem(last=False)
