"""The audience: who may be reached by a notification, and why somebody may not.

The rule is written here once. Planning asks it in SQL (`bot/storage/notifications/audience_sql.py`
has one condition for each of `RULES`), the dry run and the check at send time ask `exclusion`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.people.persons import Group, Purpose

Exclusion: TypeAlias = Literal[
    "forgotten",
    "other_ward",
    "other_group",
    "not_joined",
    "no_consent",
    "no_address",
    "moved",
    "blocked",
    "has_it",
]
"""Why somebody is left out. The codes are stored (`outbox.why`): they never change."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a notification is for: those who gave the consent for its purpose, in some wards.

    `wards` None: all wards but `excluded_wards`; `groups` None: all groups, also who told none.
    `purpose` None: it needs no consent.
    """

    purpose: Purpose | None
    wards: frozenset[str] | None = None
    excluded_wards: frozenset[str] = frozenset()
    groups: frozenset[Group] | None = None

    def has_ward(self, ward: str | None) -> bool:
        """True for somebody of this ward; None: who told no ward."""
        return (self.wards is None or ward in self.wards) and ward not in self.excluded_wards


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the audience rule asks about one person.

    `has_address`: it is known where they spoke last; `owns_address`: that address is theirs still;
    `has_it`: this very notification was laid into the outbox for them before.
    """

    consents: frozenset[Purpose]
    ward: str | None = None
    group: Group | None = None
    joined: bool = True
    has_address: bool = True
    owns_address: bool = True
    blocked: bool = False
    has_it: bool = False


@dataclass(frozen=True, slots=True)
class AudienceRule:
    """One condition of the audience, and the code of who does not meet it."""

    code: Exclusion
    met: Callable[[Audience, PersonFacts], bool]


RULES: tuple[AudienceRule, ...] = (
    AudienceRule("other_ward", lambda audience, person: audience.has_ward(person.ward)),
    AudienceRule(
        "other_group",
        lambda audience, person: audience.groups is None or person.group in audience.groups,
    ),
    AudienceRule("not_joined", lambda _audience, person: person.joined),
    AudienceRule(
        "no_consent",
        lambda audience, person: audience.purpose is None or audience.purpose in person.consents,
    ),
    AudienceRule("no_address", lambda _audience, person: person.has_address),
    AudienceRule("moved", lambda _audience, person: person.owns_address),
    AudienceRule("blocked", lambda _audience, person: not person.blocked),
    AudienceRule("has_it", lambda _audience, person: not person.has_it),
)
"""In the order in which the reasons are told: of several the first counts."""


def exclusion(audience: Audience, person: PersonFacts | None) -> Exclusion | None:
    """Why a person is not reached; None: they are. `person` None: they are forgotten."""
    if person is None:
        return "forgotten"
    return next((rule.code for rule in RULES if not rule.met(audience, person)), None)
