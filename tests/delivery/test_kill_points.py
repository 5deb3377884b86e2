"""A process is killed before and after each commit; docs/delivery.md says what follows."""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections import Counter
from dataclasses import dataclass

import msgspec
import pytest

from bot.channels.telegram import CAPABILITIES, NAME
from bot.delivery.outcomes import NEVER_LOST
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from bot.wording.splitting import split
from tests.applications import FRIDAY
from tests.delivery.conformance_model import (
    Notification,
    Row,
    accepted,
    outbox_rows,
    settle_in,
    table_below,
    until_of,
)
from tests.delivery.killed import IN_FLIGHT, Answered, Order
from tests.delivery.lives import lives
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.storage.stores import meet, open_store, update

pytestmark = [pytest.mark.server, pytest.mark.long]
pytest_plugins = ("tests.emulators.telegram.fixtures",)

CLAIMED_AHEAD = 2 * (IN_FLIGHT // 4)
REPLIES: tuple[DeliveryClass, ...] = ("reply", "receipt")
NOTIFICATIONS: tuple[DeliveryClass, ...] = ("reminder", "announcement", "campaign")

# --- what there is to say -------------------------------------------------------------------------


@dataclass(frozen=True)
class Generation:
    """What one life, and those after it, have to say: texts that nobody else says, by class."""

    order: Order
    left_behind: dict[str, DeliveryClass]
    said: dict[str, DeliveryClass]

    @property
    def all(self) -> dict[str, DeliveryClass]:
        """Everything."""
        return self.left_behind | self.said


def in_parts(text: str) -> str:
    """A text of two paragraphs that begin so; Telegram takes one in a message."""
    return "\n".join(f"{text}, phần {number}{' …' * 1500}" for number in (1, 2))


def parts_of(text: str) -> tuple[str, ...]:
    """The messages that a text is sent in."""
    return split(text, CAPABILITIES.text_limit, CAPABILITIES.unit)


async def generation(url: str, telegram: TelegramEmulator, name: str) -> Generation:
    """Three people: what a process that is gone left behind, what they are answered and told."""
    people = [telegram.person(f"{name} {n}") for n in range(3)]
    for person in people:
        await person.start()
    addresses = [str(person.id) for person in people]
    left = {f"{name}, left behind, {kind}": kind for kind in (*REPLIES, *NOTIFICATIONS)}
    left[in_parts(f"{name}, left behind")] = "reply"
    turns = [
        Answered(address, f"{name} {address}", [(k, f"{name}, {address}, {k}") for k in REPLIES])
        for address in addresses[:2]
    ]
    turns[1].says.insert(1, ("receipt", in_parts(f"{name}, {addresses[1]}, receipt")))
    async with open_store(url, "gone") as store:
        residents = await settle_in(store, addresses)
        dialog = await meet(store, addresses[0], NAME)
        says = [Say((plain(text),), kind=kind) for text, kind in left.items()]
        incoming = update(address=addresses[0], channel=NAME)
        await store.transact(lambda work: work.outbox.post(incoming, dialog, says, FRIDAY))
    told = [
        (whom, kind, f"{name}, {whom.address}, {kind}")
        for whom in residents[1:]
        for kind in NOTIFICATIONS
    ]
    told.append((residents[2], "campaign", in_parts(f"{name}, campaign")))
    said = {text: kind for turn in turns for kind, text in turn.says}
    said |= {text: kind for _whom, kind, text in told}
    planned = [
        Notification(kind, whom, Say((plain(text),), kind=kind), until_of(kind, FRIDAY), name)
        .values(FRIDAY)
        for whom, kind, text in told
    ]  # fmt: skip
    order = Order(url, telegram.base, TOKEN, FRIDAY, turns, name, planned)
    return Generation(order, left, said)


# --- what the page says ---------------------------------------------------------------------------

BEFORE = "before the commit of the turn or the slice"
PLANNED = "posted or planned, not claimed"
CLAIMED = "claimed, not sent"
SENT = "sent, result not stored"
IN_PART = "some of its parts sent"
STORED = "result stored"

HEAD, *ROWS = table_below("When a process ends")
PAGE = {
    where: {"reply, receipt": replies, "notification": others.replace("the same", replies)}
    for where, replies, others in ROWS
}


@dataclass(frozen=True)
class Found:
    """A message after a kill or at the end: its row, and how often Telegram got each part."""

    row: Row | None
    heard: tuple[int, ...]

    @property
    def where(self) -> str:
        """Where the message was, in the words of the page."""
        if self.row is None:
            return BEFORE
        if self.row.state == "planned":
            return PLANNED
        if self.row.state == "claimed":
            if not any(self.heard):
                return CLAIMED
            return SENT if len(self.heard) == 1 else IN_PART
        return STORED

    @property
    def stored_parts(self) -> int:
        """How many of its parts the table knows as sent."""
        return 0 if self.row is None else self.row.parts_sent


def becomes(cell: str, killed: Found) -> tuple[str, str | None, tuple[int, ...]]:
    """What a cell of the page means: state, reason, how often each part was received."""
    match cell:
        case (
            "nothing happened; the platform, or the next tick, tries again"
            | "sent after the start"
            | "sent again"
            | "continues with the first part that is not stored as sent"
        ):
            rest = (number >= killed.stored_parts for number in range(len(killed.heard)))
            return "sent", None, tuple(map(int.__add__, killed.heard, rest))
        case "`unsure: worker_gone`":
            return "unsure", "worker_gone", killed.heard
        case "done":
            assert killed.row is not None
            return killed.row.state, killed.row.why, killed.heard
    raise AssertionError(f"no case for {cell!r}")


async def found(telegram: TelegramEmulator, told: Generation) -> dict[str, Found]:
    """Where every message is, in the table and at the Telegram emulator."""
    for _turn in range(20):
        await asyncio.sleep(0)  # sends on the wire arrive
    rows = {row.text: row for row in await outbox_rows(told.order.url)}
    heard = Counter(accepted(telegram))
    return {
        text: Found(rows.get(text), tuple(heard[part] for part in parts_of(text)))
        for text in told.all
    }


def check_ends(told: Generation, killed: dict[str, Found], settled: dict[str, Found]) -> set[str]:
    """Check every end state against the page; returns the cells that were met."""
    met = set()
    for text, kind in told.all.items():
        was, now = killed[text], settled[text]
        if was.where == IN_PART:
            # The table misses one sent part at most.
            assert not any(was.heard[was.stored_parts + 1 :])
        column = "reply, receipt" if kind in NEVER_LOST else "notification"
        assert now.row is not None
        came_to = (now.row.state, now.row.why, now.heard)
        assert came_to == becomes(PAGE[was.where][column], was), (text, was)
        met.add(f"{was.where}: {column}")
    # The same check by the rules of ADR 5.
    for text, kind in told.all.items():
        now = settled[text]
        assert now.row is not None
        if kind in NEVER_LOST:
            assert now.row.state == "sent"
            assert min(now.heard) >= 1
            assert sum(now.heard) <= len(now.heard) + 1, "no more than was on the wire is repeated"
        else:
            assert max(now.heard) <= 1
            assert min(now.heard) == 1 or now.row.state == "unsure"
    ahead = [
        each for text, each in killed.items()
        if text in told.said and told.said[text] in NOTIFICATIONS and each.row is not None
        and each.row.state == "claimed"
    ]  # fmt: skip
    assert len(ahead) <= CLAIMED_AHEAD
    return met


def replies_came_in_order(telegram: TelegramEmulator, told: Generation, rows: list[Row]) -> None:
    """At every address the replies first arrived in the order of their rows."""
    heard = list(dict.fromkeys(accepted(telegram)))
    mine = [row for row in rows if row.text in told.all and row.kind in NEVER_LOST]
    for address in {row.address for row in mine}:
        texts = [part for row in mine if row.address == address for part in parts_of(row.text)]
        assert sorted(texts, key=heard.index) == texts


async def test_a_kill_at_any_commit_leaves_what_the_page_says(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    met: set[str] = set()
    points = 0
    async with lives() as live:
        for after in (False, True):
            for number in itertools.count(1):
                name = f"{'after' if after else 'before'} {number}"
                told = await generation(database_url, telegram_emulator, name)
                mortal = msgspec.structs.replace(told.order, kill=number, after=after)
                how = await live(mortal)
                killed = await found(telegram_emulator, told)
                if how == 0:
                    # It ended by itself: it has no more commits.
                    ours = [each for text, each in killed.items() if text in told.said]
                    assert {count for each in ours for count in each.heard} == {1}
                    break
                assert how == -signal.SIGKILL
                assert await live(told.order) == 0
                met |= check_ends(told, killed, await found(telegram_emulator, told))
                replies_came_in_order(telegram_emulator, told, await outbox_rows(database_url))
                points += 1
    assert points >= 20
    assert met == {f"{where}: {column}" for where, said in PAGE.items() for column in said}
    rows = await outbox_rows(database_url)
    assert {row.state for row in rows} == {"sent", "unsure"}
    assert len({row.text for row in rows}) == len(rows)
