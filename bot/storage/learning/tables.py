"""Tables of learning: activities with evidence and corrections; ratings, goals, pauses."""

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

from bot.storage.engine.columns import Key, SealedId, SealedText, metadata, person_column

activity = Table(
    "activity",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("draft_key", String(32), nullable=False),
    Column("receipt", String(12), nullable=False),
    Column("type_code", String(4), nullable=False),
    Column("title", SealedText, nullable=False),
    Column("day", String(10), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("mode", String(16)),
    Column("provider", SealedText),
    Column("ward", String(5)),
    Column("created_ms", BigInteger, nullable=False),
    Column("voided_ms", BigInteger),
    Column("void_reason", SealedText),
    Column("searchable", SealedText, nullable=False, server_default=text("''")),
    UniqueConstraint("draft_key"),
    UniqueConstraint("receipt"),
    Index(None, "person_id", "day"),
)

activity_change = Table(
    "activity_change",
    metadata,
    Column("id", Key, primary_key=True),
    Column("activity_id", Key, ForeignKey("activity.id", ondelete="CASCADE"), nullable=False),
    Column("field", String(16), nullable=False),
    Column("before", SealedText),
    Column("after", SealedText),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "activity_id"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Key, primary_key=True),
    Column("activity_id", Key, ForeignKey("activity.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("reference", SealedId, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("removed_ms", BigInteger),
    Index(None, "activity_id"),
    # Two people may have sent the same picture: its file stays as long as one of them has it.
    Index(None, "reference"),
    Index(
        "ix_evidence_removed_ms",
        "removed_ms",
        sqlite_where=text("removed_ms IS NOT NULL"),
        postgresql_where=text("removed_ms IS NOT NULL"),
    ),
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
