"""Parts of tables: the one metadata, the key that both databases number, the column of a person."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

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
