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
from bot.storage.announcing_statements import announcing_statements
from bot.storage.learning_statements import learning_statements
from bot.storage.outbox_statements import outbox_statements
from bot.storage.preparing import (
    DialectName,
    Prepared,
    b,
    dialect_of,
    new_row,
    prepare,
    renewed_row,
)
from bot.storage.reminding_statements import reminding_statements
from bot.storage.retention_statements import retention_statements

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
    own = (act.c.person_id == b("person"), act.c.voided_ms.is_(None))
    return {
        "note_update": new_row(t.inbox, dialect).returning(t.inbox.c.update_id),
        "find_place": select(
            p.c.id, p.c.locale, p.c.ward, p.c.resident_group, p.c.age_band, p.c.joined_ms,
            p.c.consents, a.c.blocked_ms, c.c.name, c.c.state, c.c.paused_name, c.c.paused_state,
            c.c.turn, c.c.prompt, c.c.prompt_wants, c.c.channel, c.c.external_id,
        )
        .select_from(a.join(p, a.c.person_id == p.c.id).join(c, c.c.person_id == p.c.id))
        .where(a.c.channel == b("channel"), a.c.external_id == b("external_id"))
        .with_for_update(**_LOCKS),
        "add_person": insert(p)
        .values(locale=b("locale"), consents="", demo=b("demo"), created_ms=b("now"))
        .returning(p.c.id),
        "add_address": new_row(a, dialect).returning(a.c.person_id),
        "add_conversation": insert(c).values(
            person_id=b("person_id"), turn=0, prompt="[]", prompt_wants="text", updated_ms=b("now")
        ),
        "keep_place": update(c)
        .where(c.c.person_id == b("person"))
        .values(
            name=b("name"), state=b("state"), paused_name=b("paused_name"),
            paused_state=b("paused_state"), turn=b("turn"), prompt=b("prompt"),
            prompt_wants=b("prompt_wants"), channel=b("channel"), external_id=b("external_id"),
            updated_ms=b("now"),
        ),
        "save_person": update(p)
        .where(p.c.id == b("person"))
        .values(
            locale=b("locale"), ward=b("ward"), resident_group=b("resident_group"),
            age_band=b("age_band"), joined_ms=b("joined_ms"), consents=b("consents"),
        ),
        "forget_person": delete(p).where(p.c.id == b("person")),
        "forget_words": delete(out).where(
            tuple_(out.c.channel, out.c.external_id).in_(
                select(a.c.channel, a.c.external_id).where(a.c.person_id == b("person"))
            )
        ),
        # What was planned for them at an address that is not theirs any more.
        "forget_unasked": delete(out).where(
            out.c.person_id == b("person"), out.c.source.is_not(None)
        ),
        "drop_links": delete(t.link_code).where(t.link_code.c.person_id == b("person")),
        "add_link": new_row(t.link_code, dialect),
        "take_link": delete(t.link_code)
        .where(t.link_code.c.code_hash == b("code_hash"), t.link_code.c.until_ms > b("now"))
        .returning(t.link_code.c.person_id),
        "addresses": select(func.count()).select_from(a).where(a.c.person_id == b("person")),
        "leave_others": delete(a).where(
            a.c.person_id == b("person"),
            or_(a.c.channel != b("channel"), a.c.external_id != b("external_id")),
        ),
        "notify": insert(out).from_select(
            [
                "channel", "external_id", "person_id", "kind", "locale", "turn", "say", "state",
                "attempts", "due_ms", "created_ms",
            ],
            select(
                c.c.channel, c.c.external_id, p.c.id, literal("reply"), p.c.locale, literal(0),
                cast(b("say"), Text), literal("planned"), literal(0),
                cast(b("now"), BigInteger), cast(b("now_"), BigInteger),
            )
            .select_from(c.join(p, p.c.id == c.c.person_id))
            .where(p.c.id == b("person"), c.c.channel.is_not(None)),
        ),
        "move_address": update(a)
        .where(a.c.channel == b("channel_"), a.c.external_id == b("external_id_"))
        .values(person_id=b("person")),
        "demo_people": select(p.c.id).where(p.c.demo == 1),
        "add_consent": insert(t.consent).values(
            person_id=b("person"), purpose=b("purpose"), given=b("given"),
            text_version=b("text_version"), at_ms=b("now"),
        ),
        "mark_blocked": update(a)
        .where(a.c.channel == b("channel_"), a.c.external_id == b("external_id_"))
        .values(blocked_ms=b("blocked_ms")),
        # Activities ---------------------------------------------------------------------------
        "minutes_on": select(func.coalesce(func.sum(act.c.minutes), 0)).where(
            *own, act.c.day == b("day"), act.c.receipt != b("but")
        ),
        "activity": select(*_ACTIVITY).where(
            act.c.person_id == b("person"), act.c.receipt == b("receipt")
        ),
        "activities_between": select(*_ACTIVITY)
        .where(act.c.person_id == b("person"), act.c.day >= b("first"), act.c.day <= b("last"))
        .order_by(act.c.day.desc(), act.c.id.desc()),
        "last_day_before": select(func.max(act.c.day)).where(
            act.c.person_id == b("person"), act.c.day < b("day")
        ),
        "first_day_after": select(func.min(act.c.day)).where(
            act.c.person_id == b("person"), act.c.day > b("day")
        ),
        "find_draft": select(act.c.receipt).where(
            act.c.draft_key == b("draft_key"), act.c.person_id == b("person_id")
        ),
        "add_activity": new_row(act, dialect, "id", "voided_ms", "void_reason").returning(act.c.id),
        "change_activity": update(act)
        .where(act.c.person_id == b("person"), act.c.receipt == b("receipt_"))
        .values(
            type_code=b("type_code"), title=b("title"), day=b("day"), minutes=b("minutes"),
            mode=b("mode"), provider=b("provider"),
        )
        .returning(act.c.id),
        "add_change": insert(t.activity_change).values(
            activity_id=b("activity_id"), field=b("field"), before=b("before"), after=b("after"),
            at_ms=b("now"),
        ),
        "void_activity": update(act)
        .where(
            act.c.person_id == b("person"), act.c.receipt == b("receipt_"),
            act.c.voided_ms.is_(None),
        )
        .values(voided_ms=b("now"), void_reason=b("reason")),
        "add_evidence": insert(t.evidence).values(
            activity_id=b("activity_id"), kind=b("kind"), reference=b("reference"),
            at_ms=b("now"),
        ),
        "get_secret": select(t.secret.c.value).where(t.secret.c.name == b("name")),
        "add_secret": new_row(t.secret, dialect),
        "set_secret": renewed_row(t.secret, dialect),
    }  # fmt: skip


@cache
def statements(dialect: DialectName) -> Mapping[str, Prepared]:
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
    return {name: prepare(statement, compiler) for name, statement in built.items()}
