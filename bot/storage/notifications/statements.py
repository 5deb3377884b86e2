"""The statements of a person's own reminders and of their notification preferences."""

from __future__ import annotations

from sqlalchemy import literal_column, select, update

from bot.storage.engine.constructs import insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.notifications.tables import reminder
from bot.storage.people.tables import person

REMINDER_COLUMNS = (
    reminder.c.reminder_key,
    reminder.c.purpose,
    reminder.c.days,
    reminder.c.minute,
    reminder.c.state,
    reminder.c.paused_until,
    reminder.c.unanswered,
    reminder.c.next_due_ms,
    reminder.c.on_day,
    reminder.c.topic,
)

REMINDERS = Statement(
    "reminders",
    select(*REMINDER_COLUMNS)
    .where(reminder.c.person_id == param("person"), reminder.c.state != literal_column("'off'"))
    .order_by(reminder.c.id),
)
REMINDER = Statement(
    "reminder",
    select(*REMINDER_COLUMNS).where(
        reminder.c.person_id == param("person"), reminder.c.reminder_key == param("reminder_key")
    ),
)
_CHANGED = {
    name: param(name)
    for name in (
        "days", "minute", "on_day", "topic", "state", "paused_until", "unanswered", "next_due_ms"
    )
}  # fmt: skip
SAVE_REMINDER = Statement(
    "save_reminder",
    lambda dialect: (
        insert_into(reminder, dialect)
        .values(
            person_id=param("person"),
            reminder_key=param("reminder_key"),
            purpose=param("purpose"),
            created_ms=param("now"),
            **_CHANGED,
        )
        .on_conflict_do_update(index_elements=["reminder_key"], set_=_CHANGED)
    ),
)
PREFERENCES = Statement(
    "preferences",
    select(person.c.quiet_from, person.c.quiet_to, person.c.weekly_most).where(
        person.c.id == param("person")
    ),
)
SAVE_PREFERENCES = Statement(
    "save_preferences",
    update(person)
    .where(person.c.id == param("person"))
    .values(
        quiet_from=param("quiet_from"),
        quiet_to=param("quiet_to"),
        weekly_most=param("weekly_most"),
    ),
)
