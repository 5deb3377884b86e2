"""What a person sends: words, pictures, files, places, edits, and what the app writes by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from aiogram.types import (
    Contact,
    Location,
    Message,
    MessageAutoDeleteTimerChanged,
    MessageOriginHiddenUser,
    WriteAccessAllowed,
)

from tests.emulators.telegram.people.typed import commands_in, parts_of
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.wire import attachments
from tests.emulators.telegram.wire.files import small_png
from tests.emulators.telegram.world import Room, World


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent; `update_id` is None where the bot does not want to know of it."""

    message_id: int
    update_id: int | None


class Sending:
    """The sending half of a person, in a private chat with the bot."""

    def __init__(self, world: World, updates: Updates, room: Room) -> None:
        self._world = world
        self._updates = updates
        self._room = room

    @property
    def id(self) -> int:
        """The person's and the chat's number."""
        return self._room.user.id

    @property
    def _name(self) -> str:
        return self._room.user.first_name

    async def say(self, text: str, *, ago: dt.timedelta = dt.timedelta()) -> Sent:
        """Write; a text that is too long leaves in several messages, as from the real apps.

        `ago`: it was written so long ago, and comes to the bot only now.
        """
        text = text.strip()
        assert text, "an empty text cannot be sent"
        parts = parts_of(text)
        for part in parts[:-1]:
            self._send(text=part, entities=commands_in(part), ago=ago)
        return self._send(text=parts[-1], entities=commands_in(parts[-1]), ago=ago)

    async def photo(self, caption: str = "", content: bytes | None = None) -> Sent:
        """Send a picture."""
        return self._send(**self._picture(content, caption))

    async def album(self, n: int, caption: str = "", *, at: int = 0) -> list[Sent]:
        """Send `n` pictures at once; the words stand under the one at place `at`."""
        group = f"1{self.id}{len(self._room.messages)}"
        words = [caption if place == at else "" for place in range(n)]
        return [self._send(media_group_id=group, **self._picture(None, each)) for each in words]

    async def album_with_film(self, n: int) -> list[Sent]:
        """Send `n` pictures and a film behind the first of them at once."""
        group = f"1{self.id}{len(self._room.messages)}"
        film = {"video": attachments.video(self._world.files)}
        first, *others = [self._picture(None, "") for _each in range(n)]
        parts = (first, film, *others)
        return [self._send(media_group_id=group, **each) for each in parts]

    async def videos(self, n: int) -> list[Sent]:
        """Send `n` films at once."""
        group = f"1{self.id}{len(self._room.messages)}"
        film = attachments.video(self._world.files)
        return [self._send(media_group_id=group, video=film) for _each in range(n)]

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
        return self._send(text=text, entities=commands_in(text), forward_origin=self._from(author))

    async def forward_photo(self, caption: str = "", author: str = "Tổ dân phố 5") -> Sent:
        """Send on a picture of somebody else."""
        return self._send(forward_origin=self._from(author), **self._picture(None, caption))

    async def live_location(self, seconds: int = 900) -> Sent:
        """Begin to share the place where the person is; each move is an edit of the message."""
        return self._send(
            location=Location(latitude=21.0285, longitude=105.8542, live_period=seconds)
        )

    async def move(self, of: Sent, *, last: bool = False) -> Sent:
        """Walk on while the place is shared; the `last` one has no period any more."""
        stored = self._room.messages[of.message_id]
        before = stored.now.location
        assert before is not None, "no place is shared"
        period = None if last else before.live_period
        moved = before.model_copy(
            update={"latitude": before.latitude + 0.001, "live_period": period}
        )
        return self._edited(self._world.rewrite(stored, location=moved))

    async def pin(self, message_id: int) -> Sent:
        """Pin a message: the app writes so into the chat."""
        return self._send(pinned_message=self._room.messages[message_id].now)

    async def set_timer(self, seconds: int = 86_400) -> Sent:
        """Let messages be deleted after a while: the app writes so into the chat."""
        changed = MessageAutoDeleteTimerChanged(message_auto_delete_time=seconds)
        return self._send(message_auto_delete_timer_changed=changed)

    async def allow_writing(self) -> Sent:
        """Let the bot write, from a Web App or the attachment menu: the app writes so."""
        return self._send(write_access_allowed=WriteAccessAllowed(from_request=True))

    async def edit(self, text: str, of: Sent | None = None) -> Sent:
        """Change an own text (the newest when `of` is not given); its date stays as it was."""
        self._may_write()
        own = [each for each in self._room.messages.values() if not each.by_bot and each.now.text]
        wanted = [each for each in own if of is None or each.now.message_id == of.message_id]
        assert wanted, f"{self._name} has no text to edit"
        changed = self._world.rewrite(wanted[-1], text=text, entities=commands_in(text))
        return self._edited(changed)

    async def edit_caption(self, caption: str, of: Sent) -> Sent:
        """Change the words below an own picture."""
        self._may_write()
        stored = self._room.messages[of.message_id]
        return self._edited(self._world.rewrite(stored, caption=caption))

    def _may_write(self) -> None:
        assert not self._room.blocked, f"{self._name} has blocked the bot and cannot write to it"

    def _send(self, *, ago: dt.timedelta = dt.timedelta(), **content: Any) -> Sent:
        self._may_write()
        self._room.started = True
        message = self._world.write(self._room, by_bot=False, ago=ago, **content)
        return Sent(message.message_id, self._updates.post(self.id, "message", message))

    def _picture(self, content: bytes | None, caption: str) -> dict[str, Any]:
        kept = self._world.files.keep("photos", "photo.jpg", content or small_png())
        return {"photo": attachments.photo_of(kept), "caption": caption or None}

    def _edited(self, message: Message) -> Sent:
        return Sent(message.message_id, self._updates.post(self.id, "edited_message", message))

    def _from(self, author: str) -> MessageOriginHiddenUser:
        return MessageOriginHiddenUser(date=self._world.date(), sender_user_name=author)
