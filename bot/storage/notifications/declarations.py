"""What the tables of notifications hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.notifications import tables

DECLARED = (
    DeclaredTable(
        tables.reminder,
        "person",
        "reminders",
        "until_left",
        columns(
            inner="id person_id reminder_key unanswered",
            answer="purpose days minute on_day state paused_until",
            words="topic",
            moment="next_due_ms created_ms",
        ),
    ),
    DeclaredTable(
        tables.reminded,
        "reminder",
        "reminders",
        "words",
        columns(inner="reminder_id", answer="outcome", moment="due_ms at_ms"),
    ),
    DeclaredTable(
        tables.announcing,
        "nobody",
        None,
        "for_ever",
        columns(inner="source ward after_person planned begun_ms done_ms"),
        why="how far an announcement was planned in a ward",
    ),
)
