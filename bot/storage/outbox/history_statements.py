"""The statements of holds, and of what was said at an address."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, literal_column, not_, or_, select

from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.statements import LEFT, REPEATABLE
from bot.storage.outbox.tables import hold, outbox
from bot.storage.outbox.text_statements import SAID, WITH_TEXT

# --- hold ----------------------------------------------------------------------------------------

SET_HOLD = Statement(
    "set_hold",
    lambda dialect: (
        insert_into(hold, dialect)
        .values(
            channel=param("channel"),
            account=param("account"),
            until_ms=param("until_ms"),
            why=param("why"),
        )
        .on_conflict_do_update(
            index_elements=["channel", "account"],
            set_={"until_ms": param("until_ms"), "why": param("why")},
        )
    ),
)
HOLDS = Statement(
    "holds",
    select(hold.c.until_ms).where(
        hold.c.channel == param("channel"),
        hold.c.account == param("account"),
        hold.c.until_ms > param("now"),
    ),
)

# --- history -------------------------------------------------------------------------------------

ONE_POSTED = Statement(
    "one_posted",
    select(outbox.c.id, SAID, outbox.c.locale, outbox.c.turn)
    .select_from(WITH_TEXT)
    .where(
        outbox.c.id == param("row"),
        outbox.c.channel == param("channel"),
        outbox.c.account == param("account"),
        outbox.c.external_id == param("external_id"),
        outbox.c.state != literal_column("'cancelled'"),
    ),
)
_SEEN = outbox.alias("seen")
_NEWER = outbox.alias("newer")
_IS_NEWER = (
    _NEWER.c.edits == func.coalesce(outbox.c.edits, outbox.c.id),
    _NEWER.c.edits.is_not(None),
    _NEWER.c.id > outbox.c.id,
    _NEWER.c.state != literal_column("'cancelled'"),
)
# A notification may be sent after newer rows, so history must include it again.
HISTORY = Statement(
    "history",
    select(outbox.c.id, SAID, outbox.c.locale, outbox.c.turn, outbox.c.edits)
    .select_from(WITH_TEXT)
    .where(
        outbox.c.channel == param("channel"),
        outbox.c.account == param("account"),
        outbox.c.external_id == param("external_id"),
        not_(exists().where(*_IS_NEWER)),
        or_(
            outbox.c.id > param("after"),
            and_(
                outbox.c.kind.not_in(REPEATABLE),
                outbox.c.done_ms
                >= select(_SEEN.c.created_ms)
                .where(_SEEN.c.id == param("after_"))
                .scalar_subquery(),
            ),
        ),
        or_(
            and_(outbox.c.kind.in_(REPEATABLE), outbox.c.state != literal_column("'cancelled'")),
            outbox.c.state.in_(LEFT),
        ),
    )
    .order_by(outbox.c.id.desc())
    .limit(param("limit")),
    around_damage=True,
)
