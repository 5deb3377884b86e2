"""Tables of campaigns: what officers write, for which wards, and what happened to it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from bot.storage.engine.columns import Key, SealedId, SealedText, metadata, person_column


def _of_campaign(*, primary_key: bool = False) -> Column[str]:
    return Column(
        "campaign_key",
        String(20),
        ForeignKey("campaign.key", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


# `content` is JSON: texts, buttons, the rule of the audience, when. A draft may hold anything that
# an officer types, so it is sealed. Every change of it makes a new version. Who wrote it stands in
# its events: the campaign is the state body's, and stays when that person is erased. `file` is the
# reference that the content has too, so that its file is not taken for one that nobody has.
campaign = Table(
    "campaign",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("stage", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("approved_version", Integer),
    Column("corrects", String(20)),
    Column("content", SealedText, nullable=False),
    Column("file", SealedId),
    Column("created_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Index(None, "file"),
    Index(None, "corrects"),
    Index("ix_campaign_changed_ms", "changed_ms", "key"),
)

# The wards of its audience, so that their staff find it.
campaign_ward = Table(
    "campaign_ward",
    metadata,
    _of_campaign(primary_key=True),
    Column("ward", String(5), primary_key=True),
    Index("ix_campaign_ward_ward", "ward", "campaign_key"),
)

campaign_event = Table(
    "campaign_event",
    metadata,
    Column("id", Key, primary_key=True),
    _of_campaign(),
    person_column(),
    Column("what", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("word", SealedText),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_campaign_event_campaign_key", "campaign_key", "id"),
    Index(None, "person_id"),
)
