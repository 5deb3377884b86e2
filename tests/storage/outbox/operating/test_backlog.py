"""The backlog: what waits is counted, and how long the oldest that is due has waited."""

from __future__ import annotations

import datetime as dt

from bot.storage.outbox.operating.backlog import Waiting, backlog
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.storage.stores import NOW, Store, update


async def test_what_waits_is_counted_by_channel_class_and_state(store: Store) -> None:
    async def job(work: SqlUnitOfWork) -> None:
        for address in ("1", "2"):
            incoming = update(address=address)
            dialog = await work.dialogs.open_dialog(incoming, NOW)
            await work.outbox.post(incoming, dialog, (Say((plain("a"),)),), NOW)

    assert await backlog(store, NOW) == await backlog(store, NOW)
    await store.transact(job)
    found = await backlog(store, NOW + dt.timedelta(minutes=3))
    assert found.counts == (Waiting("buttons", "reply", "claimed", 2),)
    assert found.oldest_due == NOW
    # What is due later is no delay yet.
    assert (await backlog(store, NOW - dt.timedelta(minutes=3))).oldest_due is None
