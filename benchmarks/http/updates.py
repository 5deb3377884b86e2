"""Updates: people who write to a bot, and the updates that Telegram would post for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

import msgspec

_FIRST_CHAT = 5_000_000_000  # ids of people are larger than 32 bits today
_BOT = b'{"id":1000000001,"is_bot":true,"first_name":"Benchmark","username":"benchmark_bot"}'

# Telegram escapes every letter beyond ASCII.
_NAMES = (b"Lan", b"Minh", b"H\\u01b0\\u01a1ng", b"D\\u0169ng", b"Th\\u1ea3o", b"Qu\\u00e2n")


@dataclass(frozen=True, slots=True)
class Press:
    """A press on the button with this callback data."""

    data: str


Doing: TypeAlias = str | Press
"""What a person does next: type a text, or press a button."""


class Person:
    """One person of the load: their Telegram ids and the state of their update."""

    __slots__ = (
        "acknowledged",
        "answered",
        "chat",
        "doing",
        "markup",
        "sender",
        "sent_at",
        "steps",
        "text",
        "update",
        "where",
    )

    def __init__(self, number: int) -> None:
        self.chat = _FIRST_CHAT + number
        name = _NAMES[number % len(_NAMES)]
        who = b'"first_name":"%s","last_name":"Nguy\\u1ec5n","username":"person_%d"' % (
            name,
            number,
        )
        self.sender = b'{"id":%d,"is_bot":false,%s,"language_code":"vi"}' % (self.chat, who)
        self.where = b'{"id":%d,%s,"type":"private"}' % (self.chat, who)
        self.steps = 0
        """Updates sent so far."""
        self.doing: Doing = ""
        self.update = b""
        self.sent_at = 0.0
        self.acknowledged = True
        self.answered = True
        self.text = ""
        """The newest received message, and its keyboard as raw JSON."""
        self.markup = b""

    def buttons(self) -> tuple[tuple[str, str], ...]:
        """Label and data of the inline buttons under the newest message."""
        if b"inline_keyboard" not in self.markup:
            return ()
        keyboard = msgspec.json.decode(self.markup, type=_Keyboard).inline_keyboard
        return tuple((key.text, key.callback_data) for row in keyboard for key in row)


class _Key(msgspec.Struct):
    text: str
    callback_data: str = ""


class _Keyboard(msgspec.Struct):
    inline_keyboard: list[list[_Key]]


class Updates:
    """Makes updates with rising ids; `date` is the Unix second of all of them."""

    def __init__(self, date: int, first: int = 1) -> None:
        self._date = date
        self._ids: Iterator[int] = count(first)
        self._quote = msgspec.json.Encoder().encode
        self.last = first - 1
        """The newest id."""

    def write(self, person: Person, doing: Doing) -> bytes:
        """The JSON of an update in which the person does this."""
        number = self.last = next(self._ids)
        if isinstance(doing, str):
            return b'{"update_id":%d,"message":%s}' % (
                number,
                self._message(number, person, person.sender, self._quote(doing)),
            )
        markup = b',"reply_markup":%s' % person.markup if person.markup else b""
        return (
            b'{"update_id":%d,"callback_query":{"id":"%d","from":%s,"message":%s,'
            b'"chat_instance":"-%d","data":%s}}'
        ) % (
            number,
            4_000_000_000_000_000_000 + number,
            person.sender,
            self._message(number, person, _BOT, self._quote(person.text), markup),
            person.chat,
            self._quote(doing.data),
        )

    def _message(
        self, number: int, person: Person, sender: bytes, text: bytes, more: bytes = b""
    ) -> bytes:
        return b'{"message_id":%d,"from":%s,"chat":%s,"date":%d,"text":%s%s}' % (
            number,
            sender,
            person.where,
            self._date,
            text,
            more,
        )
