"""Tables of dialogs: where each conversation stands, which updates were seen."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from bot.storage.engine.columns import account_column, metadata, person_column

conversation = Table(
    "conversation",
    metadata,
    person_column(primary_key=True),
    Column("name", String(32)),
    Column("state", Text),
    Column("paused_name", String(32)),
    Column("paused_state", Text),
    Column("kept_name", String(32)),
    Column("kept_state", Text),
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("prompt", Text, nullable=False, server_default="[]"),
    Column("prompt_wants", String(8), nullable=False, server_default="text"),
    # Where the person spoke last: what they did not ask for goes there.
    Column("channel", String(16)),
    account_column(),
    Column("external_id", String(64)),
    Column("updated_ms", BigInteger, nullable=False),
    # The newest messages of the person, as hashes of what each says.
    Column("versions", Text, nullable=False, server_default=text("''")),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    account_column(primary_key=True),
    Column("update_id", String(80), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    # A part of an album, until the desk takes the album in.
    Column("waiting", Text),
    Index(None, "at_ms"),
    Index(
        "ix_inbox_waiting",
        "channel",
        "account",
        sqlite_where=text("waiting IS NOT NULL"),
        postgresql_where=text("waiting IS NOT NULL"),
    ),
)
