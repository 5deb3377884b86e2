"""The audience rule in SQL: one condition for each rule of `bot.domain.notifications.audience`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, not_, or_, true
from sqlalchemy.sql.elements import True_
from sqlalchemy.sql.selectable import FromClause

from bot.domain.notifications.audience import RULES, Exclusion
from bot.domain.people.persons import Purpose
from bot.storage.dialogs.tables import conversation
from bot.storage.engine.constructs import DialectName, in_json, param
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person

Wards: TypeAlias = Literal["all", "one", "some", "all_but"]
"""Which wards a statement is for: all, the parameter `ward`, those of `wards`, or all but those of
`excluded`."""

Reach: TypeAlias = Literal["joined", "noted"]
"""Whether a person is reached: by joining their address, or as their own row notes it."""


def people_and_addresses() -> FromClause:
    """Each person with the address where they spoke last, where there is one."""
    return person.outerjoin(conversation, conversation.c.person_id == person.c.id).outerjoin(
        address,
        and_(
            address.c.channel == conversation.c.channel,
            address.c.account == conversation.c.account,
            address.c.external_id == conversation.c.external_id,
        ),
    )


def audience_conditions(
    dialect: DialectName,
    purpose: Purpose | None,
    wards: Wards = "all",
    groups: Literal["all", "some"] = "all",
    reach: Reach = "joined",
) -> dict[Exclusion, ColumnElement[bool]]:
    """What must be true of a row of `people_and_addresses`, by the code of who is left out.

    The conditions are in the order of `RULES`; a rule without one is a `KeyError`. NULL is no.
    Parameters: `source`, `ward`, `wards` or `excluded`, and `groups` where they are `some`. With
    `reach` "noted" the condition is on a row of `person` alone, which counting a million people
    needs; only `has_it` asks more.
    """
    in_wards: dict[Wards, Any] = {
        "all": true(),
        "one": person.c.ward == param("ward"),
        "some": in_json(person.c.ward, "wards", dialect),
        "all_but": or_(person.c.ward.is_(None), not_(in_json(person.c.ward, "excluded", dialect))),
    }
    in_groups = true() if groups == "all" else in_json(person.c.resident_group, "groups", dialect)
    consents = (
        true() if purpose is None else person.c.consents.like(literal_column(f"'%{purpose}%'"))
    )
    has_it = (
        exists(outbox.c.id)
        .where(outbox.c.person_id == person.c.id, outbox.c.source == param("source"))
        .correlate(person)
    )
    reached: dict[Reach, dict[Exclusion, Any]] = {
        "joined": {
            "no_address": conversation.c.channel.is_not(None),
            "moved": address.c.person_id == person.c.id,
            "blocked": address.c.blocked_ms.is_(None),
        },
        "noted": {
            "no_address": person.c.spoke_on.is_not(None),
            "moved": person.c.reach != literal_column("'moved'"),
            "blocked": person.c.reach != literal_column("'blocked'"),
        },
    }
    conditions: dict[Exclusion, Any] = {
        **reached[reach],
        "other_ward": in_wards[wards],
        "other_group": in_groups,
        "not_joined": person.c.joined_ms.is_not(None),
        "no_consent": consents,
        "has_it": not_(has_it),
    }
    return {rule.code: conditions[rule.code] for rule in RULES}


def first_unmet(conditions: Mapping[Any, ColumnElement[bool]]) -> ColumnElement[str]:
    """The code of the first condition that is not met; NULL: all are."""
    return case(
        *(
            (not_(func.coalesce(condition, literal_column("false"))), literal_column(f"'{code}'"))
            for code, condition in conditions.items()
            if not isinstance(condition, True_)
        ),
        else_=literal_column("NULL"),
    )
