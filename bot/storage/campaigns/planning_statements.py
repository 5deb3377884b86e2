"""The statements that plan a run: the next people, and their rows of the outbox."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, String, and_, cast, func, literal, literal_column, select
from sqlalchemy.sql import Executable

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.runs import SOURCE_PREFIX
from bot.domain.people.persons import Purpose
from bot.storage.campaigns.run_audience import run_conditions
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, insert_into, param
from bot.storage.engine.statement import Statement
from bot.storage.notifications.audience_sql import people_and_addresses
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import person
from bot.storage.runs.tables import campaign_run, message_text

_POSTED = (
    "channel",
    "account",
    "external_id",
    "person_id",
    "kind",
    "locale",
    "turn",
    "say",
    "state",
    "attempts",
    "due_ms",
    "until_ms",
    "source",
    "created_ms",
    "run_id",
    "text_id",
)
_FIXED: tuple[Any, ...] = (
    literal(0),
    literal_column("''"),
    literal_column("'planned'"),
    literal(0),
    cast(param("due_ms"), BigInteger),
    cast(param("until_ms"), BigInteger),
    cast(param("source"), String),
    cast(param("now"), BigInteger),
    cast(param("run"), BigInteger),
    message_text.c.id,
)
_IN_SLICE = (person.c.id > param("after"), person.c.id <= param("last"))


def _next_people(*whose: Any) -> Executable:
    following = (
        select(person.c.id)
        .where(person.c.id > param("after"), person.c.id <= param("greatest"), *whose)
        .order_by(person.c.id)
        .limit(param("limit"))
    )
    return select(func.max(following.subquery().c.id))


NEXT_PEOPLE = Statement("next_people", _next_people())
NEXT_OF_WARD = Statement("next_of_ward", _next_people(person.c.ward == param("ward")))
GREATEST_PERSON = Statement("greatest_person", select(func.max(person.c.id)))


def _insert(dialect: DialectName, people: Any) -> Executable:
    planned: Executable = (
        insert_into(outbox, dialect)
        .from_select(_POSTED, people.order_by(person.c.id))
        .on_conflict_do_nothing()
        .returning(outbox.c.id)
    )
    return planned


def _plan(dialect: DialectName, audience: CampaignAudience, purpose: Purpose) -> Executable:
    texts = and_(
        message_text.c.run_id == cast(param("run_"), BigInteger),
        message_text.c.locale == person.c.locale,
        message_text.c.ward == person.c.ward,
    )
    people = (
        select(
            conversation.c.channel,
            conversation.c.account,
            conversation.c.external_id,
            person.c.id,
            literal_column("'campaign'"),
            person.c.locale,
            *_FIXED,
        )
        .select_from(people_and_addresses().join(message_text, texts))
        .where(*_IN_SLICE, *run_conditions(dialect, audience, purpose))
    )
    return _insert(dialect, people)


@lru_cache(maxsize=32)
def plan_run(audience: CampaignAudience, purpose: Purpose) -> Statement:
    """Plans a slice of a run with this audience; it is compiled once for the run."""
    return Statement("plan_run", lambda dialect: _plan(dialect, audience, purpose))


PLAN_RUN = plan_run(CampaignAudience(), "campaigns")


def _plan_correction(dialect: DialectName) -> Executable:
    """The very people, at the very addresses, that the corrected campaign may have reached."""
    said = message_text.alias("said")
    texts = and_(
        message_text.c.run_id == cast(param("run_"), BigInteger),
        message_text.c.locale == outbox.c.locale,
        message_text.c.ward == said.c.ward,
    )
    sources = select(literal_column(f"'{SOURCE_PREFIX}'").op("||")(campaign_run.c.run_key)).where(
        campaign_run.c.campaign == param("corrects")
    )
    people = (
        select(
            outbox.c.channel,
            outbox.c.account,
            outbox.c.external_id,
            person.c.id,
            literal_column("'campaign'"),
            outbox.c.locale,
            *_FIXED,
        )
        .select_from(
            person.join(outbox, outbox.c.person_id == person.c.id)
            .join(said, said.c.id == outbox.c.text_id)
            .join(message_text, texts)
        )
        .where(
            *_IN_SLICE,
            outbox.c.source.is_not(None),
            outbox.c.source.in_(sources),
            outbox.c.state.in_((literal_column("'sent'"), literal_column("'unsure'"))),
        )
    )
    return _insert(dialect, people)


PLAN_CORRECTION = Statement("plan_correction", _plan_correction)
