"""Erasing one person leaves nothing of them, and of everybody else each row as it was."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from bot.domain.learning.activity import Evidence
from bot.domain.notifications.reminders import Reminder, Times
from bot.domain.people.persons import PURPOSES, Person
from bot.domain.privacy.requests import new_request
from bot.services.people.erasing import EraseMe
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Incoming
from bot.services.privacy.planned_erasure import PlanErasure
from bot.storage.tables import metadata
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.databases import SqliteFiles
from tests.examples import examples
from tests.services.running_commands import NOW, REFERENCE_DATA, Doer
from tests.storage.stores import Store, draft, open_store, query

Where: TypeAlias = tuple[str, str, str]
"""A channel, an account and an id there."""

# Few words, so that the same id is met on several channels and accounts.
places = st.tuples(
    st.sampled_from(("telegram", "web", "zalo")), st.sampled_from(("", "7")), st.sampled_from("123")
)
houses = st.lists(
    st.lists(places, min_size=1, max_size=3), min_size=2, max_size=4
).map(lambda people: _apart(people)).filter(lambda people: len(people) > 1)  # fmt: skip
"""People, each with addresses of their own."""


def _apart(people: list[list[Where]]) -> list[list[Where]]:
    seen: set[Where] = set()
    apart = []
    for addresses in people:
        own = [each for each in dict.fromkeys(addresses) if each not in seen]
        seen.update(own)
        if own:
            apart.append(own)
    return apart


def update(where: Where) -> Incoming:
    channel, account, address = where
    return Incoming(channel, address, f"u {where}", Said("xin chào"), "vi", account=account)


async def settle(store: Store, number: int, addresses: list[Where]) -> Dialog:
    """Let a person live here: they write from each address and leave something in every wing."""
    first, *others = addresses

    async def job(work: SqlUnitOfWork) -> Dialog:
        dialog = await work.dialogs.open_dialog(update(first), NOW)
        dialog.person = replace(
            dialog.person, ward="00190", joined_at=NOW, consents=frozenset(PURPOSES)
        )
        person = dialog.person.id
        await work.people.save_person(dialog.person, NOW)
        for each in others:
            newcomer = await work.dialogs.open_dialog(update(each), NOW)
            await work.people.move_address(update(each), person)
            await work.privacy.forget_person(newcomer.person.id, NOW)
        await _leave_something(work, dialog.person, number)
        for each in addresses:
            await work.outbox.post(update(each), dialog, (Say((plain(f"of {number}"),)),), NOW)
        return dialog

    return await store.transact(job)


async def _leave_something(work: SqlUnitOfWork, someone: Person, number: int) -> None:
    person = someone.id
    evidence = (Evidence("photo", "web:same"), Evidence("file", f"web:{number}"))
    await work.learning.add_activity(
        someone, draft(f"k{number}", evidence=evidence), f"HT-{number}", NOW
    )
    for purpose in PURPOSES:
        await work.people.add_consent(person, purpose, True, "1", NOW)
    await work.people.offer_link(person, f"link {number}", NOW + dt.timedelta(days=1))
    await work.people.offer_recovery(person, f"recovery {number}", NOW)
    times = Times(frozenset((4,)), 570)
    reminder = Reminder(f"r{number}", "log", times, next_due=NOW)
    await work.notifications.save_reminder(person, reminder, NOW)
    rules = REFERENCE_DATA.request_rules
    await work.requests.add_request(
        new_request(f"YC-{number}", "ask", NOW, rules, person, f"hỏi {number}")
    )


async def rows_of(url: str, table: Table, *, where: str) -> list[tuple[Any, ...]]:
    """The rows of a table that fulfil this, in a settled order."""
    found = await query(url, f"SELECT * FROM {table.name} WHERE {where}")
    return sorted(found, key=repr)


OF_PEOPLE = [
    table
    for table in metadata.sorted_tables
    if "person_id" in table.columns or table.name == "person"
]


async def everything(url: str, *, of: int | None = None, but: int | None = None) -> dict[str, Any]:
    """The rows of one person, or of all others, by table."""
    rows = {}
    for table in OF_PEOPLE:
        column = "id" if table.name == "person" else "person_id"
        which = f"{column} = {of}" if of is not None else f"{column} <> {but}"
        rows[table.name] = await rows_of(url, table, where=which)
    return rows


@given(people=houses, which=st.integers(0, 3), plans=st.booleans())
@examples(25)
def test_of_everybody_else_each_row_stays(
    sqlite_files: SqliteFiles, people: list[list[Where]], which: int, plans: bool
) -> None:
    url = sqlite_files.fresh()

    async def live() -> None:
        async with open_store(url) as store:
            dialogs = [await settle(store, n, each) for n, each in enumerate(people)]
            erased = Doer(store, url, dialogs[which % len(people)])
            if plans:
                await erased.does(PlanErasure())
                erased.random_below = lambda _below: 1
            person = erased.person.id
            before = await everything(url, but=person)
            own = await everything(url, of=person)
            assert own["address"]
            assert own["activity"]
            assert own["data_request"]
            await erased.does(EraseMe())
            assert await everything(url, but=person) == before
            left = {name: rows for name, rows in (await everything(url, of=person)).items() if rows}
            assert left == {}
            doomed = await query(url, "SELECT reference FROM doomed_file")
            assert doomed == [(f"web:{which % len(people)}",)]
            wishes = await query(url, "SELECT wish FROM data_request WHERE person_id IS NULL")
            assert {wish for (wish,) in wishes} == {None}

    try:
        asyncio.run(live())
    finally:
        sqlite_files.drop(url)
