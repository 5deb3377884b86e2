"""The statements of due reminders: all that decides about them, and what became of them."""

from __future__ import annotations

from typing import Any

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
    select,
    update,
)
from sqlalchemy.sql import Executable

from bot.domain.notifications.policy import PURPOSE_OF
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, insert_into, json_rows, param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import activity
from bot.storage.notifications.audience_sql import audience_conditions, first_unmet
from bot.storage.notifications.statements import REMINDER_COLUMNS
from bot.storage.notifications.tables import reminded, reminder
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person
from bot.storage.skills.tables import self_check

_POSTED = (
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
    "until_ms",
    "created_ms",
)
_WITH_PERSON = reminder.join(person, person.c.id == reminder.c.person_id).join(
    conversation, conversation.c.person_id == reminder.c.person_id
)

# What the decision needs to know, read only for reminders of the purpose that asks for it. Each is
# about the reminder of its row: a subquery that is not correlated would find anybody's.
_LOGGED = case(
    (
        reminder.c.purpose == literal_column("'log'"),
        exists(activity.c.id)
        .where(
            activity.c.person_id == reminder.c.person_id,
            activity.c.voided_ms.is_(None),
            activity.c.created_ms >= param("today_ms"),
        )
        .correlate(reminder),
    ),
    else_=literal_column("false"),
)
_BEGUN = case(
    (
        reminder.c.purpose == literal_column("'check'"),
        exists(self_check.c.id)
        .where(
            self_check.c.person_id == reminder.c.person_id,
            self_check.c.state == literal_column("'open'"),
        )
        .correlate(reminder),
    ),
    else_=literal_column("false"),
)
_CHECKED = case(
    (
        reminder.c.purpose == literal_column("'recheck'"),
        select(func.max(self_check.c.ended_ms))
        .where(
            self_check.c.person_id == reminder.c.person_id,
            self_check.c.state == literal_column("'finished'"),
        )
        .correlate(reminder)
        .scalar_subquery(),
    ),
    else_=literal_column("NULL"),
)
_LAST_SENT = (
    select(func.coalesce(func.max(reminded.c.at_ms), literal_column("-1")))
    .where(
        reminded.c.reminder_id == reminder.c.id,
        reminded.c.outcome.in_((literal_column("'remind'"), literal_column("'ask'"))),
    )
    .correlate(reminder)
    .scalar_subquery()
)
_ANSWERED = conversation.c.updated_ms > _LAST_SENT
_AGAIN = (
    exists(reminded.c.due_ms)
    .where(reminded.c.reminder_id == reminder.c.id, reminded.c.due_ms == reminder.c.next_due_ms)
    .correlate(reminder)
)
_DUE = (reminder.c.next_due_ms.is_not(None), reminder.c.next_due_ms <= param("now"))

REMINDER_IS_DUE = Statement(
    "reminder_is_due",
    select(reminder.c.id).where(*_DUE).order_by(reminder.c.next_due_ms).limit(1),
)


def _due_reminders(dialect: DialectName) -> Executable:
    """After the row's number: all that decides (`ReminderBatch`)."""
    reached = audience_conditions(dialect, PURPOSE_OF["reminder"])
    del reached["has_it"]  # a person gets a reminder many times
    return (
        select(
            reminder.c.id,
            *REMINDER_COLUMNS[1:-1],
            first_unmet(reached),
            _ANSWERED,
            _LOGGED,
            _BEGUN,
            _CHECKED,
            _AGAIN,
            reminder.c.topic != literal_column("''"),
        )
        .select_from(
            _WITH_PERSON.outerjoin(
                address,
                and_(
                    address.c.channel == conversation.c.channel,
                    address.c.account == conversation.c.account,
                    address.c.external_id == conversation.c.external_id,
                ),
            )
        )
        .where(*_DUE)
        .order_by(reminder.c.next_due_ms)
        .limit(param("limit"))
        .with_for_update(of=reminder, skip_locked=True)
    )


DUE_REMINDERS = Statement("due_reminders", _due_reminders)


def _settled(dialect: DialectName) -> Any:
    """What became of reminders: a JSON list of rows as a table."""
    return json_rows(
        "settled",
        dialect,
        id=BigInteger,
        due_ms=BigInteger,
        outcome=String,
        state=String,
        unanswered=Integer,
        next_due_ms=BigInteger,
    ).subquery("settled")


def _note_reminded(dialect: DialectName) -> Any:
    rows = _settled(dialect).c
    return (
        insert_into(reminded, dialect)
        .from_select(
            [each.name for each in reminded.columns],
            select(rows.id, rows.due_ms, rows.outcome, cast(param("at_ms"), BigInteger)).where(
                literal_column("true")
            ),
        )
        .on_conflict_do_nothing()
    )


def _settle_reminders(dialect: DialectName) -> Any:
    rows = _settled(dialect).c
    return (
        update(reminder)
        .where(reminder.c.id == rows.id)
        .values(state=rows.state, unanswered=rows.unanswered, next_due_ms=rows.next_due_ms)
    )


def _posted(say: Any, which: Any) -> Any:
    return insert(outbox).from_select(
        _POSTED,
        select(
            conversation.c.channel,
            conversation.c.account,
            conversation.c.external_id,
            reminder.c.person_id,
            literal_column("'reminder'"),
            person.c.locale,
            literal_column("0"),
            say,
            literal_column("'planned'"),
            literal_column("0"),
            cast(param("now"), BigInteger),
            reminder.c.next_due_ms + cast(param("late_ms"), BigInteger),
            cast(param("now"), BigInteger),
        )
        .select_from(_WITH_PERSON)
        .where(which)
        .order_by(reminder.c.id),
    )


def _post_reminders(dialect: DialectName) -> Any:
    """Reminders that say the same but for their keys, which are drawn: nothing to be sealed."""
    say = func.replace(
        cast(param("say"), Text), cast(param("any_key"), Text), reminder.c.reminder_key
    )
    return _posted(say, in_json(reminder.c.id, "reminders", dialect, BigInteger))


NOTE_REMINDED = Statement("note_reminded", _note_reminded)
SETTLE_REMINDERS = Statement("settle_reminders", _settle_reminders)
POST_REMINDERS = Statement("post_reminders", _post_reminders)
# One with a topic holds the person's own words: its say is made, and sealed, by itself.
TOPICS = Statement(
    "topics",
    lambda dialect: (
        select(reminder.c.id, reminder.c.reminder_key, reminder.c.topic)
        .where(in_json(reminder.c.id, "reminders", dialect, BigInteger))
        .order_by(reminder.c.id)
    ),
)
POST_OWN_REMINDER = Statement(
    "post_own_reminder",
    _posted(cast(param("say", outbox.c.say.type), Text), reminder.c.id == param("reminder")),
)
