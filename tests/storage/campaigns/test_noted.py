"""What a person's row notes for counting is true after anything is written, whoever writes it."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.campaigns.learnt import bits_of
from bot.storage.dialogs.tables import conversation
from bot.storage.learning.tables import activity
from bot.storage.people.tables import address, person
from bot.storage.skills.tables import self_check
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import NOW, Store, meet, query, record

PEOPLE = (1, 2)
KINDS = ("F1", "I2", "X")
_who = st.sampled_from(PEOPLE)
_number = st.integers(1, 4)
_time = st.integers(1, 5)
_void = st.sampled_from((None, 7))
_band = st.sampled_from((None, 1, 4))
_state = st.sampled_from(("open", "finished"))
_channel = st.sampled_from((None, "buttons", "plain"))


def _entry(number: int, who: int, kind: str, at: int, void: int | None) -> Any:
    return insert(activity).values(
        id=number, person_id=who, draft_key=str(number), receipt=str(number), type_code=kind,
        title="x", day="2026-01-01", minutes=30, created_ms=at, voided_ms=void,
    )  # fmt: skip


def _check(number: int, who: int, state: str, band: int | None, at: int) -> Any:
    return insert(self_check).values(
        id=number, person_id=who, check_key=str(number), form="s", version="1", state=state,
        started_ms=1, ended_ms=at, band=band,
    )  # fmt: skip


def _spoke(who: int, channel: str | None, number: int) -> Any:
    known = None if channel is None else str(number)
    return insert(conversation).values(
        person_id=who, channel=channel, external_id=known, updated_ms=1
    )


def _moves(who: int, channel: str | None, number: int) -> Any:
    known = None if channel is None else str(number)
    spoken = update(conversation).where(conversation.c.person_id == who)
    return spoken.values(channel=channel, external_id=known)


def _address(channel: str | None, number: int, who: int, blocked: int | None) -> Any:
    return insert(address).values(
        channel=channel or "plain", external_id=str(number), person_id=who, blocked_ms=blocked,
        created_ms=1,
    )  # fmt: skip


def _changed(table: Any, **values: st.SearchStrategy[Any]) -> Any:
    def made(number: int, *given: Any) -> Any:
        column = table.c.external_id if table is address else table.c.id
        wanted = str(number) if table is address else number
        return update(table).where(column == wanted).values(dict(zip(values, given, strict=True)))

    return st.builds(made, _number, *values.values())


def _gone(table: Any, number: int) -> Any:
    if table is conversation:
        return delete(table).where(table.c.person_id == number)
    column = table.c.external_id if table is address else table.c.id
    return delete(table).where(column == (str(number) if table is address else number))


_WRITES = st.one_of(
    st.builds(_entry, _number, _who, st.sampled_from(KINDS), _time, _void),
    _changed(activity, type_code=st.sampled_from(KINDS), voided_ms=_void),
    _changed(activity, person_id=_who, created_ms=_time),
    st.builds(_check, _number, _who, _state, _band, _time),
    _changed(self_check, state=_state, band=_band, ended_ms=_time),
    st.builds(_spoke, _who, _channel, _number),
    st.builds(_moves, _who, _channel, _number),
    st.builds(_address, _channel, _number, _who, _void),
    _changed(address, person_id=_who, blocked_ms=_void),
    st.builds(
        _gone, st.sampled_from((activity, self_check, conversation, address)), st.integers(1, 4)
    ),
)


async def noted(url: str) -> dict[int, tuple[Any, ...]]:
    """What the rows of people say."""
    rows = await query(url, "SELECT id, spoke_on, reach, learnt, logged_ms, check_band FROM person")
    return {row[0]: tuple(row[1:]) for row in rows}


async def true(url: str) -> dict[int, tuple[Any, ...]]:
    """What they ought to say, from what is stored."""
    entries = await query(
        url, "SELECT person_id, type_code, created_ms FROM activity WHERE voided_ms IS NULL"
    )
    checks = await query(
        url,
        "SELECT person_id, band FROM self_check WHERE state = 'finished' AND band IS NOT NULL"
        " ORDER BY ended_ms, id",
    )
    spoken = await query(url, "SELECT person_id, channel, external_id FROM conversation")
    addresses = {
        row[:2]: row[2:]
        for row in await query(
            url, "SELECT channel, external_id, person_id, blocked_ms FROM address"
        )
    }
    found: dict[int, tuple[Any, ...]] = {}
    for who in PEOPLE:
        mine = [row for row in entries if row[0] == who]
        channel, known = next((row[1:] for row in spoken if row[0] == who), (None, None))
        owner, blocked = addresses.get((channel, known), (None, None))
        reach = "moved" if owner != who else "here" if blocked is None else "blocked"
        found[who] = (
            channel,
            None if channel is None else reach,
            bits_of(row[1] for row in mine),
            max((row[2] for row in mine), default=None),
            next((row[1] for row in reversed(checks) if row[0] == who), None),
        )
    return found


@settings(max_examples=40)
@given(st.lists(_WRITES, min_size=1, max_size=25))
def test_the_row_of_a_person_is_true_after_any_writes(url: str, writes: list[Any]) -> None:
    async def run() -> None:
        for table in (activity, self_check, address, conversation, person):
            await query(url, f"DELETE FROM {table.name}")
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            for who in PEOPLE:
                await connection.execute(
                    insert(person).values(id=who, locale="vi", consents="", created_ms=1)
                )
            await connection.commit()
            for write in writes:
                async with connection.begin_nested() as point:
                    try:
                        await connection.execute(write)
                    except Exception:
                        await point.rollback()
            await connection.commit()
        await engine.dispose()
        assert await noted(url) == await true(url)

    asyncio.run(run())


async def test_what_turns_write_is_noted(store: Store, database_url: str) -> None:
    dialog = await meet(store)

    async def job(work: SqlUnitOfWork) -> None:
        await work.dialogs.save_dialog(dialog, NOW)

    await store.transact(job)
    await record(store, dialog, "k1")
    ((spoke_on, reach, learnt),) = await query(
        database_url, "SELECT spoke_on, reach, learnt FROM person"
    )
    assert (spoke_on, reach, learnt) == ("buttons", "here", bits_of(("I1",)))
