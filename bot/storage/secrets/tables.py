"""The table of secrets: values that this installation keeps for itself."""

from sqlalchemy import Column, String, Table, Text, column, table

from bot.storage.engine.columns import SealedText, metadata, narrow

secret = Table(
    "secret",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", narrow(SealedText(), 128), nullable=False),
)

plain_secret = table("secret", column("name", String), column("value", Text))
"""The same table for what must be read before there is a key: the wrapped data keys, a mark."""
