"""Statements: written once in SQLAlchemy, compiled once per dialect, run by the driver itself.

A unit of work through the ORM costs 1.7 ms a turn and these 0.03 (docs/adr/0004), so the hot path
has its statements ready: the SQL text and the order of its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    BindParameter,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, Executable

from bot.storage import tables as t

DialectName: TypeAlias = Literal["sqlite", "postgresql"]


def _dialect(name: DialectName) -> Dialect:
    make: Any = sqlite.dialect if name == "sqlite" else postgresql.dialect
    style = "qmark" if name == "sqlite" else "numeric_dollar"
    dialect: Dialect = make(paramstyle=style)
    return dialect


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled statement: its text and, in order, each parameter's name and constant value."""

    sql: str
    order: tuple[tuple[str, Any], ...]

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values in the order that the text wants them."""
        return tuple(values.get(name, constant) for name, constant in self.order)


def prepare(statement: Executable, dialect: Dialect) -> Prepared:
    """Compile for one dialect."""
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names: list[str] = list(getattr(compiled, "positiontup", None) or ())
    constants: Mapping[str, Any] = compiled.params
    return Prepared(str(compiled), tuple((name, constants[name]) for name in names))


def b(name: str) -> BindParameter[Any]:
    """A parameter that gets its value when the statement is run."""
    return bindparam(name, required=False)


_LOCKS: Mapping[str, Any] = {"of": t.conversation}

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


def _new(table: Any, dialect: DialectName, *skip: str) -> Any:
    """An insert that leaves an existing row alone."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    columns = [c.name for c in table.columns if c.name not in skip]
    return make(table).values({name: b(name) for name in columns}).on_conflict_do_nothing()


def _build(dialect: DialectName) -> dict[str, Executable]:
    p, a, c, act, out = t.person, t.address, t.conversation, t.activity, t.outbox
    own = (act.c.person_id == b("person"), act.c.voided_ms.is_(None))
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return {
        "note_update": _new(t.inbox, dialect).returning(t.inbox.c.update_id),
        "find_place": select(
            p.c.id, p.c.locale, p.c.ward, p.c.resident_group, p.c.age_band, p.c.joined_ms,
            p.c.consents, a.c.blocked_ms, c.c.name, c.c.state, c.c.paused_name, c.c.paused_state,
            c.c.turn, c.c.prompt, c.c.prompt_wants,
        )
        .select_from(a.join(p, a.c.person_id == p.c.id).join(c, c.c.person_id == p.c.id))
        .where(a.c.channel == b("channel"), a.c.external_id == b("external_id"))
        .with_for_update(**_LOCKS),
        "add_person": insert(p)
        .values(locale=b("locale"), consents="", demo=b("demo"), created_ms=b("now"))
        .returning(p.c.id),
        "add_address": _new(a, dialect).returning(a.c.person_id),
        "add_conversation": insert(c).values(
            person_id=b("person_id"), turn=0, prompt="[]", prompt_wants="text", updated_ms=b("now")
        ),
        "keep_place": update(c)
        .where(c.c.person_id == b("person"))
        .values(
            name=b("name"), state=b("state"), paused_name=b("paused_name"),
            paused_state=b("paused_state"), turn=b("turn"), prompt=b("prompt"),
            prompt_wants=b("prompt_wants"), updated_ms=b("now"),
        ),
        "save_person": update(p)
        .where(p.c.id == b("person"))
        .values(
            locale=b("locale"), ward=b("ward"), resident_group=b("resident_group"),
            age_band=b("age_band"), joined_ms=b("joined_ms"), consents=b("consents"),
        ),
        "forget_person": delete(p).where(p.c.id == b("person")),
        "forget_words": delete(out).where(
            out.c.person_id == b("person"), out.c.done_ms.is_not(None)
        ),
        "forget_demo": delete(p).where(p.c.demo == 1).returning(p.c.id),
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
        "add_activity": _new(act, dialect, "id", "voided_ms", "void_reason").returning(act.c.id),
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
        # The outbox ---------------------------------------------------------------------------
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
        # A claimed row of a worker that is gone: its class says whether it may go out again.
        "recover_replies": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None), out.c.claimed_by != b("worker"),
            out.c.kind.in_(("reply", "receipt")),
        )
        .values(state="planned", claimed_by=None)
        .returning(out.c.id),
        "recover_others": update(out)
        .where(
            out.c.channel == b("channel_"), out.c.state == literal_column("'claimed'"),
            out.c.done_ms.is_(None), out.c.claimed_by != b("worker"),
            out.c.kind.not_in(("reply", "receipt")),
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
        "get_secret": select(t.secret.c.value).where(t.secret.c.name == b("name")),
        "add_secret": _new(t.secret, dialect),
    }  # fmt: skip


@cache
def statements(dialect: DialectName) -> Mapping[str, Prepared]:
    """Every statement of the hot path, ready for one dialect."""
    compiler = _dialect(dialect)
    return {name: prepare(statement, compiler) for name, statement in _build(dialect).items()}
