"""Tables of privacy: proofs of erasures, what the journal still lacks, files to be deleted."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from bot.storage.engine.columns import metadata

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
    Column("reference", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)

# In the transaction that erases; a row goes once the journal beside the database has it. `erased`
# is the number of the person who is gone, `addresses` a JSON list of keyed hashes.
unwritten_erasure = Table(
    "unwritten_erasure",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("erased", BigInteger, nullable=False),
    Column("addresses", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
