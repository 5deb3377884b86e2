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
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is an INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")


def _person(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "person_id",
        Key,
        ForeignKey("person.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


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
    Column("created_ms", BigInteger, nullable=False),
)

address = Table(
    "address",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    _person(),
    Column("blocked_ms", BigInteger),
    Column("created_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Key, primary_key=True),
    _person(),
    Column("purpose", String(16), nullable=False),
    Column("given", Integer, nullable=False),
    Column("text_version", String(16), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

conversation = Table(
    "conversation",
    metadata,
    _person(primary_key=True),
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
    _person(),
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

self_check = Table(
    "self_check",
    metadata,
    Column("id", Key, primary_key=True),
    _person(),
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
    _person(),
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
    _person(),
    Column("minutes", Integer, nullable=False),
    Column("since", String(10), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

pause = Table(
    "pause",
    metadata,
    Column("id", Key, primary_key=True),
    _person(),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id", "last_day"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("id", Key, primary_key=True),
    _person(),
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

link_code = Table(
    "link_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    _person(),
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
    Column("due_ms", BigInteger, nullable=False),
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
        sqlite_where=text("done_ms IS NULL"),
        postgresql_where=text("done_ms IS NULL"),
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
