"""The statements of reminders: a person's own, and those that are due with all that decides."""

from __future__ import annotations

from sqlalchemy import and_, case, exists, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.preparing import DialectName, b, new_row

_OWN = (
    t.reminder.c.reminder_key, t.reminder.c.purpose, t.reminder.c.days, t.reminder.c.minute,
    t.reminder.c.state, t.reminder.c.paused_until, t.reminder.c.unanswered,
    t.reminder.c.next_due_ms,
)  # fmt: skip


def reminding_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    r, p, c, a, act, check = (
        t.reminder, t.person, t.conversation, t.address, t.activity, t.self_check,
    )  # fmt: skip
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    changed = {
        name: b(name)
        for name in ("days", "minute", "state", "paused_until", "unanswered", "next_due_ms")
    }
    # What a purpose asks the notebook, asked only for reminders of that purpose. Each asks about
    # the reminder of its row: one that is not correlated would find anybody's.
    logged = case(
        (
            r.c.purpose == literal_column("'log'"),
            exists(act.c.id)
            .where(
                act.c.person_id == r.c.person_id, act.c.voided_ms.is_(None),
                act.c.created_ms >= b("today_ms"),
            )
            .correlate(r),
        ),
        else_=literal_column("false"),
    )  # fmt: skip
    begun = case(
        (
            r.c.purpose == literal_column("'check'"),
            exists(check.c.id)
            .where(
                check.c.person_id == r.c.person_id,
                check.c.state == literal_column("'open'"),
            )
            .correlate(r),
        ),
        else_=literal_column("false"),
    )
    checked = case(
        (
            r.c.purpose == literal_column("'recheck'"),
            select(func.max(check.c.ended_ms))
            .where(
                check.c.person_id == r.c.person_id,
                check.c.state == literal_column("'finished'"),
            )
            .correlate(r)
            .scalar_subquery(),
        ),
        else_=literal_column("NULL"),
    )
    last_sent = (
        select(func.max(t.reminded.c.at_ms))
        .where(
            t.reminded.c.reminder_id == r.c.id,
            t.reminded.c.outcome.in_((literal_column("'remind'"), literal_column("'ask'"))),
        )
        .correlate(r)
        .scalar_subquery()
    )
    again = (
        exists(t.reminded.c.due_ms)
        .where(t.reminded.c.reminder_id == r.c.id, t.reminded.c.due_ms == r.c.next_due_ms)
        .correlate(r)
    )
    return {
        "reminders": select(*_OWN)
        .where(r.c.person_id == b("person"), r.c.state != literal_column("'off'"))
        .order_by(r.c.id),
        "save_reminder": upsert(r)
        .values(
            person_id=b("person"), reminder_key=b("reminder_key"), purpose=b("purpose"),
            created_ms=b("now"), **changed,
        )
        .on_conflict_do_update(index_elements=["reminder_key"], set_=changed),
        "reminder_is_due": select(r.c.id)
        .where(r.c.next_due_ms.is_not(None), r.c.next_due_ms <= b("now"))
        .order_by(r.c.next_due_ms)
        .limit(1),
        "due_reminders": select(
            r.c.id, r.c.person_id, *_OWN, p.c.consents, p.c.locale, c.c.channel, c.c.external_id,
            c.c.updated_ms, logged, begun, checked, last_sent, again, a.c.blocked_ms,
        )
        .select_from(
            r.join(p, p.c.id == r.c.person_id)
            .join(c, c.c.person_id == r.c.person_id)
            .outerjoin(
                a, and_(a.c.channel == c.c.channel, a.c.external_id == c.c.external_id)
            )
        )
        .where(r.c.next_due_ms.is_not(None), r.c.next_due_ms <= b("now"))
        .order_by(r.c.next_due_ms)
        .limit(b("most"))
        .with_for_update(of=r, skip_locked=True),
        "note_reminded": new_row(t.reminded, dialect),
        "settle_reminder": update(r)
        .where(r.c.id == b("reminder"))
        .values(state=b("state"), unanswered=b("unanswered"), next_due_ms=b("next_due_ms")),
        "post_planned": insert(t.outbox).values(
            channel=b("channel"), external_id=b("external_id"), person_id=b("person_id"),
            kind=b("kind"), locale=b("locale"), turn=0, say=b("say"), state="planned",
            attempts=0, due_ms=b("due_ms"), until_ms=b("until_ms"), created_ms=b("now"),
        ),
    }  # fmt: skip
