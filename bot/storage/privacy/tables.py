"""Tables of privacy: requests, erasures that wait, proofs of erasures, files to be deleted."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.storage.engine.columns import Key, metadata, person_column

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
    Column("wish", Text),
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
