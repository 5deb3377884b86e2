"""The outbox's statements: post, claim, mark, recover, hold, history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    and_,
    delete,
    insert,
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

# Written out: an index over replies is only used where the statement names them.
_REPEATABLE: tuple[Any, ...] = (literal_column("'reply'"), literal_column("'receipt'"))
_SPOKEN: tuple[Any, ...] = (
    literal_column("'claimed'"),
    literal_column("'sent'"),
    literal_column("'unsure'"),
)
"""States of what left or may have left: it counts against what a week may hold."""


def outbox_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    out, p, a = t.outbox, t.person, t.address
    taken = (
        out.c.id,
        out.c.external_id,
        out.c.say,
        out.c.locale,
        out.c.turn,
        out.c.attempts,
        out.c.until_ms,
        out.c.parts_sent,
    )

    # What is no reply is due when it is claimed: it counts against that week, not an earlier one.
    when = {"due_ms": param("now_")}

    def claim(*which: Any, **more: Any) -> Executable:
        return (
            update(out)
            .where(
                out.c.id.in_(
                    select(out.c.id)
                    .where(
                        out.c.channel == param("channel_"),
                        out.c.state == literal_column("'planned'"),
                        out.c.done_ms.is_(None),
                        out.c.due_ms <= param("now"),
                        *which,
                    )
                    .order_by(out.c.due_ms, out.c.id)
                    .limit(param("limit"))
                    .with_for_update(skip_locked=True)
                )
            )
            .values(state="claimed", claimed_by=param("claimed_by"), **more)
            .returning(*taken)
        )

    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    seen = out.alias("seen")
    return {
        "post": insert(out)
        .values(
            channel=param("channel"),
            external_id=param("external_id"),
            person_id=param("person_id"),
            kind=param("kind"),
            locale=param("locale"),
            turn=param("turn"),
            say=param("say"),
            state="claimed",
            claimed_by=param("claimed_by"),
            attempts=0,
            due_ms=param("now"),
            created_ms=param("now_"),
        )
        .returning(out.c.id),
        "claim_replies": claim(out.c.kind.in_(_REPEATABLE)),
        "claim_reminders": claim(out.c.kind == literal_column("'reminder'"), **when),
        "claim_others": claim(
            out.c.kind.not_in((*_REPEATABLE, literal_column("'reminder'"))), **when
        ),
        # Back to its place in the row: before what was planned after it.
        "release": update(out)
        .where(in_json(out.c.id, "rows", dialect, BigInteger))
        .values(state="planned", claimed_by=None, due_ms=out.c.created_ms),
        # What decides whether a message that nobody asked for may leave, by row.
        "gate_facts": select(
            out.c.id,
            out.c.kind,
            out.c.person_id,
            p.c.consents,
            p.c.ward,
            p.c.quiet_from,
            p.c.quiet_to,
            p.c.weekly_most,
            a.c.blocked_ms,
            a.c.person_id,
        )
        .select_from(
            out.outerjoin(p, p.c.id == out.c.person_id).outerjoin(
                a, and_(a.c.channel == out.c.channel, a.c.external_id == out.c.external_id)
            )
        )
        .where(in_json(out.c.id, "rows", dialect, BigInteger)),
        # Written out as the index has it; the rows that ask are claimed themselves by now. What a
        # stop gave back between two messages is planned, and a part of it has left.
        "gate_spoken": select(out.c.person_id, out.c.due_ms).where(
            in_json(out.c.person_id, "people", dialect, BigInteger),
            out.c.source.is_not(None),
            out.c.due_ms >= param("since"),
            or_(out.c.state.in_(_SPOKEN), out.c.parts_sent > literal_column("0")),
            not_(in_json(out.c.id, "rows", dialect, BigInteger)),
        ),
        "mark": update(out)
        .where(out.c.id == param("row"))
        .values(
            state=param("state"),
            provider_id=param("provider_id"),
            why=param("why"),
            attempts=param("attempts"),
            parts_sent=param("parts_sent"),
            due_ms=param("due_ms"),
            done_ms=param("done_ms"),
            claimed_by=None,
        ),
        "note_parts": update(out)
        .where(out.c.id == param("row"))
        .values(parts_sent=param("parts_sent")),
        # What was said to somebody who is forgotten has no person: it goes once it was said.
        "drop_nameless": delete(out).where(out.c.person_id.is_(None), out.c.done_ms.is_not(None)),
        # A claimed row of a worker that is gone: its class says whether it may go out again.
        # Its due time becomes its birth: what was said first at an address is claimed first.
        "recover_replies": update(out)
        .where(
            out.c.channel == param("channel_"),
            out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None),
            out.c.claimed_by != param("worker"),
            out.c.kind.in_(_REPEATABLE),
        )
        .values(state="planned", claimed_by=None, due_ms=out.c.created_ms)
        .returning(out.c.id),
        "wake_replies": update(out)
        .where(
            out.c.channel == param("channel_"),
            out.c.state == literal_column("'planned'"),
            out.c.done_ms.is_(None),
            out.c.kind.in_(_REPEATABLE),
        )
        .values(due_ms=out.c.created_ms),
        "claim_rested": update(out)
        .where(
            out.c.channel == param("channel_"),
            out.c.external_id == param("external_id_"),
            out.c.state == literal_column("'planned'"),
            out.c.done_ms.is_(None),
            out.c.kind.in_(_REPEATABLE),
        )
        .values(state="claimed", claimed_by=param("claimed_by"))
        .returning(*taken),
        "recover_others": update(out)
        .where(
            out.c.channel == param("channel_"),
            out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None),
            out.c.claimed_by != param("worker"),
            out.c.kind.not_in(_REPEATABLE),
        )
        .values(state="unsure", why="worker_gone", claimed_by=None, done_ms=param("now"))
        .returning(out.c.id),
        "claimed_before": select(*taken)
        .where(
            out.c.channel == param("channel"),
            out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None),
            out.c.claimed_by == param("worker"),
            out.c.due_ms < param("before"),
        )
        .order_by(out.c.id),
        "one_posted": select(out.c.id, out.c.say, out.c.locale, out.c.turn).where(
            out.c.id == param("row"),
            out.c.channel == param("channel"),
            out.c.external_id == param("external_id"),
            out.c.state != literal_column("'cancelled'"),
        ),
        # What nobody asked for is seen once it left, and may leave long after it was posted: then
        # whoever saw a later row has not seen it.
        "history": select(out.c.id, out.c.say, out.c.locale, out.c.turn)
        .where(
            out.c.channel == param("channel"),
            out.c.external_id == param("external_id"),
            or_(
                out.c.id > param("after"),
                and_(
                    out.c.kind.not_in(_REPEATABLE),
                    out.c.done_ms
                    >= select(seen.c.created_ms)
                    .where(seen.c.id == param("after_"))
                    .scalar_subquery(),
                ),
            ),
            or_(
                and_(out.c.kind.in_(_REPEATABLE), out.c.state != literal_column("'cancelled'")),
                out.c.state.in_(_SPOKEN),
            ),
        )
        .order_by(out.c.id.desc())
        .limit(param("limit")),
        "set_hold": upsert(t.hold)
        .values(channel=param("channel"), until_ms=param("until_ms"), why=param("why"))
        .on_conflict_do_update(
            index_elements=["channel"],
            set_={"until_ms": param("until_ms"), "why": param("why")},
        ),
        "holds": select(t.hold.c.channel, t.hold.c.until_ms).where(
            t.hold.c.until_ms > param("now")
        ),
    }
