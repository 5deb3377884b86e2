"""Tables of runs: each sending of a campaign, its texts, the answers, and who follows it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    literal,
    text,
)

from bot.domain.campaigns.runs import RUN_STATES
from bot.storage.engine.columns import Key, SealedText, metadata, person_column

campaign_run = Table(
    "campaign_run",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run_key", String(20), nullable=False),
    Column("campaign", String(20), nullable=False),
    # "once", or the day of a weekly one: a campaign has each occasion once.
    Column("occasion", String(10), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("purpose", String(12), nullable=False),
    Column("author_id", Key, ForeignKey("person.id", ondelete="SET NULL")),
    # The wards that the sender addresses, and the rule of the audience, as JSON.
    Column("wards", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("corrects", String(20)),
    Column("version", Integer, nullable=False),
    # As they were sent, as JSON: the campaign itself may be changed for its next run.
    Column("buttons", SealedText),
    Column("state", String(12), nullable=False),
    Column("why", String(64)),
    Column("until_ms", BigInteger, nullable=False),
    # How far it is planned: from the first person up to the last one that there was at its begin.
    Column("after_person", BigInteger, nullable=False),
    Column("last_person", BigInteger, nullable=False),
    Column("planned", Integer, nullable=False),
    Column("erased", Integer, nullable=False, server_default=text("0")),
    Column("begun_ms", BigInteger, nullable=False),
    Column("planned_ms", BigInteger),
    Column("settled_ms", BigInteger),
    # What it came to, as it was counted last, outside of every turn: the rows go after 30 days.
    # With it what people answered to the whole campaign, and how both grew in time.
    Column("result", String),
    Column("counted_ms", BigInteger),
    Column("answered", String),
    Column("timeline", String),
    UniqueConstraint("run_key"),
    UniqueConstraint("campaign", "occasion"),
    Index(None, "author_id"),
    Index(None, "corrects"),
    Index(None, "until_ms"),
    # The clock and the worker ask for runs that have something left to do, again and again.
    Index(
        "ix_campaign_run_open",
        "state",
        "id",
        sqlite_where=text("settled_ms IS NULL"),
        postgresql_where=text("settled_ms IS NULL"),
    ),
    sqlite_autoincrement=True,
)

# Names every state, so that the index over open runs is used.
IS_OPEN = (
    campaign_run.c.settled_ms.is_(None),
    campaign_run.c.state.in_([literal(each) for each in RUN_STATES]),
)
"""Of runs that have something left to do."""

message_text = Table(
    "message_text",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run_id", Key, ForeignKey("campaign_run.id", ondelete="CASCADE"), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("ward", String(5), nullable=False),
    Column("say", SealedText, nullable=False),
    UniqueConstraint("run_id", "locale", "ward"),
)

campaign_answer = Table(
    "campaign_answer",
    metadata,
    Column(
        "run_id",
        Key,
        ForeignKey("campaign_run.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    person_column(primary_key=True),
    Column("button", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)

# Who follows a run in a message that changes by itself: `row` is the first one of that message.
campaign_watch = Table(
    "campaign_watch",
    metadata,
    Column(
        "run_id",
        Key,
        ForeignKey("campaign_run.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    person_column(primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("row", Key, nullable=False),
    Column("shown_ms", BigInteger, nullable=False),
    Index(None, "person_id"),
)
