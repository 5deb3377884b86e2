"""Holds, an unreachable network, and the order of sends, seen at the Telegram emulator."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from bot.channels.telegram import NAME
from bot.services.ports.messages import Later, Outcome
from bot.storage.engine.milliseconds import to_ms
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from tests.delivery.conformance_model import (
    NOBODY,
    Notification,
    TelegramOffice,
    accepted,
    plan,
    settle_in,
    telegram_office,
    until_of,
)
from tests.delivery.test_conformance import FIRST, KINDS, LONG, SECOND
from tests.emulators.telegram import Fault, Person, TelegramEmulator
from tests.storage.stores import meet, query

pytest_plugins = ("tests.emulators.telegram.fixtures",)

MINUTE = 60.0


@pytest.fixture(autouse=True)
def _flood_answers_are_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a flood answer gives a deprecation warning, which is an error in tests."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def ends(office: TelegramOffice) -> dict[str, tuple[str, str | None]]:
    """The state and reason of every message."""
    return {row.text: (row.state, row.why) for row in await office.rows()}


# --- holds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", KINDS)
async def test_a_flood_answer_holds_every_chat_and_a_restart_does_not_end_it(
    database_url: str, telegram_emulator: TelegramEmulator, first: DeliveryClass
) -> None:
    async with telegram_office(database_url, telegram_emulator) as office:
        people = {kind: await office.resident(kind) for kind in KINDS}
        telegram_emulator.fault("sendMessage", Fault.FLOOD(60))
        over = office.clock() + dt.timedelta(seconds=60)
        for kind in sorted(KINDS, key=lambda kind: kind != first):
            await office.say(kind, people[kind])
        assert await query(office.url, "SELECT channel, until_ms, why FROM hold") == [
            (NAME, to_ms(over), "flood")
        ]
        await office.pass_time(20)
        await office.finish()
        await office.start()
        await office.say("reply", people[first], "sau khi mở lại")
        await office.pass_time((over - office.clock()).total_seconds() - 1)
        assert accepted(telegram_emulator) == []
        assert len(telegram_emulator.calls_of("sendMessage")) == 1
        await office.pass_time(10)
        assert sorted(accepted(telegram_emulator)) == sorted((*KINDS, "sau khi mở lại"))
        assert set((await ends(office)).values()) == {("sent", None)}


async def test_what_waits_in_the_table_while_the_channel_is_held_survives_a_crash(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    async with telegram_office(database_url, telegram_emulator) as office:
        people = {kind: await office.resident(kind) for kind in KINDS}
        telegram_emulator.fault("sendMessage", Fault.FLOOD(60))
        for kind in KINDS:
            await office.say(kind, people[kind])
        await office.crash()
        await office.start()
        await office.pass_time(50)
        assert accepted(telegram_emulator) == []
        await office.pass_time(15)
        assert sorted(accepted(telegram_emulator)) == sorted(KINDS)
        assert set((await ends(office)).values()) == {("sent", None)}


async def test_what_is_too_late_when_a_long_hold_is_over_does_not_leave(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    flooded = asyncio.Event()

    async def slow(_send: int) -> Outcome | None:
        await flooded.wait()
        return None

    async with telegram_office(database_url, telegram_emulator) as office:
        writer = await office.resident()
        office.phone.before = {"": slow, str(writer.id): passes}
        telegram_emulator.fault("sendMessage", Fault.FLOOD(3 * 3600), chat=writer)
        # Eight are on the wire when the flood answer comes; two are claimed and wait for a slot.
        texts = [f"nhắc {number}" for number in range(10)]
        for text in texts:
            await office.say("reminder", await office.resident(), text)
        await office.say("reply", writer, "trả lời")
        flooded.set()
        await office.settle()
        assert sorted(accepted(telegram_emulator)) == texts[:8]
        await office.skip(3 * 60 * MINUTE)
        await office.pass_time(5)
        assert sorted(accepted(telegram_emulator)) == [*texts[:8], "trả lời"]
        found = await ends(office)
        assert [found[text] for text in texts[8:]] == [("skipped", "late")] * 2


async def disagrees(office: TelegramOffice, person: Person) -> None:
    """Let somebody want no campaigns any more."""
    place = await meet(office.store, str(person.id), NAME)
    consents = place.person.consents - {"campaigns"}

    async def job(work: SqlUnitOfWork) -> None:
        await work.people.save_person(replace(place.person, consents=consents), office.clock())

    await office.store.transact(job)


GATED = pytest.mark.parametrize("kind", ["campaign", "duty"])


@GATED
async def test_what_met_a_short_hold_asks_the_policy_again(
    database_url: str, telegram_emulator: TelegramEmulator, kind: DeliveryClass
) -> None:
    async with telegram_office(database_url, telegram_emulator) as office:
        office.clock.at = office.clock.at.replace(hour=20, minute=59)
        person, other = await office.resident(), await office.resident()
        telegram_emulator.fault("sendMessage", Fault.FLOOD(290), chat=person)
        await office.say(kind, person, "tin")
        await office.say(kind, other, "tin sau")
        await disagrees(office, person)
        await office.pass_time(6 * MINUTE)
        assert accepted(telegram_emulator) == []
        assert (await ends(office))["tin sau"][0] == "planned"
        await office.skip(10 * 60 * MINUTE)
        await office.pass_time(10)
        gone = ("skipped", "no_consent") if kind == "campaign" else ("sent", None)
        assert await ends(office) == {"tin": gone, "tin sau": ("sent", None)}


@GATED
async def test_what_waits_in_memory_for_a_short_hold_asks_the_policy_again(
    database_url: str, telegram_emulator: TelegramEmulator, kind: DeliveryClass
) -> None:
    flooded = asyncio.Event()

    async def slow(_send: int) -> Outcome | None:
        await flooded.wait()
        return None

    async with telegram_office(database_url, telegram_emulator) as office:
        office.clock.at = office.clock.at.replace(hour=20, minute=59)
        writer, *people = [await office.resident() for _number in range(11)]
        office.phone.before = {"": slow, str(writer.id): passes}
        telegram_emulator.fault("sendMessage", Fault.FLOOD(290), chat=writer)
        # Eight are on the wire when the flood answer comes; two are claimed and wait for a slot.
        for number, person in enumerate(people):
            await office.say(kind, person, f"tin {number}")
        await office.say("reply", writer, "trả lời")
        flooded.set()
        await office.settle()
        await disagrees(office, people[9])
        await office.pass_time(6 * MINUTE)
        left = [f"tin {number}" for number in range(8)]
        assert sorted(accepted(telegram_emulator)) == [*left, "trả lời"]
        await office.skip(10 * 60 * MINUTE)
        await office.pass_time(10)
        gone = ("skipped", "no_consent") if kind == "campaign" else ("sent", None)
        found = await ends(office)
        assert [found["tin 8"], found["tin 9"]] == [("sent", None), gone]


# --- a stop between two parts ---------------------------------------------------------------------


async def test_what_a_stop_left_half_said_is_finished_and_nothing_new_begins_at_night(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    on_the_wire, go = asyncio.Event(), asyncio.Event()

    async def slow(_send: int) -> Outcome | None:
        on_the_wire.set()
        await go.wait()
        return None

    async with telegram_office(database_url, telegram_emulator) as office:
        person = await office.resident()
        office.phone.before[str(person.id)] = slow
        saying = asyncio.create_task(office.say("announcement", person, LONG))
        await on_the_wire.wait()
        office.stop.set()
        await office.settle()
        go.set()
        await saying
        await office.finish()
        assert [message.text.split()[0] for message in person.messages] == [FIRST]
        office.phone.before.clear()
        office.clock.at = office.clock.at.replace(hour=22)
        await office.start()
        await office.say("campaign", person, "tin sau")
        assert [message.text.split()[0] for message in person.messages] == [FIRST, SECOND]
        assert {row.state for row in await office.rows()} == {"sent", "planned"}
        await office.skip(9 * 60 * MINUTE)
        await office.pass_time(5)
        assert person.last.text == "tin sau"
        assert {row.state for row in await office.rows()} == {"sent"}


# --- a network that is away -----------------------------------------------------------------------


async def test_a_network_that_is_away_for_an_hour_loses_nothing_and_doubles_nothing(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    late = ("quá giờ", "quá giờ nữa")
    async with telegram_office(database_url, telegram_emulator) as office:
        people = {kind: await office.resident(kind) for kind in KINDS}
        office.phone.toward = NOBODY
        for kind in KINDS:
            await office.say(kind, people[kind])
        in_half_an_hour = office.clock() + dt.timedelta(minutes=30)
        for text in late:
            await office.say("reminder", await office.resident(), text, until=in_half_an_hour)
        said = ["reply"]
        for step in range(12):
            # Long enough for ten tries, then five minutes in the table.
            await office.pass_time(25)
            if step % 4 == 1:
                said.append(f"trả lời {step}")
                await office.say("reply", people["reply"], said[-1])
                await office.say("announcement", await office.resident(), f"thông báo {step}")
            if step == 6:
                await office.finish()
                await office.start()
            await office.skip(5 * MINUTE - 26)
        assert telegram_emulator.calls_of("sendMessage") == []
        # Nothing has failed, and nothing was sent.
        states = {state for state, _why in (await ends(office)).values()}
        assert states <= {"planned", "claimed", "skipped"}
        office.phone.toward = telegram_emulator.base
        for _rest in range(2):
            await office.skip(5 * MINUTE)
            await office.pass_time(70)
        found = await ends(office)
        assert {text for text, end in found.items() if end == ("skipped", "late")} == set(late)
        assert {end for text, end in found.items() if text not in late} == {("sent", None)}
        assert Counter(accepted(telegram_emulator)) == Counter(found.keys() - set(late))
        assert [message.text for message in people["reply"].messages] == said


async def test_an_announcement_that_the_day_is_over_for_does_not_leave_any_more(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    async with telegram_office(database_url, telegram_emulator) as office:
        people = {kind: await office.resident(kind) for kind in KINDS}
        office.phone.toward = NOBODY
        for kind in KINDS:
            await office.say(kind, people[kind])
        # Long enough for everything to wait in the table, then until the next morning.
        await office.pass_time(400)
        office.phone.toward = telegram_emulator.base
        await office.skip(24 * 60 * MINUTE)
        await office.pass_time(70)
        assert await ends(office) == {
            "reply": ("sent", None),
            "receipt": ("sent", None),
            "reminder": ("skipped", "late"),
            "announcement": ("skipped", "late"),
            "campaign": ("sent", None),
            "duty": ("sent", None),
        }
        assert sorted(accepted(telegram_emulator)) == ["campaign", "duty", "receipt", "reply"]


# --- replies first --------------------------------------------------------------------------------

PEOPLE = 334
EACH = 3
"""The weekly limit of announcements for one person: in all a thousand and two."""


async def test_replies_and_reminders_leave_before_a_thousand_announcements_that_wait(
    database_url: str, telegram_emulator: TelegramEmulator
) -> None:
    go = asyncio.Event()
    most_claimed = 0
    async with telegram_office(database_url, telegram_emulator) as office:

        async def claimed() -> int:
            sql = "SELECT id FROM outbox WHERE state = 'claimed' AND kind = 'announcement'"
            return len(await query(office.url, sql))

        async def slow(_send: int) -> Outcome | None:
            nonlocal most_claimed
            await go.wait()
            if sum(office.phone.sends.values()) % 100 == 0:
                most_claimed = max(most_claimed, await claimed())
            return None

        office.phone.before[""] = slow
        crowd = [telegram_emulator.person(f"{n}") for n in range(PEOPLE)]
        for each in crowd:
            await each.start()
        residents = await settle_in(office.store, [str(each.id) for each in crowd])
        now = office.clock()
        planned = [
            Notification("announcement", whom,
                         Say((plain(f"{whom.address} {n}"),), kind="announcement"),
                         until_of("announcement", now), f"day {n}")
            for n in range(EACH)
            for whom in residents
        ]  # fmt: skip
        await office.store.in_transaction(lambda session: plan(session, planned, now))
        await office.pass_time(5)

        # A quarter of the in-flight limit is on the wire; as many are claimed ahead, and no more.
        assert sum(office.phone.sends.values()) == 8
        assert await claimed() == 16

        # A reply waits for none of them, whether it was just posted or waits in the table.
        person, stuck = await office.resident(), await office.resident()
        for each in (person, stuck):
            office.phone.before[str(each.id)] = passes
        await office.say("reply", person, "trả lời")
        assert accepted(telegram_emulator) == ["trả lời"]

        async def asked_to_wait(_send: int) -> Outcome | None:
            return Later(office.soon(400), "slow")

        office.phone.before[str(stuck.id)] = asked_to_wait
        await office.say("receipt", stuck, "biên nhận")
        assert (await ends(office))["biên nhận"][0] == "planned"
        office.phone.before[str(stuck.id)] = passes
        await office.skip(400)
        assert accepted(telegram_emulator) == ["trả lời", "biên nhận"]
        assert await claimed() == 16

        # A reminder waits for the claimed announcements, and for none of the others.
        await office.say("reminder", person, "nhắc")
        go.set()
        while len(accepted(telegram_emulator)) < len(planned) + 3:
            await office.pass_time(1)
        assert accepted(telegram_emulator).index("nhắc") < 2 + 16 + 16
        assert most_claimed <= 16
        assert Counter(accepted(telegram_emulator)) == Counter((await ends(office)).keys())
        assert set((await ends(office)).values()) == {("sent", None)}


async def passes(_send: int) -> Outcome | None:
    """It is really sent."""
    return None
