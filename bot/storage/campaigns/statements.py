"""The statements of campaigns until they are sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    cast,
    delete,
    insert,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy import update as update_rows

from bot.storage.campaigns.tables import campaign, campaign_event, campaign_ward
from bot.storage.engine.constructs import DialectName, in_json, insert_into, json_rows, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address

_COLUMNS = (
    campaign.c.key,
    campaign.c.stage,
    campaign.c.version,
    campaign.c.approved_version,
    campaign.c.corrects,
    campaign.c.content,
)
_ONE = select(*_COLUMNS).where(campaign.c.key == param("key"))

CAMPAIGN = Statement("campaign", _ONE)
LOCK_CAMPAIGN = Statement("lock_campaign", _ONE.with_for_update())


def _shown(*which: Any) -> Any:
    return (
        select(*_COLUMNS)
        .where(
            or_(campaign.c.stage != "cancelled", campaign.c.approved_version.is_not(None)), *which
        )
        .order_by(campaign.c.changed_ms.desc(), campaign.c.key)
        .limit(param("limit"))
    )


def _concerning(dialect: DialectName) -> Any:
    """Campaigns for one of these wards, or of which this person wrote a version."""
    own = select(campaign_event.c.campaign_key).where(
        campaign_event.c.person_id == param("person"), campaign_event.c.what == "written"
    )
    of_wards = select(campaign_ward.c.campaign_key).where(
        in_json(campaign_ward.c.ward, "wards", dialect)
    )
    return _shown(or_(campaign.c.key.in_(of_wards), campaign.c.key.in_(own)))


CAMPAIGNS_OF = Statement("campaigns_of", _concerning)
ALL_CAMPAIGNS = Statement("all_campaigns", _shown())

CORRECTION_OF = Statement(
    "correction_of",
    select(*_COLUMNS)
    .where(
        campaign.c.corrects == param("campaign"),
        campaign.c.stage.not_in((literal_column("'cancelled'"), literal_column("'stopped'"))),
    )
    .order_by(campaign.c.created_ms.desc())
    .limit(literal(1)),
)
APPROVED_CAMPAIGNS = Statement(
    "approved_campaigns", select(*_COLUMNS).where(campaign.c.stage == literal_column("'approved'"))
)

UNAPPROVED_CAMPAIGNS = Statement(
    "unapproved_campaigns",
    select(*_COLUMNS)
    .where(
        campaign.c.changed_ms >= param("since"),
        campaign.c.stage.in_(
            [literal_column(f"'{stage}'") for stage in ("draft", "submitted", "returned")]
        ),
    )
    .order_by(campaign.c.changed_ms.desc(), campaign.c.key.desc())
    .limit(param("limit")),
)

_STATED = ("key", "stage", "version", "approved_version", "corrects", "content", "file")

ADD_CAMPAIGN = Statement(
    "add_campaign",
    lambda dialect: (
        insert_into(campaign, dialect)
        .values({name: param(name) for name in (*_STATED, "created_ms", "changed_ms")})
        .on_conflict_do_nothing()
        .returning(campaign.c.key)
    ),
)
# Two who change it at once see one version; the second finds another one here.
SAVE_CAMPAIGN = Statement(
    "save_campaign",
    update_rows(campaign)
    .where(
        campaign.c.key == param("key_"),
        campaign.c.version == param("version_before"),
        campaign.c.stage == param("stage_before"),
    )
    .values({name: param(name) for name in (*_STATED[1:4], "content", "file", "changed_ms")})
    .returning(campaign.c.key),
)
DROP_WARDS = Statement(
    "drop_wards", delete(campaign_ward).where(campaign_ward.c.campaign_key == param("key"))
)
ADD_WARDS = Statement(
    "add_wards",
    lambda dialect: insert(campaign_ward).from_select(
        ["campaign_key", "ward"], json_rows("wards", dialect, campaign_key=Text, ward=Text)
    ),
)
ADD_CAMPAIGN_EVENT = Statement(
    "add_campaign_event",
    insert(campaign_event).values(
        campaign_key=param("campaign_key"),
        person_id=param("person_id"),
        what=param("what"),
        version=param("version"),
        word=param("word"),
        at_ms=param("at_ms"),
    ),
)
_EVENT = (
    campaign_event.c.what,
    campaign_event.c.version,
    campaign_event.c.at_ms,
    campaign_event.c.person_id,
    campaign_event.c.word,
)
CAMPAIGN_EVENTS_OF = Statement(
    "campaign_events_of",
    select(*_EVENT)
    .where(campaign_event.c.campaign_key == param("key"))
    .order_by(campaign_event.c.id.desc())
    .limit(param("limit")),
)
_WHO: tuple[Any, ...] = tuple(
    literal_column(f"'{what}'") for what in ("written", "changed", "approved", "returned", "taken")
)
CAMPAIGN_WHO_DID = Statement(
    "campaign_who_did",
    lambda dialect: (
        select(
            campaign_event.c.campaign_key,
            campaign_event.c.what,
            campaign_event.c.version,
            campaign_event.c.person_id,
        )
        .where(
            in_json(campaign_event.c.campaign_key, "keys", dialect),
            campaign_event.c.what.in_(_WHO),
        )
        .order_by(campaign_event.c.id)
    ),
)

# --- to oneself -----------------------------------------------------------------------------------

STAFF_ADDRESSES = Statement(
    "staff_addresses",
    select(address.c.channel, address.c.account, address.c.external_id).where(
        address.c.person_id == param("person")
    ),
)
POST_TO_ONESELF = Statement(
    "post_to_oneself",
    insert(outbox)
    .from_select(
        [
            "channel", "account", "external_id", "person_id", "kind", "locale", "turn", "say",
            "state", "attempts", "due_ms", "created_ms",
        ],
        select(
            address.c.channel,
            address.c.account,
            address.c.external_id,
            address.c.person_id,
            literal("reply"),
            cast(param("locale"), outbox.c.locale.type),
            literal(0),
            cast(param("say", outbox.c.say.type), Text),
            literal("planned"),
            literal(0),
            cast(param("now"), BigInteger),
            cast(param("now_"), BigInteger),
        ).where(and_(address.c.person_id == param("person"), address.c.blocked_ms.is_(None))),
    )
    .returning(outbox.c.id),
)  # fmt: skip
