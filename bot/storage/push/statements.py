"""The statements of push subscriptions."""

from __future__ import annotations

from sqlalchemy import and_, delete, func, literal_column, select

from bot.storage.engine.constructs import param, renewed_row
from bot.storage.engine.statement import Statement
from bot.storage.notifications.tables import reminder
from bot.storage.people.tables import address, person
from bot.storage.push.tables import push_subscription

_OF_ADDRESS = (
    push_subscription.c.channel == param("channel"),
    push_subscription.c.account == param("account"),
    push_subscription.c.external_id == param("external_id"),
)
_ONE_ADDRESS = (
    address.c.channel == param("channel"),
    address.c.account == param("account"),
    address.c.external_id == param("external_id"),
)
_ITS_ADDRESS = and_(
    address.c.channel == push_subscription.c.channel,
    address.c.account == push_subscription.c.account,
    address.c.external_id == push_subscription.c.external_id,
)

OWNER = Statement("owner", select(address.c.person_id).where(*_ONE_ADDRESS))
ADD_SUBSCRIPTION = Statement(
    "add_subscription", lambda dialect: renewed_row(push_subscription, dialect)
)
# The ones of a person that are too many, the oldest first to go.
DROP_SURPLUS = Statement(
    "drop_surplus",
    delete(push_subscription).where(
        push_subscription.c.endpoint_hash.in_(
            select(push_subscription.c.endpoint_hash)
            .join(address, _ITS_ADDRESS)
            .where(address.c.person_id == param("person"))
            .order_by(push_subscription.c.created_ms.desc(), push_subscription.c.endpoint_hash)
            .limit(literal_column("1000"))
            .offset(param("most"))
        )
    ),
)
SUBSCRIPTIONS = Statement(
    "subscriptions",
    select(
        push_subscription.c.endpoint,
        push_subscription.c.p256dh,
        push_subscription.c.auth,
        person.c.quiet_from,
        person.c.quiet_to,
    )
    .select_from(
        push_subscription.join(address, _ITS_ADDRESS).join(
            person, person.c.id == address.c.person_id
        )
    )
    .where(*_OF_ADDRESS)
    .order_by(push_subscription.c.created_ms, push_subscription.c.endpoint_hash),
)
DROP_SUBSCRIPTION = Statement(
    "drop_subscription",
    delete(push_subscription).where(push_subscription.c.endpoint_hash == param("endpoint_hash")),
)
DROP_SUBSCRIPTIONS = Statement("drop_subscriptions", delete(push_subscription).where(*_OF_ADDRESS))
REMINDERS_ON = Statement(
    "reminders_on",
    select(func.count())
    .select_from(reminder.join(address, address.c.person_id == reminder.c.person_id))
    .where(*_ONE_ADDRESS, reminder.c.state == literal_column("'on'")),
)
