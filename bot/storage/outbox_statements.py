"""The outbox's statements: post, claim, mark, recover, hold, history."""

from __future__ import annotations

from sqlalchemy import delete, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.preparing import DialectName, b

_REPEATABLE = ("reply", "receipt")


def outbox_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    out = t.outbox
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return {
        "post": insert(out)
        .values(
            channel=b("channel"), external_id=b("external_id"), person_id=b("person_id"),
            kind=b("kind"), locale=b("locale"), turn=b("turn"), say=b("say"), state="claimed",
            claimed_by=b("claimed_by"), attempts=0, due_ms=b("now"), created_ms=b("now_"),
        )
        .returning(out.c.id),
        "claim": update(out)
        .where(
            out.c.id.in_(
                select(out.c.id)
                .where(
                    out.c.channel == b("channel_"), out.c.state == literal_column("'planned'"),
                    out.c.done_ms.is_(None), out.c.due_ms <= b("now"),
                )
                .order_by(out.c.due_ms, out.c.id)
                .limit(b("most"))
                .with_for_update(skip_locked=True)
            )
        )
        .values(state="claimed", claimed_by=b("claimed_by"))
        .returning(
            out.c.id, out.c.external_id, out.c.say, out.c.locale, out.c.turn, out.c.attempts
        ),
        "mark": update(out)
        .where(out.c.id == b("row"))
        .values(
            state=b("state"), provider_id=b("provider_id"), why=b("why"),
            attempts=b("attempts"), due_ms=b("due_ms"), done_ms=b("done_ms"), claimed_by=None,
        ),
        # What was said to somebody who is forgotten has no person: it goes once it was said.
        "drop_nameless": delete(out).where(out.c.person_id.is_(None), out.c.done_ms.is_not(None)),
        # A claimed row of a worker that is gone: its class says whether it may go out again.
        # Its due time becomes its birth: what was said first at an address is claimed first.
        "recover_replies": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None), out.c.claimed_by != b("worker"),
            out.c.kind.in_(_REPEATABLE),
        )
        .values(state="planned", claimed_by=None, due_ms=out.c.created_ms)
        .returning(out.c.id),
        "wake_replies": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.state == literal_column("'planned'"),
            out.c.done_ms.is_(None), out.c.kind.in_(_REPEATABLE),
        )
        .values(due_ms=out.c.created_ms),
        "claim_rested": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.external_id == b("external_id_"),
            out.c.state == literal_column("'planned'"), out.c.done_ms.is_(None),
            out.c.kind.in_(_REPEATABLE),
        )
        .values(state="claimed", claimed_by=b("claimed_by"))
        .returning(
            out.c.id, out.c.external_id, out.c.say, out.c.locale, out.c.turn, out.c.attempts
        ),
        "recover_others": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None), out.c.claimed_by != b("worker"),
            out.c.kind.not_in(_REPEATABLE),
        )
        .values(state="unsure", why="worker_gone", claimed_by=None, done_ms=b("now"))
        .returning(out.c.id),
        "claimed_before": select(
            out.c.id, out.c.external_id, out.c.say, out.c.locale, out.c.turn, out.c.attempts
        )
        .where(
            out.c.channel == b("channel"), out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None), out.c.claimed_by == b("worker"), out.c.due_ms < b("before"),
        )
        .order_by(out.c.id),
        "one_posted": select(out.c.id, out.c.say, out.c.locale, out.c.turn).where(
            out.c.id == b("row"), out.c.channel == b("channel"),
            out.c.external_id == b("external_id"), out.c.state != literal_column("'cancelled'"),
        ),
        "history": select(out.c.id, out.c.say, out.c.locale, out.c.turn)
        .where(
            out.c.channel == b("channel"), out.c.external_id == b("external_id"),
            out.c.id > b("after"), out.c.state != literal_column("'cancelled'"),
        )
        .order_by(out.c.id.desc())
        .limit(b("most")),
        "set_hold": upsert(t.hold)
        .values(channel=b("channel"), until_ms=b("until_ms"), why=b("why"))
        .on_conflict_do_update(
            index_elements=["channel"],
            set_={"until_ms": b("until_ms"), "why": b("why")},
        ),
        "holds": select(t.hold.c.channel, t.hold.c.until_ms).where(t.hold.c.until_ms > b("now")),
    }  # fmt: skip
