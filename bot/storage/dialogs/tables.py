"""Tables of dialogs: where each conversation stands, which updates were seen."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from bot.storage.engine.columns import (
    Key,
    SealedText,
    account_column,
    external_id_column,
    metadata,
    person_column,
)

conversation = Table(
    "conversation",
    metadata,
    person_column(primary_key=True),
    Column("name", String(32)),
    Column("state", SealedText),
    Column("paused_name", String(32)),
    Column("paused_state", SealedText),
    Column("kept_name", String(32)),
    Column("kept_state", SealedText),
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("prompt", SealedText, nullable=False, server_default="[]"),
    Column("prompt_wants", String(8), nullable=False, server_default="text"),
    # The row of the outbox that showed it first: an edit keeps the number.
    Column("prompt_row", Key),
    # The campaign whose audience the person waits to see counted.
    Column("counting", String(20)),
    # Where the person spoke last: what they did not ask for goes there.
    Column("channel", String(16)),
    account_column(),
    external_id_column(nullable=True),
    Column("updated_ms", BigInteger, nullable=False),
    # The newest messages of the person, as hashes of what each says.
    Column("versions", SealedText, nullable=False, server_default=text("''")),
    Index(
        "ix_conversation_counting",
        "counting",
        sqlite_where=text("counting IS NOT NULL"),
        postgresql_where=text("counting IS NOT NULL"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    account_column(primary_key=True),
    Column("update_id", String(80), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    # A part of an album, until the desk takes the album in.
    Column("waiting", SealedText),
    Index(None, "at_ms"),
    Index(
        "ix_inbox_waiting",
        "channel",
        "account",
        sqlite_where=text("waiting IS NOT NULL"),
        postgresql_where=text("waiting IS NOT NULL"),
    ),
)
