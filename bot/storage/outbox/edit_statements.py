"""The statements of messages that change: how one stands now, and what a service makes of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text, cast, func, insert, literal, literal_column, or_, select
from sqlalchemy import update as change

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox

# The newest row of the message that arrived: it was sent anew where it could not be changed.
SHOWN = Statement(
    "shown",
    select(
        outbox.c.id,
        outbox.c.say,
        outbox.c.locale,
        outbox.c.turn,
        outbox.c.edits,
        outbox.c.provider_id,
    )
    .where(
        or_(outbox.c.id == param("first"), outbox.c.edits == param("first_")),
        outbox.c.channel == param("channel"),
        outbox.c.account == param("account"),
        outbox.c.external_id == param("external_id"),
        outbox.c.provider_id.is_not(None),
        outbox.c.provider_id != literal_column("''"),
    )
    .order_by(outbox.c.id.desc())
    .limit(literal_column("1")),
)
_WAITS = (outbox.c.state == literal_column("'planned'"), outbox.c.done_ms.is_(None))
_waiting = outbox.alias("waiting")
REPLACE_WAITING = Statement(
    "replace_waiting",
    change(outbox)
    .where(
        outbox.c.id
        == select(func.max(_waiting.c.id))
        .where(
            or_(_waiting.c.id == param("row"), _waiting.c.edits == param("row_")),
            _waiting.c.state == literal_column("'planned'"),
            _waiting.c.done_ms.is_(None),
            _waiting.c.parts_sent == literal_column("0"),
        )
        .scalar_subquery(),
        *_WAITS,
    )
    .values(say=param("say"), turn=literal_column("0"))
    .returning(outbox.c.id),
)
_first = outbox.alias("first")
POST_EDIT = Statement(
    "post_edit",
    insert(outbox)
    .from_select(
        [
            "channel",
            "account",
            "external_id",
            "person_id",
            "kind",
            "locale",
            "turn",
            "say",
            "edits",
            "state",
            "attempts",
            "due_ms",
            "created_ms",
        ],
        select(
            _first.c.channel,
            _first.c.account,
            _first.c.external_id,
            _first.c.person_id,
            literal("reply"),
            _first.c.locale,
            literal(0),
            cast(param("say", outbox.c.say.type), Text),
            cast(param("row"), BigInteger),
            literal("planned"),
            literal(0),
            cast(param("now"), BigInteger),
            cast(param("now_"), BigInteger),
        ).where(_first.c.id == param("row_"), _first.c.person_id.is_not(None)),
    )
    .returning(outbox.c.id),
)
