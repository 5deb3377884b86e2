"""The statements of self-checks: begin, answer, end, read."""

from __future__ import annotations

from sqlalchemy import Integer, cast, func, insert, literal, select, update

from bot.storage.engine.constructs import new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.skills.tables import check_answer, self_check

_CHECK = (
    self_check.c.check_key,
    self_check.c.form,
    self_check.c.version,
    self_check.c.started_ms,
    self_check.c.ended_ms,
    check_answer.c.item,
    check_answer.c.value,
)
_ANSWERS = self_check.outerjoin(check_answer, check_answer.c.check_id == self_check.c.id)
_OWN = self_check.c.person_id == param("person")
_LAST = (
    select(func.max(self_check.c.id))
    .where(
        _OWN,
        self_check.c.form == param("form"),
        self_check.c.version == param("version"),
        self_check.c.state == "finished",
        self_check.c.band.is_not(None),
    )
    .scalar_subquery()
)

# --- read ----------------------------------------------------------------------------------------

OPEN_CHECKS = Statement(
    "open_checks",
    select(*_CHECK)
    .select_from(_ANSWERS)
    .where(_OWN, self_check.c.state == "open")
    .order_by(self_check.c.id.desc(), check_answer.c.id),
)
ONE_CHECK = Statement(
    "one_check",
    select(*_CHECK)
    .select_from(_ANSWERS)
    .where(_OWN, self_check.c.check_key == param("check_key"))
    .order_by(check_answer.c.id),
)
LAST_CHECK = Statement(
    "last_check",
    select(*_CHECK)
    .select_from(_ANSWERS)
    .where(self_check.c.id == _LAST)
    .order_by(check_answer.c.id),
)
ENDED_CHECKS = Statement(
    "ended_checks",
    select(*_CHECK[:5])
    .where(_OWN, self_check.c.state == "finished")
    .order_by(self_check.c.id.desc())
    .limit(param("limit")),
)
FINISHED_CHECKS = Statement(
    "finished_checks",
    select(
        self_check.c.form,
        self_check.c.version,
        self_check.c.points,
        self_check.c.answered,
        self_check.c.band,
    ).where(
        _OWN,
        self_check.c.state == "finished",
        self_check.c.band.is_not(None),
        self_check.c.ended_ms >= param("first_ms"),
        self_check.c.ended_ms < param("end_ms"),
    ),
)

# --- write ---------------------------------------------------------------------------------------

ADD_CHECK = Statement(
    "add_check",
    lambda dialect: new_row(
        self_check, dialect, "id", "state", "ended_ms", "points", "answered", "band"
    ),
)
# The check must still be open, whatever was read before: a finished one never changes.
ADD_ANSWER = Statement(
    "add_answer",
    insert(check_answer)
    .from_select(
        ["check_id", "item", "nth", "value", "at_ms"],
        select(
            self_check.c.id,
            param("item"),
            select(func.count())
            .select_from(check_answer)
            .where(
                check_answer.c.check_id == self_check.c.id,
                check_answer.c.item == param("item_"),
            )
            .scalar_subquery(),
            cast(param("value"), Integer),
            cast(param("now"), check_answer.c.at_ms.type),
        ).where(_OWN, self_check.c.check_key == param("check_key"), self_check.c.state == "open"),
    )
    .returning(check_answer.c.id),
)
END_CHECK = Statement(
    "end_check",
    update(self_check)
    .where(
        self_check.c.person_id == param("person_"),
        self_check.c.check_key == param("check_key_"),
        self_check.c.state == literal("open"),
    )
    .values(
        state=param("state_"),
        ended_ms=param("now"),
        points=param("points"),
        answered=param("answered"),
        band=param("band"),
    )
    .returning(self_check.c.id),
)
