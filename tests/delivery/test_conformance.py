"""What docs/delivery.md says of every outcome and class, on both databases, at Telegram's own end.

The page's table says which end is expected; the emulator's record says what people got.
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
from bot.delivery.outcomes import REPEATABLE
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
    """Without it a flood answer is a deprecation warning, which tests turn into an error."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


# --- ways in which an outcome comes about ---------------------------------------------------------

Trouble: TypeAlias = Callable[[TelegramOffice, Person], Awaitable[None]]


async def nothing(office: TelegramOffice, person: Person) -> None:
    """All is well."""


async def _fault(fault: AnyFault, office: TelegramOffice, person: Person) -> None:
    office.telegram.fault("sendMessage", fault, chat=person)


def meets(fault: AnyFault) -> Trouble:
    """The first send to a person meets a fault of the line or of Telegram."""
    return partial(_fault, fault)


async def _leads(elsewhere: str, office: TelegramOffice, person: Person) -> None:
    office.phone.elsewhere[str(person.id)] = elsewhere


def leads_to(elsewhere: str) -> Trouble:
    """The line leads elsewhere."""
    return partial(_leads, elsewhere)


async def the_next_part_does_not_leave(office: TelegramOffice, person: Person) -> None:
    """After the first part the line is dead."""
    address = str(person.id)

    async def before(send: int) -> Outcome | None:
        if send == 2:
            office.phone.elsewhere[address] = NOBODY
        return None

    office.phone.before[address] = before


async def is_asked_for_patience(office: TelegramOffice, person: Person) -> None:
    """Another platform than Telegram: it wants to have this one message later."""

    async def before(send: int) -> Outcome | None:
        return Later(office.soon(5), "slow") if send == 1 else None

    office.phone.before[str(person.id)] = before


async def this_machine_is_at_its_end(office: TelegramOffice, person: Person) -> None:
    """The next words that somebody is told cannot be found: no more descriptors."""
    del person
    office.faulty.faults.append(no_descriptor())


async def blocks_us(office: TelegramOffice, person: Person) -> None:
    """The person does not want to hear from us."""
    await person.block()


async def is_gone(office: TelegramOffice, person: Person) -> None:
    """The person has no account any more."""
    del office.telegram.world.rooms[person.id]


FIRST, SECOND = "một", "hai"
SHORT = Say((plain(FIRST),))
LONG = Say((plain(f"{FIRST} " * 900), plain("\n" + f"{SECOND} " * 900)))
"""Two paragraphs, more than Telegram takes in one message."""

REFUSED = Say((plain(FIRST),), ((Choice("k" * 70, plain("Có")),),))
"""With a button that Telegram refuses."""

UNSAYABLE = Say((plain(FIRST),), tuple((Choice(f"{n}", plain(f"{n}")),) for n in range(101)))
"""With more buttons than a message can have."""


@dataclass(frozen=True)
class Way:
    """One way in which an outcome comes about.

    What Telegram shows people of it: of a reply or a receipt, and of any other. It is over after
    some seconds and settled after some more; `spared`: so soon that the message leaves after all.
    Where nothing else is said of the reason for its end, it is `why`.
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
    "the platform took it": {
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
    "the platform asks for later, for this message alone": {
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
    "400 and every other no": {
        "refused": Way(nothing, why="refused", say=REFUSED),
    },
    "the channel has no way to say it": {
        "too many buttons": Way(nothing, say=UNSAYABLE),
    },
    "a fault of this machine before the request left (no more descriptors, no more memory)": {
        "no more descriptors": Way(this_machine_is_at_its_end, ONCE, ONCE),
    },
    "some parts left, the next cannot now": {
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
    """What a row of the page says of each class; "the same" is what stands to the left of it."""
    said: dict[DeliveryClass, str] = {}
    before = ""
    for head, cell in zip(HEAD[2:], row[2:], strict=True):
        before = cell.replace("the same", before)
        for name in head.split(", "):
            (kind,) = (known for known in KINDS if known == name)
            said[kind] = before
    return said


def end_in(cell: str, way: Way) -> tuple[str, str | None]:
    """The end that a cell of the page names, and why; where it names none the message leaves."""
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
    """Let time pass; what is far away in one go."""
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
            # A line that is opened now waits only so long for an answer.
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
        assert seen == {kind: how.reply if kind in REPEATABLE else how.other for kind in KINDS}
        for kind, row in rows.items():
            assert row.claimed_by is None
            assert row.provider_id == (str(people[kind].last.id) if row.state == "sent" else None)

        # What else the page says of it.
        marked = {kind for kind, who in people.items() if await office.marked(who)}
        assert marked == {kind for kind, cell in said.items() if "the address is marked" in cell}
        assert await office.holds() == ([] if how.hold is None else [how.hold])
        assert how.hold is not None or "whole channel" not in page[1]
        if "out of the table" in said["reminder"]:
            assert resting == set(KINDS) - set(REPEATABLE)
        assert office.counts == ["cannot_say"] * sum("counted" in cell for cell in said.values())

        # The next word at an address goes its way.
        telegram_emulator.clear_violations()
        for kind in set(KINDS) - marked:
            await office.say("reply", people[kind], "và sau đó")
            assert people[kind].last.text == "và sau đó"
