"""Each outcome has the result in docs/delivery.md, for every class, on both databases.

The page's table gives the expected end state; the emulator's record shows what people got.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, get_args

import pytest

from bot.channels.telegram import request
from bot.delivery.outcomes import NEVER_LOST, REPEATABLE
from bot.services.ports.messages import Later, Outcome
from bot.talk.steps import Choice, DeliveryClass, Say
from bot.talk.text import plain
from tests.delivery.conformance_model import (
    NAMELESS,
    NOBODY,
    TelegramOffice,
    table_below,
    telegram_office,
)
from tests.delivery.outbox_rows import no_descriptor
from tests.emulators.telegram import Fault, Person, TelegramEmulator
from tests.emulators.telegram.faults import AnyFault

pytest_plugins = ("tests.emulators.telegram.fixtures",)

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
HEAD, *OUTCOMES = table_below("What follows an outcome")
PATIENCE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def _flood_answers_are_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a flood answer gives a deprecation warning, which is an error in tests."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


# --- causes of an outcome ---------------------------------------------------------

Trouble: TypeAlias = Callable[[TelegramOffice, Person], Awaitable[None]]


async def nothing(office: TelegramOffice, person: Person) -> None:
    """Cause no trouble."""


async def _fault(fault: AnyFault, office: TelegramOffice, person: Person) -> None:
    office.telegram.fault("sendMessage", fault, chat=person)


def meets(fault: AnyFault) -> Trouble:
    """The first send to a person meets a fault of the network or of Telegram."""
    return partial(_fault, fault)


async def _leads(elsewhere: str, office: TelegramOffice, person: Person) -> None:
    office.phone.elsewhere[str(person.id)] = elsewhere


def leads_to(elsewhere: str) -> Trouble:
    """Requests go to another server."""
    return partial(_leads, elsewhere)


async def the_next_part_does_not_leave(office: TelegramOffice, person: Person) -> None:
    """After the first part the server cannot be reached.

    Everybody has the first part by then: what has none goes back to the table of a held channel.
    """
    address, phone = str(person.id), office.phone

    async def before(send: int) -> Outcome | None:
        if send == 2:
            phone.elsewhere[address] = NOBODY
            if phone.elsewhere.keys() >= phone.before.keys():
                phone.all_begun.set()
            await phone.all_begun.wait()
        return None

    office.phone.before[address] = before


async def is_asked_for_patience(office: TelegramOffice, person: Person) -> None:
    """Another platform than Telegram asks for this one message later."""

    async def before(send: int) -> Outcome | None:
        return Later(office.soon(5), "slow") if send == 1 else None

    office.phone.before[str(person.id)] = before


async def this_machine_is_at_its_end(office: TelegramOffice, person: Person) -> None:
    """The next rendering fails: no free descriptor."""
    del person
    office.faulty.faults.append(no_descriptor())


async def blocks_us(office: TelegramOffice, person: Person) -> None:
    """The person blocks the bot."""
    await person.block()


async def is_gone(office: TelegramOffice, person: Person) -> None:
    """The person deleted the account."""
    del office.telegram.world.rooms[person.id]


FIRST, SECOND = "một", "hai"
SHORT = Say((plain(FIRST),))
LONG = Say((plain(f"{FIRST} " * 900), plain("\n" + f"{SECOND} " * 900)))
"""Two paragraphs, more than Telegram accepts in one message."""

REFUSED = Say((plain(FIRST),), ((Choice("k" * 70, plain("Có")),),))
"""A say with a button that Telegram refuses."""

UNSAYABLE = Say((plain(FIRST),), tuple((Choice(f"{n}", plain(f"{n}")),) for n in range(101)))
"""A say with more buttons than a message can have."""


@dataclass(frozen=True)
class Way:
    """One cause of an outcome, and what people see.

    `reply` is what they see of a reply or receipt, `other` of a notification. The trouble `lasts`
    some seconds; after `settles` more everything has ended. `spared`: it ends so soon that the
    message is sent after all. `why` is the reason where the page names none.
    """

    trouble: Trouble
    reply: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    why: str | None = None
    say: Say = SHORT
    lasts: float = 0
    settles: float = 10
    hold: str | None = None
    spared: bool = False
    patience: float = request.TOTAL_SECONDS


ONCE = (FIRST,)
TWICE = (FIRST, FIRST)
BOTH = (FIRST, SECOND)

WAYS: dict[str, dict[str, Way]] = {
    "the platform accepted it": {
        "at once": Way(nothing, ONCE, ONCE),
        "in parts": Way(nothing, BOTH, BOTH, say=LONG),
    },
    "429 with `retry_after`": {
        "flood": Way(meets(Fault.FLOOD(30)), ONCE, ONCE, settles=160, hold="flood"),
    },
    "it did not leave: name not found, connection refused": {
        "name": Way(leads_to(NAMELESS), ONCE, ONCE, lasts=9, settles=70, hold="not_reached"),
        "refused": Way(leads_to(NOBODY), ONCE, ONCE, lasts=9, settles=70, hold="not_reached"),
    },
    "the platform asks for later, for this message only": {
        "slow": Way(is_asked_for_patience, ONCE, ONCE, lasts=2),
    },
    "5xx, or the connection broke, or no answer came, after the request left": {
        "502": Way(meets(Fault.SERVER_ERROR), ONCE, (), "no_answer"),
        "cut before it was done": Way(meets(Fault.DROP_BEFORE), ONCE, (), "no_answer"),
        "cut after it was done": Way(meets(Fault.DROP_AFTER), TWICE, ONCE, "no_answer"),
        "no answer in time": Way(
            meets(Fault.SLOW(30)), TWICE, ONCE, "no_answer", patience=PATIENCE_SECONDS
        ),
    },
    "403: blocked, or the account is gone": {
        "blocked": Way(blocks_us, why="blocked"),
        "gone": Way(is_gone, why="gone"),
    },
    "400 and every other refusal": {
        "refused": Way(nothing, why="refused", say=REFUSED),
    },
    "the channel cannot show it": {
        "too many buttons": Way(nothing, say=UNSAYABLE),
    },
    "a fault of this machine before the request left (no free descriptor, no memory)": {
        "no more descriptors": Way(this_machine_is_at_its_end, ONCE, ONCE),
    },
    "some parts were sent, the next one fails for now": {
        "for a moment": Way(
            the_next_part_does_not_leave, BOTH, BOTH, say=LONG, lasts=9, settles=70,
            hold="not_reached", spared=True,
        ),
        "for long": Way(
            the_next_part_does_not_leave, BOTH, ONCE, say=LONG, lasts=400, settles=370,
            hold="not_reached",
        ),
    },
}  # fmt: skip

EVERY_WAY = [(row, way) for row, ways in WAYS.items() for way in ways]


# --- the page -------------------------------------------------------------------------------------


def cells(row: list[str]) -> dict[DeliveryClass, str]:
    """A row of the page by class; "the same" repeats the cell to its left."""
    said: dict[DeliveryClass, str] = {}
    before = ""
    for head, cell in zip(HEAD[2:], row[2:], strict=True):
        before = cell.replace("the same", before)
        for name in head.split(", "):
            (kind,) = (known for known in KINDS if known == name)
            said[kind] = before
    return said


def end_in(cell: str, way: Way) -> tuple[str, str | None]:
    """The end state and reason in a cell of the page; a cell that names none means `sent`."""
    named = re.findall(r"`(\w+)(?:: (\w+))?`", cell)
    if not named or way.spared or named[-1][0] == "sent":
        return "sent", None
    state, why = named[-1]
    return state, why or way.why


def test_every_row_of_the_page_has_its_cases_and_every_case_its_row() -> None:
    assert [row[0] for row in OUTCOMES] == list(WAYS)


@pytest.mark.parametrize("row", OUTCOMES, ids=lambda row: str(row[0]))
def test_every_row_of_the_page_speaks_of_every_class(row: list[str]) -> None:
    assert set(cells(row)) == set(KINDS)
    assert all(cells(row).values())


# --- every outcome for every class ----------------------------------------------------------------


async def let_settle(office: TelegramOffice, seconds: float) -> None:
    """Let time pass; a long time in one step."""
    await office.pass_time(min(seconds, 160))
    await office.skip(max(0, seconds - 160))


@pytest.mark.parametrize(("what", "way"), EVERY_WAY)
async def test_what_follows_an_outcome_is_what_the_page_says(
    what: str,
    way: str,
    database_url: str,
    telegram_emulator: TelegramEmulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    how = WAYS[what][way]
    page = next(row for row in OUTCOMES if row[0] == what)
    said = cells(page)
    async with telegram_office(database_url, telegram_emulator) as office:
        people = {kind: await office.resident(kind) for kind in KINDS}
        for person in people.values():
            await how.trouble(office, person)
        with monkeypatch.context() as impatient:
            # A connection that is opened now waits only this long for an answer.
            impatient.setattr(request, "TOTAL_SECONDS", how.patience)
            await asyncio.gather(*(office.say(kind, who, how.say) for kind, who in people.items()))
        await office.phone.close()
        await office.pass_time(how.lasts)
        resting = {row.kind for row in await office.rows() if row.state == "planned"}
        office.phone.elsewhere.clear()
        office.phone.before.clear()
        await let_settle(office, how.settles)

        rows = {row.kind: row for row in await office.rows()}
        ends = {kind: (row.state, row.why) for kind, row in rows.items()}
        assert ends == {kind: end_in(cell, how) for kind, cell in said.items()}
        seen = {
            kind: tuple(each.text.split()[0] for each in who.messages)
            for kind, who in people.items()
        }
        assert seen == {kind: how.reply if kind in NEVER_LOST else how.other for kind in KINDS}
        for kind, row in rows.items():
            assert row.claimed_by is None
            assert row.provider_id == (str(people[kind].last.id) if row.state == "sent" else None)

        # What else the page says about it.
        marked = {kind for kind, who in people.items() if await office.marked(who)}
        assert marked == {kind for kind, cell in said.items() if "the address is marked" in cell}
        assert await office.holds() == ([] if how.hold is None else [how.hold])
        assert how.hold is not None or "whole channel" not in page[1]
        if "from the table" in said["reminder"]:
            assert resting == set(KINDS) - set(REPEATABLE)
        assert office.counts == ["cannot_say"] * sum("counted" in cell for cell in said.values())

        # The next message to an address is sent.
        telegram_emulator.clear_violations()
        for kind in set(KINDS) - marked:
            await office.say("reply", people[kind], "và sau đó")
            assert people[kind].last.text == "và sau đó"
