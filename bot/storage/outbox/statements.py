"""The statements of the outbox: post, claim, write results, recover."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    Text,
    cast,
    delete,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.sql import Executable

from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import in_json, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person
from bot.storage.runs.tables import IS_OPEN, campaign_run

# Written out: an index over replies is only used where the statement names them.
REPEATABLE: tuple[Any, ...] = (literal_column("'reply'"), literal_column("'receipt'"))
"""The classes that answer somebody: they wait for nothing."""

NEVER_LOST: tuple[Any, ...] = (*REPEATABLE, literal_column("'duty'"))
"""The classes that may be repeated but not lost (docs/adr/0005)."""

OWN_HOUR: tuple[Any, ...] = (literal_column("'reminder'"), literal_column("'duty'"))
"""What goes before other notifications: a person chose its hour, or must get it."""

LEFT: tuple[Any, ...] = (
    literal_column("'claimed'"),
    literal_column("'sent'"),
    literal_column("'unsure'"),
)
"""States of messages that left or may have left: they count against what a week may hold."""

_TAKEN = (
    outbox.c.id,
    outbox.c.external_id,
    outbox.c.say,
    outbox.c.locale,
    outbox.c.turn,
    outbox.c.attempts,
    outbox.c.until_ms,
    outbox.c.parts_sent,
    outbox.c.edits,
    outbox.c.closes,
    outbox.c.text_id,
    outbox.c.run_id,
)
_OF_NO_RUN = outbox.c.run_id.is_(None)
OPEN_RUNS = select(campaign_run.c.id).where(*IS_OPEN)
"""Runs that have rows which did not come to their end."""
_PLANNED = (outbox.c.state == literal_column("'planned'"), outbox.c.done_ms.is_(None))
_CLAIMED = (outbox.c.state == literal_column("'claimed'"), outbox.c.done_ms.is_(None))

# --- post ----------------------------------------------------------------------------------------

POST = Statement(
    "post",
    insert(outbox)
    .values(
        channel=param("channel"),
        account=param("account"),
        external_id=param("external_id"),
        person_id=param("person_id"),
        kind=param("kind"),
        locale=param("locale"),
        turn=param("turn"),
        say=param("say"),
        edits=param("edits"),
        closes=param("closes"),
        state="claimed",
        claimed_by=param("claimed_by"),
        attempts=0,
        due_ms=param("now"),
        created_ms=param("now_"),
    )
    .returning(outbox.c.id),
)
NOTIFY = Statement(
    "notify",
    insert(outbox)
    .from_select(
        [
            "channel",
            "account",
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
            conversation.c.channel,
            conversation.c.account,
            conversation.c.external_id,
            person.c.id,
            cast(param("kind"), String),
            person.c.locale,
            literal(0),
            cast(param("say", outbox.c.say.type), Text),
            literal("planned"),
            literal(0),
            cast(param("now"), BigInteger),
            cast(param("now_"), BigInteger),
        )
        .select_from(conversation.join(person, person.c.id == conversation.c.person_id))
        .where(person.c.id == param("person"), conversation.c.channel.is_not(None)),
    )
    .returning(outbox.c.id),
)

# --- claim ---------------------------------------------------------------------------------------


def _claim(*which: Any, **more: Any) -> Executable:
    return (
        update(outbox)
        .where(
            outbox.c.id.in_(
                select(outbox.c.id)
                .where(
                    outbox.c.channel == param("channel_"),
                    outbox.c.account == param("account_"),
                    *_PLANNED,
                    outbox.c.due_ms <= param("now"),
                    *which,
                )
                .order_by(outbox.c.due_ms, outbox.c.id)
                .limit(param("limit"))
                .with_for_update(skip_locked=True)
            )
        )
        .values(state="claimed", claimed_by=param("claimed_by"), **more)
        .returning(*_TAKEN)
    )


# One row that somebody changed must not keep all others back: it comes without its words.
CLAIM_REPLIES = Statement(
    "claim_replies", _claim(outbox.c.kind.in_(REPEATABLE)), around_damage=True
)
# A notification is due when it is claimed: it counts against that week, not an earlier one.
CLAIM_REMINDERS = Statement(
    "claim_reminders",
    _claim(outbox.c.kind.in_(OWN_HOUR), due_ms=param("now_")),
    around_damage=True,
)
CLAIM_OTHERS = Statement(
    "claim_others",
    _claim(_OF_NO_RUN, outbox.c.kind.not_in((*REPEATABLE, *OWN_HOUR)), due_ms=param("now_")),
    around_damage=True,
)
CLAIM_OF_RUN = Statement(
    "claim_of_run",
    _claim(outbox.c.run_id == param("run"), due_ms=param("now_")),
    around_damage=True,
)
CLAIM_RESTED = Statement(
    "claim_rested",
    update(outbox)
    .where(
        outbox.c.channel == param("channel_"),
        outbox.c.account == param("account_"),
        outbox.c.external_id == param("external_id_"),
        *_PLANNED,
        outbox.c.kind.in_(REPEATABLE),
    )
    .values(state="claimed", claimed_by=param("claimed_by"))
    .returning(*_TAKEN),
    around_damage=True,
)


def _claimed_before(*which: Any) -> Executable:
    return (
        select(*_TAKEN)
        .where(
            outbox.c.channel == param("channel"),
            outbox.c.account == param("account"),
            *_CLAIMED,
            *which,
            outbox.c.claimed_by == param("worker"),
            outbox.c.due_ms < param("before"),
        )
        .order_by(outbox.c.id)
    )


CLAIMED_BEFORE = Statement("claimed_before", _claimed_before(_OF_NO_RUN), around_damage=True)
CLAIMED_OF_RUNS_BEFORE = Statement(
    "claimed_of_runs_before",
    _claimed_before(outbox.c.run_id.in_(OPEN_RUNS)),
    around_damage=True,
)
# Due when it was posted: before what was planned after it.
RELEASE = Statement(
    "release",
    lambda dialect: (
        update(outbox)
        .where(in_json(outbox.c.id, "rows", dialect, BigInteger))
        .values(state="planned", claimed_by=None, due_ms=outbox.c.created_ms)
    ),
)

# --- write results -------------------------------------------------------------------------------

MARK = Statement(
    "mark",
    update(outbox)
    .where(outbox.c.id == param("row"))
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
)
KEEP_WORDS = Statement(
    "keep_words", update(outbox).where(outbox.c.id == param("row")).values(say=param("say"))
)
NOTE_PARTS = Statement(
    "note_parts",
    update(outbox).where(outbox.c.id == param("row")).values(parts_sent=param("parts_sent")),
)
# A message to somebody who was erased has no person: it is deleted once it was sent.
DROP_NAMELESS = Statement(
    "drop_nameless",
    delete(outbox).where(outbox.c.person_id.is_(None), outbox.c.done_ms.is_not(None)),
)

# --- recover -------------------------------------------------------------------------------------

# A claimed row of a worker that is gone: its kind says whether it may be sent again. It is due
# when it was posted: what was posted first at an address is claimed first.
RECOVER_REPLIES = Statement(
    "recover_replies",
    update(outbox)
    .where(
        outbox.c.channel == param("channel_"),
        outbox.c.account == param("account_"),
        *_CLAIMED,
        _OF_NO_RUN,
        outbox.c.claimed_by != param("worker"),
        outbox.c.kind.in_(NEVER_LOST),
    )
    .values(state="planned", claimed_by=None, due_ms=outbox.c.created_ms)
    .returning(outbox.c.id),
)
WAKE_REPLIES = Statement(
    "wake_replies",
    update(outbox)
    .where(
        outbox.c.channel == param("channel_"),
        outbox.c.account == param("account_"),
        *_PLANNED,
        outbox.c.kind.in_(REPEATABLE),
    )
    .values(due_ms=outbox.c.created_ms),
)


def _recover_others(*which: Any) -> Executable:
    return (
        update(outbox)
        .where(
            outbox.c.channel == param("channel_"),
            outbox.c.account == param("account_"),
            *_CLAIMED,
            *which,
            outbox.c.claimed_by != param("worker"),
            outbox.c.kind.not_in(NEVER_LOST),
        )
        .values(state="unsure", why="worker_gone", claimed_by=None, done_ms=param("now"))
        .returning(outbox.c.id)
    )


RECOVER_OTHERS = Statement("recover_others", _recover_others(_OF_NO_RUN))
RECOVER_OF_RUNS = Statement("recover_of_runs", _recover_others(outbox.c.run_id.in_(OPEN_RUNS)))
