"""Tables of privacy: the proofs of erasures, and the files that are still to be deleted."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from bot.storage.engine.columns import SealedId, metadata

# Nothing in it tells about whom an erasure was.
erasure = Table(
    "erasure",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

# Listed in the transaction that erases what referred to them; a row goes after its file.
doomed_file = Table(
    "doomed_file",
    metadata,
    Column("reference", SealedId, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)
