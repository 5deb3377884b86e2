"""People with a phone: they write, tap, send things, block, and read what the bot says."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    InaccessibleMessage,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from tests.emulators.telegram.people.seen import Button, Seen, seen
from tests.emulators.telegram.people.sending import Sending, Sent
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.world import Query, Room, World


@dataclass(frozen=True, slots=True)
class Tap:
    """A pressed button, and what the bot has answered to it by now."""

    update_id: int | None
    query: Query

    @property
    def answer(self) -> AnswerCallbackQuery | None:
        """The answer (its `text` is the toast), None while the button still shows a clock."""
        return self.query.answer


class Person(Sending):
    """One person, in a private chat with the bot."""

    def __init__(self, world: World, updates: Updates, room: Room) -> None:
        super().__init__(world, updates, room)
        self._heard = 0
        self._tapped: list[tuple[int, Button]] = []

    @property
    def messages(self) -> list[Seen]:
        """What the bot wrote and has not deleted, oldest first, as it reads now."""
        stored = self._room.messages.values()
        return [seen(each) for each in stored if each.by_bot and not each.deleted]

    @property
    def last(self) -> Seen:
        """The newest message of the bot."""
        messages = self.messages
        assert messages, f"{self._name} has no message from the bot"
        return messages[-1]

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """The reply keyboard below the chat, as rows of labels."""
        return tuple(tuple(key.text for key in row) for row in self._keys())

    # What the person does.

    async def start(self, payload: str = "") -> Sent:
        """Press "Start"; after a block this lets the bot in again. `payload` is a deep link's."""
        if self._room.blocked:
            await self.unblock()
        return await self.say(f"/start {payload}".strip())

    async def tap(self, label: str, *, of: Seen | None = None) -> Tap:
        """Press a button: of the message `of` as it was then, else of the newest that has it.

        An exact label goes before one that begins so.
        """
        looked_at = [of] if of is not None else self.messages[::-1]
        for whole in (True, False):
            for message in looked_at:
                if button := message.button(label, whole=whole):
                    return self._press(message.id, button)
        have = [message.labels for message in looked_at]
        raise AssertionError(f"{self._name} sees no button {label!r}, only {have}")

    async def key(self, label: str) -> Sent:
        """Press a key of the reply keyboard: it sends its label, or the phone number."""
        for row in self._keys():
            for key in row:
                if key.text.startswith(label):
                    return await (self.contact() if key.request_contact else self.say(key.text))
        raise AssertionError(f"{self._name} sees no key {label!r}, only {self.keyboard}")

    async def tap_again(self, label: str) -> Tap:
        """Press a button once more that was pressed before, even where it is gone by now."""
        for message_id, button in reversed(self._tapped):
            if button.label.startswith(label):
                return self._press(message_id, button)
        raise AssertionError(f"{self._name} has not tapped {label!r} before")

    async def block(self) -> int | None:
        """Block the bot."""
        self._room.blocked = True
        return self._membership(blocked=True)

    async def unblock(self) -> int | None:
        """Let the bot write again."""
        self._room.blocked = False
        return self._membership(blocked=False)

    # What the person reads.

    async def hears(self, n: int = 1, timeout: float = 60) -> Seen:  # noqa: ASYNC109  # asked so by the tests
        """Wait for the next `n` unread messages; returns the newest of them."""
        wanted = self._heard + n
        if not await self._world.bell.until(lambda: len(self._all()) >= wanted, timeout):
            came = [each.text for each in self._all()[self._heard :]]
            raise AssertionError(f"{self._name} waited for {n} messages and got {came}")
        self._heard = wanted
        return self._all()[wanted - 1]

    async def sees(self, words: str, timeout: float = 60) -> Seen:  # noqa: ASYNC109  # as above
        """Wait until a message (new or edited) reads so; gives the newest one."""

        def found() -> list[Seen]:
            return [each for each in self.messages if words in each.text]

        if not await self._world.bell.until(lambda: bool(found()), timeout):
            there = [each.text for each in self.messages]
            raise AssertionError(f"{self._name} does not see {words!r} in {there}")
        return found()[-1]

    async def quiet(self, seconds: float) -> None:
        """Wait this long; no unread message may come."""
        await asyncio.sleep(seconds)
        came = [each.text for each in self._all()[self._heard :]]
        assert not came, f"{self._name} wanted quiet and got {came}"

    # How it is done.

    def _all(self) -> list[Seen]:
        return [seen(each) for each in self._room.messages.values() if each.by_bot]

    def _press(self, message_id: int, button: Button) -> Tap:
        assert button.data is not None, f"the button {button.label!r} does not call the bot"
        self._may_write()
        self._tapped.append((message_id, button))
        query = self._world.ask(self.id, button.data)
        stored = self._room.messages[message_id]
        message: Message | InaccessibleMessage = stored.now
        if stored.deleted:
            message = InaccessibleMessage(chat=self._room.chat, message_id=message_id)
        callback = CallbackQuery(
            id=query.query_id,
            from_user=self._room.user,
            chat_instance=str(self.id * 31),
            message=message,
            data=button.data,
        )
        return Tap(self._updates.post(self.id, "callback_query", callback), query)

    def _membership(self, *, blocked: bool) -> int | None:
        member = ChatMemberMember(user=self._world.bot)
        epoch = dt.datetime.fromtimestamp(0, dt.UTC)
        banned = ChatMemberBanned(user=self._world.bot, until_date=epoch)
        change = ChatMemberUpdated(
            chat=self._room.chat,
            from_user=self._room.user,
            date=self._world.date(),
            old_chat_member=member if blocked else banned,
            new_chat_member=banned if blocked else member,
        )
        self._world.bell.ring()
        return self._updates.post(self.id, "my_chat_member", change)

    def _keys(self) -> list[list[KeyboardButton]]:
        for stored in reversed(self._room.messages.values()):
            match stored.markup:
                case ReplyKeyboardMarkup():
                    return stored.markup.keyboard
                case ReplyKeyboardRemove():
                    return []
        return []
