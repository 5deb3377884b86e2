"""Tables of the outbox: messages that wait or have left, what became of them, held channels."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from bot.storage.engine.columns import (
    Key,
    SealedText,
    account_column,
    external_id_column,
    metadata,
    person_column,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel", String(16), nullable=False),
    account_column(),
    external_id_column(),
    Column("person_id", Key),
    Column("kind", String(16), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("turn", Integer, nullable=False),
    # What is the same for everybody (an announcement, a reminder without a topic) is not sealed.
    Column("say", SealedText, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_by", String(24)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # A row may be several messages: how many of them have left.
    Column("parts_sent", Integer, nullable=False, server_default="0"),
    # The first row of a message that this one changes, and of one that loses its buttons by it.
    Column("edits", Key),
    Column("closes", Key),
    Column("due_ms", BigInteger, nullable=False),
    # What it is an occurrence of, where nobody asked for it: a person has each one once. After
    # `until_ms` it is too late for it.
    Column("source", String(48)),
    Column("until_ms", BigInteger),
    Column("provider_id", String(64)),
    Column("why", String(64)),
    Column("created_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger),
    # The run of a campaign that it is of, and the text that it shares with others; `say` is empty.
    Column("run_id", Key),
    Column("text_id", Key),
    # What is still on its way is a sliver of the table: a partial index keeps finding it cheap.
    # Rows of runs are found by their run: a million of a paused one must not hide a row.
    Index(
        "ix_outbox_open",
        "channel",
        "account",
        "state",
        "due_ms",
        "id",
        sqlite_where=text("done_ms IS NULL AND run_id IS NULL"),
        postgresql_where=text("done_ms IS NULL AND run_id IS NULL"),
    ),
    Index(
        "ix_outbox_run",
        "run_id",
        "state",
        "channel",
        "account",
        "due_ms",
        "id",
        sqlite_where=text("run_id IS NOT NULL"),
        postgresql_where=text("run_id IS NOT NULL"),
    ),
    # Replies go first, then reminders and duties; a million announcements must not hide one.
    Index(
        "ix_outbox_open_reminder",
        "channel",
        "account",
        "state",
        "due_ms",
        "id",
        sqlite_where=text("done_ms IS NULL AND kind IN ('reminder', 'duty')"),
        postgresql_where=text("done_ms IS NULL AND kind IN ('reminder', 'duty')"),
    ),
    Index(
        "ix_outbox_open_reply",
        "channel",
        "account",
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
    Index(None, "channel", "account", "external_id", "id"),
    # What nobody asked for, by its time: who had how much of it this week.
    Index(
        "ix_outbox_unasked",
        "due_ms",
        "person_id",
        sqlite_where=text("source IS NOT NULL"),
        postgresql_where=text("source IS NOT NULL"),
    ),
    Index(
        "ix_outbox_edits",
        "edits",
        sqlite_where=text("edits IS NOT NULL"),
        postgresql_where=text("edits IS NOT NULL"),
    ),
    Index(
        "ix_outbox_nameless",
        "id",
        sqlite_where=text("person_id IS NULL"),
        postgresql_where=text("person_id IS NULL"),
    ),
    sqlite_autoincrement=True,
)

# What a notification came to, without its words, once these have been kept for as long as they may.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    person_column(),
    Column("channel", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(48), nullable=False),
    Column("state", String(12), nullable=False),
    Column("why", String(64)),
    Column("created_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

hold = Table(
    "hold",
    metadata,
    Column("channel", String(16), primary_key=True),
    account_column(primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
    Column("why", String(64), nullable=False),
)
