"""Tables of people: who they are, where they write from, what they agreed to."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from bot.storage.engine.columns import (
    Key,
    account_column,
    external_id_column,
    metadata,
    person_column,
)

person = Table(
    "person",
    metadata,
    Column("id", Key, primary_key=True),
    Column("locale", String(8), nullable=False),
    Column("ward", String(5)),
    Column("resident_group", String(16)),
    Column("age_band", String(8)),
    Column("joined_ms", BigInteger),
    # Not "": Alembic would find a difference there for ever on SQLite.
    Column("consents", String(64), nullable=False, server_default=text("''")),
    Column("demo", Integer, nullable=False, server_default="0"),
    # Whether the person has or had a role: for all others no roles are read.
    Column("staff", Integer, nullable=False, server_default="0"),
    # The person's own word about what they did not ask for; without one the settings hold. The
    # minutes of the local day between which nothing comes, and the most in a week.
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("weekly_most", Integer),
    Column("created_ms", BigInteger, nullable=False),
    # When a recovery code was offered, or made before it was.
    Column("recovery_offered_ms", BigInteger),
    # Of the purposes that are asked once and later, those that were.
    Column("purposes_asked", String(32), nullable=False, server_default=text("''")),
    # What audiences are counted by; triggers keep it true (docs/adr/0035). The channel where they
    # spoke last, and whether they are reached there: `here`, `moved`, `blocked`. The kinds of
    # their entries as bits, when the newest was recorded, the band of the last self-check.
    Column("spoke_on", String(16)),
    Column("reach", String(8)),
    Column("learnt", Integer, nullable=False, server_default="0"),
    Column("logged_ms", BigInteger),
    Column("check_band", Integer),
    Index(None, "ward", "id"),
    # Visitors who never joined are found without reading those who did.
    Index(
        "ix_person_visitor",
        "id",
        sqlite_where=text("joined_ms IS NULL"),
        postgresql_where=text("joined_ms IS NULL"),
    ),
    # What was said and logged tells of a person by the number, also after the person was erased.
    sqlite_autoincrement=True,
)

address = Table(
    "address",
    metadata,
    Column("channel", String(16), primary_key=True),
    account_column(primary_key=True),
    external_id_column(primary_key=True),
    person_column(),
    Column("blocked_ms", BigInteger),
    Column("created_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("purpose", String(16), nullable=False),
    Column("given", Integer, nullable=False),
    Column("text_version", String(16), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

link_code = Table(
    "link_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    person_column(),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

# Whoever has the code opens the notebook at a new address; the code itself is not stored.
recovery_code = Table(
    "recovery_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    person_column(),
    Column("created_ms", BigInteger, nullable=False),
    Index("uq_recovery_code_person_id", "person_id", unique=True),
)
