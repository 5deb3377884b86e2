"""Statements: written once in SQLAlchemy, compiled once per dialect, run by the driver itself.

A unit of work through the ORM costs 1.7 ms a turn and these 0.03 (docs/adr/0004), so the hot path
has its statements ready: the SQL text and the order of its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql import Executable

from bot.storage import tables as t
from bot.storage.engine.compiling import (
    CompiledStatement,
    DialectName,
    compile_statement,
    dialect_of,
    new_row,
    param,
    renewed_row,
)
from bot.storage.notifications.announcement_statements import announcing_statements
from bot.storage.notifications.reminder_statements import reminding_statements
from bot.storage.outbox.statements import outbox_statements
from bot.storage.retention.statements import retention_statements
from bot.storage.skills.statements import learning_statements

# The person is locked too: a turn that waits for the lock reads locked rows anew, and only those.
_LOCKS: Mapping[str, Any] = {"of": (t.conversation, t.person), "key_share": True}

_ACTIVITY = (
    t.activity.c.receipt,
    t.activity.c.type_code,
    t.activity.c.title,
    t.activity.c.day,
    t.activity.c.minutes,
    t.activity.c.mode,
    t.activity.c.provider,
    select(func.count())
    .select_from(t.evidence)
    .where(t.evidence.c.activity_id == t.activity.c.id)
    .scalar_subquery()
    .label("evidence"),
    t.activity.c.voided_ms,
    t.activity.c.void_reason,
)


def _build(dialect: DialectName) -> dict[str, Executable]:
    p, a, c, act, out = t.person, t.address, t.conversation, t.activity, t.outbox
    own = (act.c.person_id == param("person"), act.c.voided_ms.is_(None))
    return {
        "note_update": new_row(t.inbox, dialect).returning(t.inbox.c.update_id),
        "find_dialog": select(
            p.c.id,
            p.c.locale,
            p.c.ward,
            p.c.resident_group,
            p.c.age_band,
            p.c.joined_ms,
            p.c.consents,
            a.c.blocked_ms,
            c.c.name,
            c.c.state,
            c.c.paused_name,
            c.c.paused_state,
            c.c.turn,
            c.c.prompt,
            c.c.prompt_wants,
            c.c.channel,
            c.c.external_id,
        )
        .select_from(a.join(p, a.c.person_id == p.c.id).join(c, c.c.person_id == p.c.id))
        .where(a.c.channel == param("channel"), a.c.external_id == param("external_id"))
        .with_for_update(**_LOCKS),
        "add_person": insert(p)
        .values(locale=param("locale"), consents="", demo=param("demo"), created_ms=param("now"))
        .returning(p.c.id),
        "add_address": new_row(a, dialect).returning(a.c.person_id),
        "add_conversation": insert(c).values(
            person_id=param("person_id"),
            turn=0,
            prompt="[]",
            prompt_wants="text",
            updated_ms=param("now"),
        ),
        "keep_place": update(c)
        .where(c.c.person_id == param("person"))
        .values(
            name=param("name"),
            state=param("state"),
            paused_name=param("paused_name"),
            paused_state=param("paused_state"),
            turn=param("turn"),
            prompt=param("prompt"),
            prompt_wants=param("prompt_wants"),
            channel=param("channel"),
            external_id=param("external_id"),
            updated_ms=param("now"),
        ),
        "save_person": update(p)
        .where(p.c.id == param("person"))
        .values(
            locale=param("locale"),
            ward=param("ward"),
            resident_group=param("resident_group"),
            age_band=param("age_band"),
            joined_ms=param("joined_ms"),
            consents=param("consents"),
        ),
        "forget_person": delete(p).where(p.c.id == param("person")),
        "forget_words": delete(out).where(
            tuple_(out.c.channel, out.c.external_id).in_(
                select(a.c.channel, a.c.external_id).where(a.c.person_id == param("person"))
            )
        ),
        # What was planned for them at an address that is not theirs any more.
        "forget_unasked": delete(out).where(
            out.c.person_id == param("person"), out.c.source.is_not(None)
        ),
        "drop_links": delete(t.link_code).where(t.link_code.c.person_id == param("person")),
        "add_link": new_row(t.link_code, dialect),
        "take_link": delete(t.link_code)
        .where(t.link_code.c.code_hash == param("code_hash"), t.link_code.c.until_ms > param("now"))
        .returning(t.link_code.c.person_id),
        "addresses": select(func.count()).select_from(a).where(a.c.person_id == param("person")),
        "leave_others": delete(a).where(
            a.c.person_id == param("person"),
            or_(a.c.channel != param("channel"), a.c.external_id != param("external_id")),
        ),
        "notify": insert(out).from_select(
            [
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
                "created_ms",
            ],
            select(
                c.c.channel,
                c.c.external_id,
                p.c.id,
                literal("reply"),
                p.c.locale,
                literal(0),
                cast(param("say"), Text),
                literal("planned"),
                literal(0),
                cast(param("now"), BigInteger),
                cast(param("now_"), BigInteger),
            )
            .select_from(c.join(p, p.c.id == c.c.person_id))
            .where(p.c.id == param("person"), c.c.channel.is_not(None)),
        ),
        "move_address": update(a)
        .where(a.c.channel == param("channel_"), a.c.external_id == param("external_id_"))
        .values(person_id=param("person")),
        "demo_people": select(p.c.id).where(p.c.demo == 1),
        "add_consent": insert(t.consent).values(
            person_id=param("person"),
            purpose=param("purpose"),
            given=param("given"),
            text_version=param("text_version"),
            at_ms=param("now"),
        ),
        "mark_blocked": update(a)
        .where(a.c.channel == param("channel_"), a.c.external_id == param("external_id_"))
        .values(blocked_ms=param("blocked_ms")),
        # Activities ---------------------------------------------------------------------------
        "minutes_on": select(func.coalesce(func.sum(act.c.minutes), 0)).where(
            *own, act.c.day == param("day"), act.c.receipt != param("excluded")
        ),
        "activity": select(*_ACTIVITY).where(
            act.c.person_id == param("person"), act.c.receipt == param("receipt")
        ),
        "activities_between": select(*_ACTIVITY)
        .where(
            act.c.person_id == param("person"),
            act.c.day >= param("first"),
            act.c.day <= param("last"),
        )
        .order_by(act.c.day.desc(), act.c.id.desc()),
        "last_day_before": select(func.max(act.c.day)).where(
            act.c.person_id == param("person"), act.c.day < param("day")
        ),
        "first_day_after": select(func.min(act.c.day)).where(
            act.c.person_id == param("person"), act.c.day > param("day")
        ),
        "find_draft": select(act.c.receipt).where(
            act.c.draft_key == param("draft_key"), act.c.person_id == param("person_id")
        ),
        "add_activity": new_row(act, dialect, "id", "voided_ms", "void_reason").returning(act.c.id),
        "change_activity": update(act)
        .where(act.c.person_id == param("person"), act.c.receipt == param("receipt_"))
        .values(
            type_code=param("type_code"),
            title=param("title"),
            day=param("day"),
            minutes=param("minutes"),
            mode=param("mode"),
            provider=param("provider"),
        )
        .returning(act.c.id),
        "add_change": insert(t.activity_change).values(
            activity_id=param("activity_id"),
            field=param("field"),
            before=param("before"),
            after=param("after"),
            at_ms=param("now"),
        ),
        "void_activity": update(act)
        .where(
            act.c.person_id == param("person"),
            act.c.receipt == param("receipt_"),
            act.c.voided_ms.is_(None),
        )
        .values(voided_ms=param("now"), void_reason=param("reason")),
        "add_evidence": insert(t.evidence).values(
            activity_id=param("activity_id"),
            kind=param("kind"),
            reference=param("reference"),
            at_ms=param("now"),
        ),
        "get_secret": select(t.secret.c.value).where(t.secret.c.name == param("name")),
        "add_secret": new_row(t.secret, dialect),
        "set_secret": renewed_row(t.secret, dialect),
    }


@cache
def statements(dialect: DialectName) -> Mapping[str, CompiledStatement]:
    """Every statement of the hot path, ready for one dialect."""
    compiler = dialect_of(dialect)
    built = {
        **_build(dialect),
        **announcing_statements(dialect),
        **learning_statements(dialect),
        **outbox_statements(dialect),
        **reminding_statements(dialect),
        **retention_statements(),
    }
    return {name: compile_statement(statement, compiler) for name, statement in built.items()}
