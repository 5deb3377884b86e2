"""Tables of privacy: requests, erasures, files to be deleted, uploads, links to downloads."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.storage.engine.columns import Key, SealedId, SealedText, metadata, person_column

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

# Only a hash of the link is stored; it opens what belongs to the person until the moment given.
download = Table(
    "download",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    person_column(),
    Column("what", String(8), nullable=False),
    # Of what, where it is not of the person alone: the key of a campaign.
    Column("subject", String(20)),
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
    Column("reference", SealedId, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "at_ms"),
    Index(None, "reference"),
)

# The number has no identity. While the person exists it is known whose request it is; what they
# asked in their own words goes with them.
data_request = Table(
    "data_request",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="SET NULL")),
    Column("kind", String(12), nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("acknowledged_ms", BigInteger, nullable=False),
    Column("due", String(10), nullable=False),
    Column("done_ms", BigInteger),
    Column("outcome", String(12)),
    Column("wish", SealedText),
    # The last day on which its admins were told that it is due soon.
    Column("reminded", String(10)),
    Index(None, "person_id"),
    Index(
        "ix_data_request_open",
        "due",
        "number",
        sqlite_where=text("done_ms IS NULL"),
        postgresql_where=text("done_ms IS NULL"),
    ),
    Index(None, "done_ms"),
)

planned_erasure = Table(
    "planned_erasure",
    metadata,
    person_column(primary_key=True),
    Column("number", String(16), nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Index(None, "due_ms"),
)
