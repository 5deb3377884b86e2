"""The table of push subscriptions."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, String, Table

from bot.storage.engine.columns import (
    SealedText,
    account_column,
    external_id_column,
    metadata,
    narrow,
)

push_subscription = Table(
    "push_subscription",
    metadata,
    # The SHA-256 of the endpoint, which is too long for a key. One browser, one endpoint: whoever
    # uses the browser next gets the row.
    Column("endpoint_hash", String(64), primary_key=True),
    Column("endpoint", SealedText, nullable=False),
    # The browser's public key and its secret (RFC 8291), in base64url.
    Column("p256dh", narrow(SealedText(), 88), nullable=False),
    Column("auth", narrow(SealedText(), 24), nullable=False),
    # Of an address and not of a person: it follows the address to another person, and goes with it.
    Column("channel", String(16), nullable=False),
    account_column(),
    external_id_column(),
    Column("created_ms", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["channel", "account", "external_id"],
        ["address.channel", "address.account", "address.external_id"],
        name="fk_push_subscription_address",
        ondelete="CASCADE",
    ),
    Index(None, "channel", "account", "external_id"),
)
