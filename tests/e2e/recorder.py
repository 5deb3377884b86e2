"""A person who records one activity after another, and the stored rows that must agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from random import Random

from tests.e2e.residents import asks_to_check, join, receipts_told, seen_when
from tests.e2e.sentences import NOT_UNDERSTOOD, RECORD
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import Person, Seen, TelegramEmulator

WAIT_SECONDS = 120.0
"""Far more than an answer takes, also with kills on a busy machine."""


class Recorder:
    """A person who records one activity after another, whatever happens to the service.

    `luck` decides when a button is tapped twice, when Telegram repeats an update, and when the next
    sentence is typed before the last receipt came. `busy` is True while it waits for a reply.
    """

    def __init__(self, telegram: TelegramEmulator, luck: Random, number: int) -> None:
        self._telegram = telegram
        self._luck = luck
        self._number = number
        self._tapped: set[int] = set()
        self._typed: str | None = None
        self.person: Person = telegram.person(f"Người {number}")
        self.titles: list[str] = []
        self.busy = False

    async def joins(self) -> None:
        """Join."""
        self.busy = True
        await join(self.person, WAIT_SECONDS)
        self.busy = False

    async def records_until(self, enough: asyncio.Event) -> None:
        """Record one activity after another, until told to stop; the last one is finished."""
        while not enough.is_set():
            await self.records()

    async def records(self) -> None:
        """Record one activity and wait for its receipt."""
        title = self._typed or self._next_title()
        self.titles.append(title)
        self.busy = True
        if self._typed is None:
            await self._type(title)
        self._typed = None
        await self._sees_its_check(title)
        while True:
            if self._told(title):
                break
            if self._untapped_check(title) is not None:
                # Look at the newest message first, so that no old button is tapped.
                await asyncio.sleep(0.1)
                await self._press_newest(title)
            await self._something_new(title)
        self.busy = False
        if self._luck.random() < 0.2:
            # The old button once more: it must not act again.
            await self.person.tap_again(RECORD)

    def _next_title(self) -> str:
        letters = "".join("abcdeghkmn"[int(digit)] for digit in str(len(self.titles)))
        owner = "".join("abcdeghkmn"[int(digit)] for digit in str(self._number))
        return f"đọc sách tập x{owner}x{letters}"

    async def _type(self, title: str) -> None:
        sent = await self.person.say(f"hôm nay {title} 5 phút")
        self._maybe_twice(sent.update_id)

    async def _press_newest(self, title: str) -> None:
        check = self._untapped_check(title)
        if check is None or self._told(title):
            return
        self._tapped.add(check.id)
        tap = await self.person.tap(RECORD, of=check)
        if self._luck.random() < 0.3:
            await self.person.tap_again(RECORD)
        self._maybe_twice(tap.update_id)
        if self._typed is None and self._luck.random() < 0.3:
            self._typed = self._next_title()
            await self._type(self._typed)

    def _maybe_twice(self, update_id: int | None) -> None:
        if update_id is not None and self._luck.random() < 0.4:
            self._telegram.redeliver(update_id, at_once=self._luck.random() < 0.5)

    async def _sees_its_check(self, title: str) -> None:
        """Wait for the question to confirm; type the sentence again if it came too early."""
        early = f"{NOT_UNDERSTOOD}hôm nay {title} 5 phút"
        message = await seen_when(
            self._telegram,
            self.person,
            lambda each: asks_to_check(each, title) or early in each.text,
            WAIT_SECONDS,
        )
        if not asks_to_check(message, title):
            await self._type(title)
            await seen_when(
                self._telegram,
                self.person,
                lambda each: asks_to_check(each, title),
                WAIT_SECONDS,
            )

    def _told(self, title: str) -> bool:
        return any(for_title == title for for_title, _receipt in receipts_told(self.person))

    def _untapped_check(self, title: str) -> Seen | None:
        checks = [each for each in self.person.messages if asks_to_check(each, title)]
        return checks[-1] if checks and checks[-1].id not in self._tapped else None

    async def _something_new(self, title: str) -> None:
        came = await self._telegram.world.bell.until(
            lambda: self._told(title) or self._untapped_check(title) is not None, WAIT_SECONDS
        )
        there = [message.text for message in self.person.messages[-6:]]
        assert came, f"{title} is not answered; the newest messages are {there}"


async def nothing_is_lost_or_doubled(
    telegram: TelegramEmulator,
    kept: Kept,
    recorders: Iterable[Recorder],
    *,
    in_order: bool = True,
) -> None:
    """The stored rows agree with what people did and received.

    `in_order`: no reply was overtaken by a later one to the same person.
    """
    recorders = list(recorders)
    await telegram.drained(WAIT_SECONDS)
    ends = await kept.outbox_settled()
    assert set(ends) == {"sent"}
    await _activities_are_those_of(kept, recorders)
    if in_order:
        await _replies_are_in_order(kept)
    updates = [row[0] for row in await kept.rows("SELECT update_id FROM inbox")]
    assert len(updates) == len(set(updates))
    _only_repeated_taps_are_missing(telegram, set(updates))


def _only_repeated_taps_are_missing(telegram: TelegramEmulator, stored: set[str]) -> None:
    """Every update is stored but the second tap on a button whose first tap is."""
    bodies = {str(number): parcel.body for number, parcel in telegram.updates.known.items()}
    assert stored <= bodies.keys()

    def tapped(number: str) -> tuple[int, int, str] | None:
        press = bodies[number].get("callback_query")
        return press and (press["from"]["id"], press["message"]["message_id"], press["data"])

    taps = {tapped(number) for number in stored} - {None}
    missing = {number: tapped(number) for number in bodies.keys() - stored}
    assert set(missing.values()) <= taps, missing


async def _activities_are_those_of(kept: Kept, recorders: list[Recorder]) -> None:
    rows = await kept.rows(
        "SELECT address.external_id, activity.title, activity.receipt FROM activity "
        "JOIN address ON address.person_id = activity.person_id"
    )
    recorded = Counter((external_id, title) for external_id, title, _receipt in rows)
    meant = Counter((str(r.person.id), title) for r in recorders for title in r.titles)
    assert recorded == meant
    receipts = {(external_id, title): receipt for external_id, title, receipt in rows}
    told = {
        (str(r.person.id), title, receipt)
        for r in recorders
        for title, receipt in receipts_told(r.person)
    }
    assert told == {(*where, receipt) for where, receipt in receipts.items()}


async def _replies_are_in_order(kept: Kept) -> None:
    rows = await kept.rows(
        "SELECT external_id, id, provider_id FROM outbox WHERE channel = 'telegram' ORDER BY id"
    )
    newest: dict[str, int] = {}
    for external_id, row, provider_id in rows:
        assert int(provider_id) > newest.get(external_id, 0), f"row {row} was overtaken"
        newest[external_id] = int(provider_id)
