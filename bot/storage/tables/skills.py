"""Tables of learning over time: self-checks, ratings, goals, pauses, reminders."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.storage.engine.columns import Key, metadata, person_column

self_check = Table(
    "self_check",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("check_key", String(32), nullable=False),
    Column("form", String(12), nullable=False),
    Column("version", String(12), nullable=False),
    Column("state", String(8), nullable=False, server_default="open"),
    Column("started_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    # What the answers came to when it was finished: for counts, and never changed after.
    Column("points", Integer),
    Column("answered", Integer),
    Column("band", Integer),
    UniqueConstraint("check_key"),
    Index(None, "person_id", "form", "state"),
)

check_answer = Table(
    "check_answer",
    metadata,
    Column("id", Key, primary_key=True),
    Column("check_id", Key, ForeignKey("self_check.id", ondelete="CASCADE"), nullable=False),
    Column("item", String(12), nullable=False),
    # 0 the first answer, 1 the one that changed it …: nothing is overwritten, the last counts.
    Column("nth", Integer, nullable=False),
    Column("value", Integer),
    Column("at_ms", BigInteger, nullable=False),
    UniqueConstraint("check_id", "item", "nth"),
)

rating = Table(
    "rating",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("criteria_set", String(12), nullable=False),
    Column("year", Integer, nullable=False),
    Column("indicator", String(12), nullable=False),
    Column("points", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id", "year"),
)

goal = Table(
    "goal",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("minutes", Integer, nullable=False),
    Column("since", String(10), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

pause = Table(
    "pause",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id", "last_day"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("reminder_key", String(32), nullable=False),
    Column("purpose", String(12), nullable=False),
    # The days of the week as bits, Monday the first; the minute of the local day.
    Column("days", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("state", String(8), nullable=False, server_default="on"),
    Column("paused_until", String(10)),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("next_due_ms", BigInteger),
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("reminder_key"),
    Index(None, "person_id"),
    # A tick that finds nobody due costs one look at the front of this index.
    Index(
        "ix_reminder_due",
        "next_due_ms",
        sqlite_where=text("next_due_ms IS NOT NULL"),
        postgresql_where=text("next_due_ms IS NOT NULL"),
    ),
)

reminded = Table(
    "reminded",
    metadata,
    Column(
        "reminder_id",
        Key,
        ForeignKey("reminder.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("due_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("outcome", String(12), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
