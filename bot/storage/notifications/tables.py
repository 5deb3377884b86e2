"""Tables of notifications: reminders, what became of them, how far each occurrence is planned."""

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

from bot.storage.engine.columns import Key, SealedText, metadata, person_column

reminder = Table(
    "reminder",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("reminder_key", String(32), nullable=False),
    Column("purpose", String(12), nullable=False),
    # The days of the week as bits, Monday the first; the minute of the local day. A one-off has
    # its day in `on_day`, and its weekday in `days`.
    Column("days", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("on_day", String(10)),
    # What it is about, in the person's own words; nothing in it needs escaping in JSON.
    Column("topic", SealedText, nullable=False, server_default=text("''")),
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

announcing = Table(
    "announcing",
    metadata,
    # How far an occurrence was planned: in one ward, or with "*" in all the others (with
    # a sum of the wards that are not among them).
    Column("source", String(48), primary_key=True),
    Column("ward", String(9), primary_key=True),
    Column("after_person", BigInteger, nullable=False),
    Column("planned", Integer, nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger),
)
