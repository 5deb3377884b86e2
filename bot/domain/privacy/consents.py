"""Consents: the last answer that a person gave to each purpose of the notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.domain.people.persons import Purpose


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """An answer to one purpose: the version of the text that was shown, and when it was given."""

    purpose: Purpose
    given: bool
    version: str
    at: dt.datetime
