"""The statements of announcements: how far each is planned, for whom, into the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.engine.compiling import DialectName, in_json, param

_POSTED = (
    "channel",
    "external_id",
    "person_id",
    "kind",
    "locale",
    "turn",
    "say",
    "state",
    "attempts",
    "due_ms",
    "until_ms",
    "source",
    "created_ms",
)


def announcing_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    p, c, a, out, run, act = (
        t.person,
        t.conversation,
        t.address,
        t.outbox,
        t.announcing,
        t.activity,
    )
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    where_they_are = p.join(c, c.c.person_id == p.c.id).outerjoin(
        a, and_(a.c.channel == c.c.channel, a.c.external_id == c.c.external_id)
    )
    in_ward = p.c.ward == param("ward")
    in_others = or_(p.c.ward.is_(None), not_(in_json(p.c.ward, "excluded", dialect)))

    def plan_occurrence(whose: Any) -> Executable:
        # `Recipient.skip_reason` says the same; a test holds them equal.
        people = (
            select(
                c.c.channel,
                c.c.external_id,
                p.c.id,
                literal_column("'announcement'"),
                p.c.locale,
                literal(0),
                cast(param("say"), Text),
                literal_column("'planned'"),
                literal(0),
                cast(param("due_ms"), BigInteger),
                cast(param("until_ms"), BigInteger),
                cast(param("source"), String),
                cast(param("now"), BigInteger),
            )
            .select_from(where_they_are)
            .where(
                p.c.id > param("after"),
                p.c.id <= param("last"),
                whose,
                p.c.joined_ms.is_not(None),
                p.c.consents.like(literal_column("'%campaigns%'")),
                c.c.channel.is_not(None),
                a.c.blocked_ms.is_(None),
            )
            .order_by(p.c.id)
        )
        return upsert(out).from_select(_POSTED, people).on_conflict_do_nothing().returning(out.c.id)

    def recipients(*whose: Any) -> Executable:
        return (
            select(
                p.c.id,
                p.c.joined_ms,
                p.c.consents,
                p.c.locale,
                p.c.ward,
                c.c.channel,
                c.c.external_id,
                a.c.blocked_ms,
                exists(out.c.id)
                .where(out.c.person_id == p.c.id, out.c.source == param("source"))
                .correlate(p),
                p.c.quiet_from,
                p.c.quiet_to,
                p.c.weekly_most,
            )
            .select_from(where_they_are)
            .where(p.c.id > param("after"), p.c.id <= param("last"), *whose)
            .order_by(p.c.id)
        )

    def people_until(*whose: Any) -> Executable:
        following = (
            select(p.c.id)
            .where(p.c.id > param("after"), *whose)
            .order_by(p.c.id)
            .limit(param("limit"))
        )
        return select(func.max(following.subquery().c.id))

    return {
        "preferences": select(p.c.quiet_from, p.c.quiet_to, p.c.weekly_most).where(
            p.c.id == param("person")
        ),
        "save_preferences": update(p)
        .where(p.c.id == param("person"))
        .values(
            quiet_from=param("quiet_from"),
            quiet_to=param("quiet_to"),
            weekly_most=param("weekly_most"),
        ),
        "begin_announced": upsert(run)
        .values(
            source=param("source"),
            ward=param("ward"),
            after_person=0,
            planned=0,
            begun_ms=param("now"),
        )
        .on_conflict_do_nothing(),
        "planning_progress": select(run.c.after_person, run.c.planned, run.c.done_ms)
        .where(run.c.source == param("source"), run.c.ward == param("ward"))
        .with_for_update(),
        "save_planning_progress": update(run)
        .where(run.c.source == param("source"), run.c.ward == param("ward"))
        .values(
            after_person=param("after_person"), planned=param("planned"), done_ms=param("done_ms")
        ),
        "people_until": people_until(),
        "people_of_ward_until": people_until(in_ward),
        "announce_others": plan_occurrence(in_others),
        "announce_ward": plan_occurrence(in_ward),
        "announce_one": upsert(out)
        .values(
            channel=param("channel"),
            external_id=param("external_id"),
            person_id=param("person_id"),
            kind=param("kind"),
            locale=param("locale"),
            turn=0,
            say=param("say"),
            state="planned",
            attempts=0,
            due_ms=param("due_ms"),
            until_ms=param("until_ms"),
            source=param("source"),
            created_ms=param("now"),
        )
        .on_conflict_do_nothing(),
        "recipients": recipients(),
        "candidates_of_ward": recipients(in_ward),
        "sources_of": select(out.c.person_id, out.c.source).where(
            in_json(out.c.person_id, "people", dialect, BigInteger),
            in_json(out.c.source, "sources", dialect),
        ),
        "daily_totals_of": select(
            act.c.person_id, act.c.day, act.c.type_code, func.count(), func.sum(act.c.minutes)
        )
        .where(
            in_json(act.c.person_id, "people", dialect, BigInteger),
            act.c.voided_ms.is_(None),
            act.c.day >= param("first"),
            act.c.day <= param("last"),
        )
        .group_by(act.c.person_id, act.c.day, act.c.type_code)
        .order_by(act.c.person_id, act.c.day, act.c.type_code),
    }
