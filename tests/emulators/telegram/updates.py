"""The updates that wait for the bot, and `getUpdates`."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from aiogram.methods import GetUpdates
from aiogram.types import TelegramObject, Update

from tests.emulators.telegram.bell import Bell
from tests.emulators.telegram.rules.refusals import breach, conflict
from tests.emulators.telegram.wire.objects import as_json

KINDS = frozenset(Update.model_fields) - {"update_id"}
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that are sent only to bots that name them in `allowed_updates`."""

Order = Literal["same", "reversed"]


@dataclass(slots=True, eq=False)
class Parcel:
    """One update in delivery. Updates of one lane (a chat) are delivered in order."""

    update_id: int
    lane: object
    body: dict[str, Any]
    again: bool = False
    attempts: int = 0


class Updates:
    """The queue that both ways of listening take from."""

    def __init__(self, bell: Bell) -> None:
        self.bell = bell
        self.pending: list[Parcel] = []
        self.known: dict[int, Parcel] = {}
        self.webhook_url = ""
        self.allowed = KINDS - NOT_BY_DEFAULT
        self._held: list[Parcel] | None = None
        self._next_id = 500_000_001
        self._poll = 0
        self._waiting = 0

    @property
    def polled(self) -> bool:
        """Whether a bot waits in `getUpdates` at this moment."""
        return self._waiting > 0

    def allow(self, kinds: Iterable[str] | None) -> None:
        """`allowed_updates`: None keeps what is set, an empty list is the default."""
        if kinds is None:
            return
        named = frozenset(kinds)
        if unknown := named - KINDS:
            raise breach(f"allowed_updates names unknown kinds: {sorted(unknown)}")
        self.allowed = named or KINDS - NOT_BY_DEFAULT

    def post(self, chat_id: int, kind: str, subject: TelegramObject) -> int | None:
        """Something happened; its update id, or None when the bot does not want to know."""
        if kind not in self.allowed:
            return None
        update_id = self._number()
        update = Update.model_validate({"update_id": update_id, kind: subject})
        self._put(Parcel(update_id, chat_id, as_json(update)))
        return update_id

    def post_raw(self, body: dict[str, Any], *, numbered: bool = True) -> int:
        """A handmade update goes as it is; without an id it gets the next one, if `numbered`."""
        body = copy.deepcopy(body)
        update_id = body.setdefault("update_id", self._next_id) if numbered else self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        self._put(Parcel(update_id, _chat_of(body), body))
        return int(update_id)

    def _number(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _put(self, parcel: Parcel) -> None:
        self.known[parcel.update_id] = parcel
        (self.pending if self._held is None else self._held).append(parcel)
        self.bell.ring()

    def redeliver(self, update_id: int, *, at_once: bool) -> None:
        """The same update again; `at_once` does not wait for its turn in its chat."""
        known = self.known[update_id]
        lane = object() if at_once else known.lane
        self.pending.append(Parcel(update_id, lane, known.body, again=True))
        self.bell.ring()

    def hold(self) -> None:
        """Keep new updates back until `release`."""
        self._held = self._held or []

    def release(self, order: Order) -> None:
        """Release the held updates.

        A webhook gets them with their own ids. One who polls gets ids in the order of the release,
        since `getUpdates` never hands out a smaller id after a greater one.
        """
        held, self._held = self._held or [], None
        if order == "reversed":
            held.reverse()
        for parcel in held:
            if not self.webhook_url:
                parcel = Parcel(self._number(), parcel.lane, dict(parcel.body))
                parcel.body["update_id"] = parcel.update_id
            self._put(parcel)

    def drop(self) -> None:
        """Forget all that waits."""
        self.pending.clear()
        self.bell.ring()

    def done(self, parcel: Parcel) -> None:
        """Note that the bot received it."""
        if parcel in self.pending:
            self.pending.remove(parcel)
        self.bell.ring()

    async def fetch(self, method: GetUpdates) -> list[dict[str, Any]]:
        """`getUpdates`: the offset confirms, an empty queue is waited for, one poll at a time."""
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.allow(method.allowed_updates)
        self._poll += 1
        mine = self._poll
        offset = self._confirm(method.offset or 0)
        self._waiting += 1
        self.bell.ring()
        try:
            await self.bell.until(
                lambda: self._waits(offset) or self._poll != mine or bool(self.webhook_url),
                max(method.timeout or 0, 0),
            )
        finally:
            self._waiting -= 1
        if self.webhook_url:
            raise conflict("terminated by setWebhook request")
        if self._poll != mine:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        batch = self._batch(offset)[: min(max(method.limit or 100, 1), 100)]
        for parcel in batch:
            if parcel.again:
                self.done(parcel)
        return [parcel.body for parcel in batch]

    def _confirm(self, offset: int) -> int:
        if offset < 0:
            ids = sorted(parcel.update_id for parcel in self.pending)
            offset = ids[offset:][0] if ids else 0
        self.pending = [each for each in self.pending if each.again or each.update_id >= offset]
        return offset

    def _waits(self, offset: int) -> bool:
        return any(each.again or each.update_id >= offset for each in self.pending)

    def _batch(self, offset: int) -> list[Parcel]:
        # What comes again comes first, so that the reader's offset ends at the newest id.
        again = [parcel for parcel in self.pending if parcel.again]
        new = [each for each in self.pending if not each.again and each.update_id >= offset]
        return again + sorted(new, key=lambda each: each.update_id)


def _chat_of(body: dict[str, Any]) -> object:
    for subject in body.values():
        if isinstance(subject, dict):
            message = subject.get("message", subject)
            if isinstance(message, dict) and isinstance(chat := message.get("chat"), dict):
                return chat.get("id")
    return object()
