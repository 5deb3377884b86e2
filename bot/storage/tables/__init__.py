"""Tables: what is kept, in types that SQLite and PostgreSQL share.

Instants are whole milliseconds since 1970 UTC (`…_ms`), local days are ISO text, ids of the
outside world are text. Migrations make these tables; a test holds the two equal.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.engine.columns import Key, metadata, person_column
from bot.storage.tables.skills import (
    check_answer,
    goal,
    pause,
    rating,
    reminded,
    reminder,
    self_check,
)

__all__ = [
    "activity", "activity_change", "address", "announcing", "check_answer", "consent",
    "conversation", "evidence", "goal", "hold", "inbox", "link_code", "metadata", "outbox", "pause",
    "person", "rating", "reminded", "reminder", "secret", "self_check",
]  # fmt: skip

person = Table(
    "person",
    metadata,
    Column("id", Key, primary_key=True),
    Column("locale", String(8), nullable=False),
    Column("ward", String(5)),
    Column("resident_group", String(16)),
    Column("age_band", String(8)),
    Column("joined_ms", BigInteger),
    # Not "": Alembic would find a difference there for ever on SQLite.
    Column("consents", String(64), nullable=False, server_default=text("''")),
    Column("demo", Integer, nullable=False, server_default="0"),
    # The person's own word about what they did not ask for; without one the settings hold. The
    # minutes of the local day between which nothing comes, and the most in a week.
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("weekly_most", Integer),
    Column("created_ms", BigInteger, nullable=False),
    Index(None, "ward", "id"),
    # What was said and logged tells of a person by the number, also after the person was erased.
    sqlite_autoincrement=True,
)

address = Table(
    "address",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    person_column(),
    Column("blocked_ms", BigInteger),
    Column("created_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("purpose", String(16), nullable=False),
    Column("given", Integer, nullable=False),
    Column("text_version", String(16), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

conversation = Table(
    "conversation",
    metadata,
    person_column(primary_key=True),
    Column("name", String(32)),
    Column("state", Text),
    Column("paused_name", String(32)),
    Column("paused_state", Text),
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("prompt", Text, nullable=False, server_default="[]"),
    Column("prompt_wants", String(8), nullable=False, server_default="text"),
    # Where the person spoke last: what they did not ask for goes there.
    Column("channel", String(16)),
    Column("external_id", String(64)),
    Column("updated_ms", BigInteger, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("update_id", String(80), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "at_ms"),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("draft_key", String(32), nullable=False),
    Column("receipt", String(12), nullable=False),
    Column("type_code", String(4), nullable=False),
    Column("title", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("mode", String(16)),
    Column("provider", Text),
    Column("ward", String(5)),
    Column("created_ms", BigInteger, nullable=False),
    Column("voided_ms", BigInteger),
    Column("void_reason", Text),
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
    Column("before", Text),
    Column("after", Text),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "activity_id"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Key, primary_key=True),
    Column("activity_id", Key, ForeignKey("activity.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("reference", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "activity_id"),
)

link_code = Table(
    "link_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    person_column(),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("person_id", Key),
    Column("kind", String(16), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("say", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_by", String(24)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # A row may be several messages: how many of them have left.
    Column("parts_sent", Integer, nullable=False, server_default="0"),
    Column("due_ms", BigInteger, nullable=False),
    # What it is an occurrence of, where nobody asked for it: a person has each one once. After
    # `until_ms` it is too late for it.
    Column("source", String(48)),
    Column("until_ms", BigInteger),
    Column("provider_id", String(64)),
    Column("why", String(64)),
    Column("created_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger),
    # What is still on its way is a sliver of the table: a partial index keeps finding it cheap.
    Index(
        "ix_outbox_open",
        "channel",
        "state",
        "due_ms",
        "id",
        sqlite_where=text("done_ms IS NULL"),
        postgresql_where=text("done_ms IS NULL"),
    ),
    # Replies go first, reminders next, and a million announcements that wait must not hide one.
    Index(
        "ix_outbox_open_reminder",
        "channel",
        "state",
        "due_ms",
        "id",
        sqlite_where=text("done_ms IS NULL AND kind = 'reminder'"),
        postgresql_where=text("done_ms IS NULL AND kind = 'reminder'"),
    ),
    Index(
        "ix_outbox_open_reply",
        "channel",
        "state",
        "due_ms",
        "id",
        sqlite_where=text("done_ms IS NULL AND kind IN ('reply', 'receipt')"),
        postgresql_where=text("done_ms IS NULL AND kind IN ('reply', 'receipt')"),
    ),
    Index(
        "uq_outbox_person_id_source",
        "person_id",
        "source",
        unique=True,
        sqlite_where=text("source IS NOT NULL"),
        postgresql_where=text("source IS NOT NULL"),
    ),
    Index(None, "channel", "external_id", "id"),
    Index(
        "ix_outbox_nameless",
        "id",
        sqlite_where=text("person_id IS NULL"),
        postgresql_where=text("person_id IS NULL"),
    ),
    sqlite_autoincrement=True,
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

hold = Table(
    "hold",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
    Column("why", String(64), nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(128), nullable=False),
)
