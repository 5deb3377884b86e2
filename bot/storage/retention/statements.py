"""The statements of retention: each finds its rows by an index, in slices."""

from __future__ import annotations

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.engine.compiling import param


def retention_statements() -> dict[str, Executable]:
    """By name; ready to be compiled."""
    p, act, out = t.person, t.activity, t.outbox
    old_activities = (
        select(act.c.id)
        .select_from(p.join(act, act.c.person_id == p.c.id))
        .where(p.c.id > param("after"), p.c.id <= param("last"), act.c.day < param("first_day"))
        .order_by(act.c.person_id, act.c.day, act.c.id)
        .limit(param("limit"))
    )
    newest_goals = (
        select(func.max(t.goal.c.id))
        .where(t.goal.c.person_id > param("after"), t.goal.c.person_id <= param("last"))
        .group_by(t.goal.c.person_id)
    )
    return {
        "people_after": select(p.c.id)
        .where(p.c.id > param("after"))
        .order_by(p.c.id)
        .limit(param("limit")),
        "evidence_of_old": select(func.count())
        .select_from(t.evidence)
        .where(t.evidence.c.activity_id.in_(old_activities)),
        "purge_activities": delete(act).where(act.c.id.in_(old_activities)).returning(act.c.id),
        # What hangs on a person and a year goes with the activities of that year.
        "purge_checks": delete(t.self_check)
        .where(
            t.self_check.c.person_id > param("after"),
            t.self_check.c.person_id <= param("last"),
            t.self_check.c.started_ms < param("first_ms"),
        )
        .returning(t.self_check.c.id),
        "purge_ratings": delete(t.rating)
        .where(
            t.rating.c.person_id > param("after"),
            t.rating.c.person_id <= param("last"),
            t.rating.c.year < param("year"),
        )
        .returning(t.rating.c.id),
        "purge_pauses": delete(t.pause)
        .where(
            t.pause.c.person_id > param("after"),
            t.pause.c.person_id <= param("last"),
            t.pause.c.last_day < param("first_day"),
        )
        .returning(t.pause.c.id),
        # What became of a reminder is asked of its last days only.
        "purge_links": delete(t.link_code)
        .where(
            t.link_code.c.person_id > param("after"),
            t.link_code.c.person_id <= param("last"),
            t.link_code.c.until_ms < param("before"),
        )
        .returning(t.link_code.c.person_id),
        "purge_reminded": delete(t.reminded)
        .where(
            t.reminded.c.reminder_id.in_(
                select(t.reminder.c.id).where(
                    t.reminder.c.person_id > param("after"), t.reminder.c.person_id <= param("last")
                )
            ),
            t.reminded.c.due_ms < param("before"),
        )
        .returning(t.reminded.c.due_ms),
        # The goal in force stays, however old it is.
        "purge_goals": delete(t.goal)
        .where(
            t.goal.c.person_id > param("after"),
            t.goal.c.person_id <= param("last"),
            t.goal.c.since < param("first_day"),
            t.goal.c.id.not_in(newest_goals),
        )
        .returning(t.goal.c.id),
        "purge_inbox": delete(t.inbox)
        .where(
            tuple_(t.inbox.c.channel, t.inbox.c.update_id).in_(
                select(t.inbox.c.channel, t.inbox.c.update_id)
                .where(t.inbox.c.at_ms < param("before"))
                .order_by(t.inbox.c.at_ms)
                .limit(param("limit"))
            )
        )
        .returning(t.inbox.c.at_ms),
        "words_after": select(out.c.id, out.c.created_ms)
        .where(out.c.id > param("after"))
        .order_by(out.c.id)
        .limit(param("limit")),
        "purge_words": delete(out)
        .where(
            out.c.id > param("after"), out.c.id <= param("last"), out.c.done_ms < param("before")
        )
        .returning(out.c.id),
    }
