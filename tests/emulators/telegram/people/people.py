"""People with a phone: they write, tap, send things, block, and read what the bot says."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Any

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Contact,
    InaccessibleMessage,
    KeyboardButton,
    Location,
    Message,
    MessageOriginHiddenUser,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from tests.emulators.telegram.people.seen import Button, Seen, seen
from tests.emulators.telegram.people.typed import commands_in, parts_of
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.wire import attachments
from tests.emulators.telegram.wire.files import small_png
from tests.emulators.telegram.world import Query, Room, World


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent; `update_id` is None where the bot does not want to know of it."""

    message_id: int
    update_id: int | None


@dataclass(frozen=True, slots=True)
class Tap:
    """A pressed button, and what the bot has answered to it by now."""

    update_id: int | None
    query: Query

    @property
    def answer(self) -> AnswerCallbackQuery | None:
        """The answer (its `text` is the toast), None while the button still shows a clock."""
        return self.query.answer


class Person:
    """One person, in a private chat with the bot."""

    def __init__(self, world: World, updates: Updates, room: Room) -> None:
        self._world = world
        self._updates = updates
        self._room = room
        self._heard = 0
        self._tapped: list[tuple[int, Button]] = []

    @property
    def id(self) -> int:
        """The person's and the chat's number."""
        return self._room.user.id

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

    @property
    def _name(self) -> str:
        return self._room.user.first_name

    # What the person does.

    async def start(self, payload: str = "") -> Sent:
        """Press "Start"; after a block this lets the bot in again. `payload` is a deep link's."""
        if self._room.blocked:
            await self.unblock()
        return await self.say(f"/start {payload}".strip())

    async def say(self, text: str) -> Sent:
        """Write; a text that is too long leaves in several messages, as from the real apps."""
        text = text.strip()
        assert text, "an empty text cannot be sent"
        parts = parts_of(text)
        for part in parts[:-1]:
            self._send(text=part, entities=commands_in(part))
        return self._send(text=parts[-1], entities=commands_in(parts[-1]))

    async def photo(self, caption: str = "", content: bytes | None = None) -> Sent:
        """Send a picture."""
        return self._send(**self._picture(content, caption))

    async def album(self, n: int, caption: str = "") -> list[Sent]:
        """Send `n` pictures at once; the words stand under the first."""
        group = f"1{self.id}{len(self._room.messages)}"
        captions = [caption, *[""] * (n - 1)]
        return [self._send(media_group_id=group, **self._picture(None, each)) for each in captions]

    async def document(self, name: str, caption: str = "", content: bytes = b"%PDF-1.7") -> Sent:
        """Send a file."""
        kept = self._world.files.keep("documents", name, content)
        return self._send(document=attachments.document_of(kept), caption=caption or None)

    async def sticker(self, emoji: str = "👍") -> Sent:
        """Send a sticker."""
        return self._send(sticker=attachments.sticker(self._world.files, emoji))

    async def voice(self, seconds: int = 4) -> Sent:
        """Send a spoken message."""
        return self._send(voice=attachments.voice(self._world.files, seconds))

    async def location(self, latitude: float = 21.0285, longitude: float = 105.8542) -> Sent:
        """Send a place."""
        return self._send(location=Location(latitude=latitude, longitude=longitude))

    async def contact(self, phone_number: str = "+84901234567") -> Sent:
        """Send the own phone number."""
        return self._send(
            contact=Contact(phone_number=phone_number, first_name=self._name, user_id=self.id)
        )

    async def forward(self, text: str, author: str = "Tổ dân phố 5") -> Sent:
        """Send on what somebody else wrote."""
        origin = MessageOriginHiddenUser(date=self._world.date(), sender_user_name=author)
        return self._send(text=text, entities=commands_in(text), forward_origin=origin)

    async def edit(self, text: str, of: Sent | None = None) -> Sent:
        """Change an own text (the newest when `of` is not given)."""
        self._may_write()
        own = [each for each in self._room.messages.values() if not each.by_bot and each.now.text]
        wanted = [each for each in own if of is None or each.now.message_id == of.message_id]
        assert wanted, f"{self._name} has no text to edit"
        message = self._world.rewrite(wanted[-1], text=text, entities=commands_in(text))
        return Sent(message.message_id, self._updates.post(self.id, "edited_message", message))

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

    async def hears(self, n: int = 1, timeout: float = 10) -> Seen:  # noqa: ASYNC109  # asked so by the tests
        """Wait for the next `n` unread messages; returns the newest of them."""
        wanted = self._heard + n
        if not await self._world.bell.until(lambda: len(self._all()) >= wanted, timeout):
            came = [each.text for each in self._all()[self._heard :]]
            raise AssertionError(f"{self._name} waited for {n} messages and got {came}")
        self._heard = wanted
        return self._all()[wanted - 1]

    async def sees(self, words: str, timeout: float = 10) -> Seen:  # noqa: ASYNC109  # as above
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

    def _may_write(self) -> None:
        assert not self._room.blocked, f"{self._name} has blocked the bot and cannot write to it"

    def _send(self, **content: Any) -> Sent:
        self._may_write()
        self._room.started = True
        message = self._world.write(self._room, by_bot=False, **content)
        return Sent(message.message_id, self._updates.post(self.id, "message", message))

    def _picture(self, content: bytes | None, caption: str) -> dict[str, Any]:
        kept = self._world.files.keep("photos", "photo.jpg", content or small_png())
        return {"photo": attachments.photo_of(kept), "caption": caption or None}

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
