"""Parts of tables: the one metadata, the numbered key, the columns of a person and an account."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, text

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
