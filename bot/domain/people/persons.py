"""People: who a resident is to this service — as little as the purpose needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Group: TypeAlias = Literal["resident", "worker", "official", "student"]
"""The four groups with a Learning Citizen form of their own (324/QĐ-KHVN; domain §1.2)."""

AgeBand: TypeAlias = Literal["16-24", "25-39", "40-59", "60+"]
"""Age in bands; no date of birth is kept. Under 16 there is no record (domain §5.1)."""

Purpose: TypeAlias = Literal["log", "check", "reminders", "campaigns"]
"""What a person is asked consent for, each on its own (Law 91/2025/QH15, art. 9)."""

GROUPS: tuple[Group, ...] = get_args(Group)
AGE_BANDS: tuple[AgeBand, ...] = get_args(AgeBand)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

NOTICE_VERSION = "2026-11-22"
"""The version of the notice and consent texts; stored with every answer."""

LOCALES = ("vi", "en")
"""The languages that the service speaks; the first is the default."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the rules see them. `joined_at` None: has not agreed to the notice yet."""

    id: int
    locale: str = LOCALES[0]
    ward: str | None = None
    group: Group | None = None
    age_band: AgeBand | None = None
    joined_at: dt.datetime | None = None
    consents: frozenset[Purpose] = frozenset()

    @property
    def joined(self) -> bool:
        """True when there is a record: consent for logging, and all that was asked is known."""
        return self.joined_at is not None
