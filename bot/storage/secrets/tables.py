"""The table of secrets: values that this installation keeps for itself."""

from sqlalchemy import Column, String, Table

from bot.storage.engine.columns import metadata

secret = Table(
    "secret",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(128), nullable=False),
)
