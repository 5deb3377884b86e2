"""The statements of self-checks, ratings, goals and pauses, and of what a notebook adds up to."""

from __future__ import annotations

from sqlalchemy import Integer, cast, func, insert, literal, select, update
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.engine.compiling import DialectName, new_row, param

_CHECK = (
    t.self_check.c.check_key,
    t.self_check.c.form,
    t.self_check.c.version,
    t.self_check.c.started_ms,
    t.self_check.c.ended_ms,
    t.check_answer.c.item,
    t.check_answer.c.value,
)


def learning_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    check, answer, act = t.self_check, t.check_answer, t.activity
    answers = check.outerjoin(answer, answer.c.check_id == check.c.id)
    mine = check.c.person_id == param("person")
    last = (
        select(func.max(check.c.id))
        .where(
            mine,
            check.c.form == param("form"),
            check.c.version == param("version"),
            check.c.state == "finished",
            check.c.band.is_not(None),
        )
        .scalar_subquery()
    )
    counts = (act.c.person_id == param("person"), act.c.voided_ms.is_(None))
    return {
        "add_check": new_row(
            check, dialect, "id", "state", "ended_ms", "points", "answered", "band"
        ),
        "open_checks": select(*_CHECK)
        .select_from(answers)
        .where(mine, check.c.state == "open")
        .order_by(check.c.id.desc(), answer.c.id),
        "one_check": select(*_CHECK)
        .select_from(answers)
        .where(mine, check.c.check_key == param("check_key"))
        .order_by(answer.c.id),
        "last_check": select(*_CHECK)
        .select_from(answers)
        .where(check.c.id == last)
        .order_by(answer.c.id),
        # The check must still be open, whatever was read before: a finished one never changes.
        "add_answer": insert(answer)
        .from_select(
            ["check_id", "item", "nth", "value", "at_ms"],
            select(
                check.c.id,
                param("item"),
                select(func.count())
                .select_from(answer)
                .where(answer.c.check_id == check.c.id, answer.c.item == param("item_"))
                .scalar_subquery(),
                cast(param("value"), Integer),
                cast(param("now"), answer.c.at_ms.type),
            ).where(mine, check.c.check_key == param("check_key"), check.c.state == "open"),
        )
        .returning(answer.c.id),
        "end_check": update(check)
        .where(
            check.c.person_id == param("person_"),
            check.c.check_key == param("check_key_"),
            check.c.state == literal("open"),
        )
        .values(
            state=param("state_"),
            ended_ms=param("now"),
            points=param("points"),
            answered=param("answered"),
            band=param("band"),
        )
        .returning(check.c.id),
        "finished_checks": select(
            check.c.form, check.c.version, check.c.points, check.c.answered, check.c.band
        ).where(
            mine,
            check.c.state == "finished",
            check.c.band.is_not(None),
            check.c.ended_ms >= param("first_ms"),
            check.c.ended_ms < param("end_ms"),
        ),
        "add_rating": insert(t.rating).values(
            person_id=param("person"),
            criteria_set=param("criteria_set"),
            year=param("year"),
            indicator=param("indicator"),
            points=param("points"),
            at_ms=param("now"),
        ),
        "ratings": select(t.rating.c.indicator, t.rating.c.points)
        .where(
            t.rating.c.person_id == param("person"),
            t.rating.c.year == param("year"),
            t.rating.c.criteria_set == param("criteria_set"),
        )
        .order_by(t.rating.c.id),
        "add_goal": insert(t.goal).values(
            person_id=param("person"),
            minutes=param("minutes"),
            since=param("since"),
            at_ms=param("now"),
        ),
        "goals": select(t.goal.c.since, t.goal.c.minutes)
        .where(t.goal.c.person_id == param("person"))
        .order_by(t.goal.c.id),
        "add_pause": insert(t.pause).values(
            person_id=param("person"),
            first_day=param("first"),
            last_day=param("last"),
            at_ms=param("now"),
        ),
        "end_pause": update(t.pause)
        .where(
            t.pause.c.person_id == param("person"),
            t.pause.c.first_day <= param("day"),
            t.pause.c.last_day >= param("day_"),
        )
        .values(last_day=param("day_before")),
        "pauses": select(t.pause.c.first_day, t.pause.c.last_day)
        .where(t.pause.c.person_id == param("person"), t.pause.c.last_day >= param("since"))
        .order_by(t.pause.c.id),
        "daily_totals": select(act.c.day, act.c.type_code, func.count(), func.sum(act.c.minutes))
        .where(*counts, act.c.day >= param("first"), act.c.day <= param("last"))
        .group_by(act.c.day, act.c.type_code)
        .order_by(act.c.day, act.c.type_code),
        "first_day": select(func.min(act.c.day)).where(*counts),
    }
