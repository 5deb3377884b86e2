"""People: the data about a resident, as little as the purpose needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Group: TypeAlias = Literal["resident", "worker", "official", "student"]
"""The four groups with their own Learning Citizen form (Decision 324/QĐ-KHVN)."""

AgeBand: TypeAlias = Literal["16-24", "25-39", "40-59", "60+"]
"""Age in bands: no date of birth is stored, and nobody under 16 is recorded."""

JoiningPurpose: TypeAlias = Literal["log", "check", "reminders", "campaigns"]
"""The purposes of consent that are asked when somebody joins."""

LaterPurpose: TypeAlias = Literal["emergency", "promotion"]
"""Those that are asked once, later. No answer means no."""

Purpose: TypeAlias = Literal[JoiningPurpose, LaterPurpose]
"""The purposes of consent, each asked separately (Law 91/2025/QH15, art. 9)."""

GROUPS: tuple[Group, ...] = get_args(Group)
AGE_BANDS: tuple[AgeBand, ...] = get_args(AgeBand)
JOINING_PURPOSES: tuple[JoiningPurpose, ...] = get_args(JoiningPurpose)
LATER_PURPOSES: tuple[LaterPurpose, ...] = get_args(LaterPurpose)
PURPOSES: tuple[Purpose, ...] = (*JOINING_PURPOSES, *LATER_PURPOSES)

NOTICE_VERSION = "2026-11-29"
"""The version of the notice and consent texts; it is stored with every answer."""

LOCALES = ("vi", "en")
"""The languages of the service; the first is the default."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as the rules need it. `joined_at` None: the person has not joined yet."""

    id: int
    locale: str = LOCALES[0]
    ward: str | None = None
    group: Group | None = None
    age_band: AgeBand | None = None
    joined_at: dt.datetime | None = None
    consents: frozenset[Purpose] = frozenset()
    staff: bool = False
    """The person has or had a role; which one is read where it matters."""
    recovery_offered: bool = False
    """A recovery code was offered, or was made before it could be."""
    asked: frozenset[LaterPurpose] = frozenset()
    """The later purposes that were asked; each is asked once."""

    @property
    def joined(self) -> bool:
        """True when the person agreed to logging and answered all questions of joining."""
        return self.joined_at is not None

    @property
    def to_ask(self) -> LaterPurpose | None:
        """The later purpose that is to be asked next; None: each was asked or agreed to.

        A recovery code is offered before: one thing at a time.
        """
        if not self.joined or not self.recovery_offered:
            return None
        answered = self.asked | self.consents
        return next((each for each in LATER_PURPOSES if each not in answered), None)
