"""Tables of privacy: proofs of erasures, files to be deleted, uploads, links to downloads."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from bot.storage.engine.columns import metadata, person_column

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

# Only a hash of the link is stored; it opens what belongs to the person until the moment given.
download = Table(
    "download",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    person_column(),
    Column("what", String(8), nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
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

# A file that was uploaded and is in no entry yet. The row goes when an entry has it, or with it.
upload = Table(
    "upload",
    metadata,
    person_column(primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "at_ms"),
    Index(None, "reference"),
)
