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
from bot.storage.preparing import DialectName, among, b

_POSTED = (
    "channel", "external_id", "person_id", "kind", "locale", "turn", "say", "state", "attempts",
    "due_ms", "until_ms", "source", "created_ms",
)  # fmt: skip


def announcing_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    p, c, a, out, run, act = (
        t.person, t.conversation, t.address, t.outbox, t.announcing, t.activity,
    )  # fmt: skip
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    where_they_are = (
        p.join(c, c.c.person_id == p.c.id)
        .outerjoin(a, and_(a.c.channel == c.c.channel, a.c.external_id == c.c.external_id))
    )  # fmt: skip
    in_ward = p.c.ward == b("ward")
    in_others = or_(p.c.ward.is_(None), not_(among(p.c.ward, "but", dialect)))

    def announce(whose: Any) -> Executable:
        # `bot.services.work.Candidate.why_not` says the same; a test holds them equal.
        people = (
            select(
                c.c.channel, c.c.external_id, p.c.id, literal_column("'announcement'"), p.c.locale,
                literal(0), cast(b("say"), Text), literal_column("'planned'"), literal(0),
                cast(b("due_ms"), BigInteger), cast(b("until_ms"), BigInteger),
                cast(b("source"), String), cast(b("now"), BigInteger),
            )
            .select_from(where_they_are)
            .where(
                p.c.id > b("after"), p.c.id <= b("last"), whose, p.c.joined_ms.is_not(None),
                p.c.consents.like(literal_column("'%campaigns%'")), c.c.channel.is_not(None),
                a.c.blocked_ms.is_(None),
            )
            .order_by(p.c.id)
        )  # fmt: skip
        return upsert(out).from_select(_POSTED, people).on_conflict_do_nothing().returning(out.c.id)

    def candidates(*whose: Any) -> Executable:
        return (
            select(
                p.c.id, p.c.joined_ms, p.c.consents, p.c.locale, p.c.ward, c.c.channel,
                c.c.external_id, a.c.blocked_ms,
                exists(out.c.id)
                .where(out.c.person_id == p.c.id, out.c.source == b("source"))
                .correlate(p),
                p.c.quiet_from, p.c.quiet_to, p.c.weekly_most,
            )
            .select_from(where_they_are)
            .where(p.c.id > b("after"), p.c.id <= b("last"), *whose)
            .order_by(p.c.id)
        )  # fmt: skip

    def people_until(*whose: Any) -> Executable:
        following = (
            select(p.c.id).where(p.c.id > b("after"), *whose).order_by(p.c.id).limit(b("most"))
        )
        return select(func.max(following.subquery().c.id))

    return {
        "wishes": select(p.c.quiet_from, p.c.quiet_to, p.c.weekly_most).where(
            p.c.id == b("person")
        ),
        "save_wishes": update(p)
        .where(p.c.id == b("person"))
        .values(
            quiet_from=b("quiet_from"), quiet_to=b("quiet_to"), weekly_most=b("weekly_most")
        ),
        "begin_announced": upsert(run)
        .values(
            source=b("source"), ward=b("ward"), after_person=0, planned=0, begun_ms=b("now")
        )
        .on_conflict_do_nothing(),
        "announced": select(run.c.after_person, run.c.planned, run.c.done_ms)
        .where(run.c.source == b("source"), run.c.ward == b("ward"))
        .with_for_update(),
        "save_announced": update(run)
        .where(run.c.source == b("source"), run.c.ward == b("ward"))
        .values(after_person=b("after_person"), planned=b("planned"), done_ms=b("done_ms")),
        "people_until": people_until(),
        "people_of_ward_until": people_until(in_ward),
        "announce_others": announce(in_others),
        "announce_ward": announce(in_ward),
        "announce_one": upsert(out)
        .values(
            channel=b("channel"), external_id=b("external_id"), person_id=b("person_id"),
            kind=b("kind"), locale=b("locale"), turn=0, say=b("say"), state="planned",
            attempts=0, due_ms=b("due_ms"), until_ms=b("until_ms"), source=b("source"),
            created_ms=b("now"),
        )
        .on_conflict_do_nothing(),
        "candidates": candidates(),
        "candidates_of_ward": candidates(in_ward),
        "sources_of": select(out.c.person_id, out.c.source).where(
            among(out.c.person_id, "people", dialect, BigInteger),
            among(out.c.source, "sources", dialect),
        ),
        "tallies_of": select(
            act.c.person_id, act.c.day, act.c.type_code, func.count(), func.sum(act.c.minutes)
        )
        .where(
            among(act.c.person_id, "people", dialect, BigInteger),
            act.c.voided_ms.is_(None), act.c.day >= b("first"), act.c.day <= b("last"),
        )
        .group_by(act.c.person_id, act.c.day, act.c.type_code)
        .order_by(act.c.person_id, act.c.day, act.c.type_code),
    }  # fmt: skip
