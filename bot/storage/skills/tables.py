"""Tables of skills: self-checks and their answers."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from bot.storage.engine.columns import Key, metadata, person_column

self_check = Table(
    "self_check",
    metadata,
    Column("id", Key, primary_key=True),
    person_column(),
    Column("check_key", String(32), nullable=False),
    Column("form", String(12), nullable=False),
    Column("version", String(12), nullable=False),
    Column("state", String(8), nullable=False, server_default="open"),
    Column("started_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    # What the answers came to when it was finished: for counts, and never changed after.
    Column("points", Integer),
    Column("answered", Integer),
    Column("band", Integer),
    UniqueConstraint("check_key"),
    Index(None, "person_id", "form", "state"),
)

check_answer = Table(
    "check_answer",
    metadata,
    Column("id", Key, primary_key=True),
    Column("check_id", Key, ForeignKey("self_check.id", ondelete="CASCADE"), nullable=False),
    Column("item", String(12), nullable=False),
    # 0 the first answer, 1 the one that changed it …: nothing is overwritten, the last counts.
    Column("nth", Integer, nullable=False),
    Column("value", Integer),
    Column("at_ms", BigInteger, nullable=False),
    UniqueConstraint("check_id", "item", "nth"),
)
