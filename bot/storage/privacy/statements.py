"""The statements of erasure: what is kept about a person outside their own rows."""

from __future__ import annotations

from sqlalchemy import delete, select, tuple_

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person

FORGET_MESSAGES = Statement(
    "forget_messages",
    delete(outbox).where(
        tuple_(outbox.c.channel, outbox.c.account, outbox.c.external_id).in_(
            select(address.c.channel, address.c.account, address.c.external_id).where(
                address.c.person_id == param("person")
            )
        )
    ),
)
# Those that were planned for an address which is not the person's any more.
FORGET_NOTIFICATIONS = Statement(
    "forget_notifications",
    delete(outbox).where(outbox.c.person_id == param("person"), outbox.c.source.is_not(None)),
)
DEMO_PEOPLE = Statement("demo_people", select(person.c.id).where(person.c.demo == 1))
