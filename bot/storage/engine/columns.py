"""Parts of tables: the one metadata, the numbered key, sealed types, columns of a person."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Text, text

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


class SealedText(Text):
    """A text that is sealed before it is stored (`bot.storage.engine.sealing`)."""


class SealedId(Text):
    """An id from outside that is sealed, the same way each time: it can be compared and joined."""


class SealedIds(Text):
    """A parameter that is a JSON list of ids, each of which is sealed."""


def narrow(kind: SealedText | SealedId, length: int) -> Any:
    """A sealed type in the place of `String(length)`; SQLite, which has no lengths, keeps it."""
    return kind.with_variant(String(length), "sqlite")


def external_id_column(*, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    """The id of an address, as its channel has it: sealed."""
    return Column("external_id", narrow(SealedId(), 64), nullable=nullable, primary_key=primary_key)


def person_column(*, primary_key: bool = False) -> Column[int]:
    """Whose row it is; it goes with the person."""
    return Column(
        "person_id",
        Key,
        ForeignKey("person.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def account_column(*, primary_key: bool = False) -> Column[str]:
    """The account of the row's channel: a bot's id, say; "" where the channel has one only.

    On a channel with accounts "" is a row of an older release, not assigned yet (docs/adr/0015).
    """
    return Column(
        "account", String(32), nullable=False, primary_key=primary_key, server_default=text("''")
    )
