"""Tables of staff: roles, invitations, sessions on the pages, the audit trail with its parts."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from bot.storage.engine.columns import Key, SealedText, metadata, person_column

# `wards` are codes with spaces between; NULL: every ward that is served. A role that is over stays:
# whether somebody had it then is asked later.
staff_role = Table(
    "staff_role",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("name", String(8), nullable=False),
    Column("wards", String(1024)),
    Column("rights", String(64), nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    # Not a key of another table: who invited stays known as a number after they were erased.
    Column("invited_by", BigInteger),
    Column("called", SealedText, nullable=False),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

# `person_id` is who invited; NULL: the command line. Only a hash of the code is stored.
invitation = Table(
    "invitation",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="CASCADE")),
    Column("name", String(8), nullable=False),
    Column("wards", String(1024)),
    Column("rights", String(64), nullable=False),
    Column("called", SealedText, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("role_until_ms", BigInteger),
    Index(None, "person_id"),
    Index(None, "until_ms"),
)

# Only hashes are stored, of links that sign in to the pages of staff and of sessions there.
staff_link = Table(
    "staff_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    person_column(),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
    Index(None, "until_ms"),
)
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    person_column(),
    Column("begun_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
    Index(None, "begun_ms"),
)

# Nothing in it tells of a person: `digests` are salted hashes of the parts.
audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("action", String(32), nullable=False),
    Column("facts", String(4000), nullable=False),
    Column("wards", String(1024)),
    Column("digests", String(200), nullable=False),
    Column("hash", String(64), nullable=False),
)

# Who did it, and to whom. It goes with the person; the entry and its hash stay. `at_ms` and
# `action` are those of the entry: a copy of a person's data tells them.
audit_part = Table(
    "audit_part",
    metadata,
    Column("audit_id", Key, ForeignKey("audit.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    person_column(),
    Column("at_ms", BigInteger, nullable=False),
    Column("action", String(32), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("words", SealedText, nullable=False),
    Index(None, "person_id"),
)

# The one row says where the chain ends: who appends locks it, and a cut end is seen.
audit_head = Table(
    "audit_head",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("last_id", BigInteger, nullable=False),
    Column("last_hash", String(64), nullable=False),
)
