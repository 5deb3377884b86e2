"""The statements of reminders: a person's own, and those that are due with all that decides."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.engine.compiling import DialectName, in_json, json_rows, param

_OWN = (
    t.reminder.c.reminder_key,
    t.reminder.c.purpose,
    t.reminder.c.days,
    t.reminder.c.minute,
    t.reminder.c.state,
    t.reminder.c.paused_until,
    t.reminder.c.unanswered,
    t.reminder.c.next_due_ms,
)

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
    "created_ms",
)


def reminding_statements(dialect: DialectName) -> dict[str, Executable]:
    """By name; ready to be compiled."""
    r, p, c, a, act, check = (
        t.reminder,
        t.person,
        t.conversation,
        t.address,
        t.activity,
        t.self_check,
    )
    settled = json_rows(
        "settled",
        dialect,
        id=BigInteger,
        due_ms=BigInteger,
        outcome=String,
        state=String,
        unanswered=Integer,
        next_due_ms=BigInteger,
    ).subquery("settled")
    with_place = r.join(p, p.c.id == r.c.person_id).join(c, c.c.person_id == r.c.person_id)
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    changed = {
        name: param(name)
        for name in ("days", "minute", "state", "paused_until", "unanswered", "next_due_ms")
    }
    # What a purpose asks the notebook, asked only for reminders of that purpose. Each asks about
    # the reminder of its row: one that is not correlated would find anybody's.
    logged = case(
        (
            r.c.purpose == literal_column("'log'"),
            exists(act.c.id)
            .where(
                act.c.person_id == r.c.person_id,
                act.c.voided_ms.is_(None),
                act.c.created_ms >= param("today_ms"),
            )
            .correlate(r),
        ),
        else_=literal_column("false"),
    )
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
        select(func.coalesce(func.max(t.reminded.c.at_ms), literal_column("-1")))
        .where(
            t.reminded.c.reminder_id == r.c.id,
            t.reminded.c.outcome.in_((literal_column("'remind'"), literal_column("'ask'"))),
        )
        .correlate(r)
        .scalar_subquery()
    )
    answered = c.c.updated_ms > last_sent
    again = (
        exists(t.reminded.c.due_ms)
        .where(t.reminded.c.reminder_id == r.c.id, t.reminded.c.due_ms == r.c.next_due_ms)
        .correlate(r)
    )
    return {
        "reminders": select(*_OWN)
        .where(r.c.person_id == param("person"), r.c.state != literal_column("'off'"))
        .order_by(r.c.id),
        "save_reminder": upsert(r)
        .values(
            person_id=param("person"),
            reminder_key=param("reminder_key"),
            purpose=param("purpose"),
            created_ms=param("now"),
            **changed,
        )
        .on_conflict_do_update(index_elements=["reminder_key"], set_=changed),
        "reminder_is_due": select(r.c.id)
        .where(r.c.next_due_ms.is_not(None), r.c.next_due_ms <= param("now"))
        .order_by(r.c.next_due_ms)
        .limit(1),
        # After the row's number: all that decides (`ReminderBatch`).
        "due_reminders": select(
            r.c.id,
            *_OWN[1:],
            p.c.consents,
            answered,
            logged,
            begun,
            checked,
            again,
            or_(c.c.channel.is_(None), a.c.blocked_ms.is_not(None)),
        )
        .select_from(
            with_place.outerjoin(
                a, and_(a.c.channel == c.c.channel, a.c.external_id == c.c.external_id)
            )
        )
        .where(r.c.next_due_ms.is_not(None), r.c.next_due_ms <= param("now"))
        .order_by(r.c.next_due_ms)
        .limit(param("limit"))
        .with_for_update(of=r, skip_locked=True),
        "note_reminded": upsert(t.reminded)
        .from_select(
            [each.name for each in t.reminded.columns],
            select(
                settled.c.id, settled.c.due_ms, settled.c.outcome, cast(param("at_ms"), BigInteger)
            ).where(literal_column("true")),
        )
        .on_conflict_do_nothing(),
        "settle_reminders": update(r)
        .where(r.c.id == settled.c.id)
        .values(
            state=settled.c.state,
            unanswered=settled.c.unanswered,
            next_due_ms=settled.c.next_due_ms,
        ),
        "post_reminders": insert(t.outbox).from_select(
            _POSTED,
            select(
                c.c.channel,
                c.c.external_id,
                r.c.person_id,
                literal_column("'reminder'"),
                p.c.locale,
                literal_column("0"),
                func.replace(
                    cast(param("say"), Text), cast(param("any_key"), Text), r.c.reminder_key
                ),
                literal_column("'planned'"),
                literal_column("0"),
                cast(param("now"), BigInteger),
                r.c.next_due_ms + cast(param("late_ms"), BigInteger),
                cast(param("now"), BigInteger),
            )
            .select_from(with_place)
            .where(in_json(r.c.id, "reminders", dialect, BigInteger))
            .order_by(r.c.id),
        ),
    }
