"""The state of Telegram: people, their chats with the bot, messages, button presses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Chat, Message, User

from tests.emulators.telegram.bell import Bell
from tests.emulators.telegram.rules.limits import Markup
from tests.emulators.telegram.rules.pace import Throttle
from tests.emulators.telegram.rules.refusals import bad_request, blocked, breach
from tests.emulators.telegram.wire.files import Files

Clock = Callable[[], float]
"""Seconds since 1970 in UTC."""

FIRST_PERSON = 7_000_000_001
"""Ids of people do not fit into 32 bits; code that assumes it should fail."""


@dataclass(slots=True)
class Stored:
    """One message in a chat. `versions` are all its states, the present one last."""

    versions: list[Message]
    by_bot: bool
    markup: Markup | None = None
    silent: bool = False
    deleted: bool = False

    @property
    def now(self) -> Message:
        """Its current state."""
        return self.versions[-1]


@dataclass(slots=True)
class Room:
    """The private chat of one person with the bot."""

    user: User
    started: bool = False
    blocked: bool = False
    messages: dict[int, Stored] = field(default_factory=dict)

    @property
    def chat(self) -> Chat:
        """The chat as Telegram describes it."""
        return Chat(
            id=self.user.id,
            type="private",
            first_name=self.user.first_name,
            last_name=self.user.last_name,
            username=self.user.username,
        )


@dataclass(slots=True)
class Query:
    """One press of an inline button, and what the bot answered to it."""

    query_id: str
    chat_id: int
    data: str
    at: float
    answer: AnswerCallbackQuery | None = None


class World:
    """All state, with its clock and the bell that rings at changes."""

    def __init__(self, bot: User, clock: Clock, query_seconds: float) -> None:
        self.bot = bot
        self.clock = clock
        self.query_seconds = query_seconds
        self.bell = Bell()
        self.pace = Throttle()
        self.files = Files()
        self.rooms: dict[int, Room] = {}
        self.queries: dict[str, Query] = {}
        self._message_id = 0

    def date(self) -> dt.datetime:
        """This moment, to the second as Telegram keeps it."""
        return dt.datetime.fromtimestamp(int(self.clock()), dt.UTC)

    def settle(self, name: str, language_code: str, username: str | None) -> Room:
        """A new person with a Telegram account who has not met the bot yet."""
        user = User(
            id=FIRST_PERSON + len(self.rooms),
            is_bot=False,
            first_name=name,
            username=username,
            language_code=language_code,
        )
        self.rooms[user.id] = Room(user)
        return self.rooms[user.id]

    def room(self, chat_id: int | str | None) -> Room:
        """The chat that the bot may write to; raises `Refusal` where Telegram refuses."""
        if chat_id is None or chat_id == "":
            raise breach("chat_id is empty")
        number = int(chat_id) if str(chat_id).lstrip("-").isdecimal() else 0
        room = self.rooms.get(number)
        if room is None or not room.started:
            raise bad_request("chat not found")
        if room.blocked:
            raise blocked()
        return room

    def reached(self, chat_id: int | str | None) -> Room:
        """The same for a message or an edit, which the flood limits count."""
        room = self.room(chat_id)
        self.pace.take(room.user.id, self.clock())
        return room

    def write(
        self,
        room: Room,
        *,
        by_bot: bool,
        markup: Markup | None = None,
        silent: bool = False,
        ago: dt.timedelta = dt.timedelta(),
        **content: Any,
    ) -> Message:
        """Put a new message into a chat; it was written so long `ago`."""
        self._message_id += 1
        message = Message(
            message_id=self._message_id,
            date=self.date() - ago,
            chat=room.chat,
            from_user=self.bot if by_bot else room.user,
            **content,
        )
        room.messages[message.message_id] = Stored([message], by_bot, markup, silent)
        self.bell.ring()
        return message

    def rewrite(self, stored: Stored, **changes: Any) -> Message:
        """Give a message a new state."""
        message = stored.now.model_copy(update={"edit_date": int(self.clock()), **changes})
        stored.versions.append(message)
        self.bell.ring()
        return message

    def ask(self, chat_id: int, data: str) -> Query:
        """Remember that a button was pressed."""
        query = Query(str(4_200_000_000_000 + len(self.queries)), chat_id, data, self.clock())
        self.queries[query.query_id] = query
        return query

    def answer(self, method: AnswerCallbackQuery) -> None:
        """The bot answers a press: once, and not too late."""
        query = self.queries.get(method.callback_query_id)
        late = query is None or self.clock() - query.at > self.query_seconds
        if query is None or late or query.answer is not None:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        query.answer = method
        self.bell.ring()
