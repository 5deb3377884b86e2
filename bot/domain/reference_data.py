"""Reference data: the content of the data files, checked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.intents import Intents
from bot.domain.learning.learning_citizen import CriteriaSet
from bot.domain.notifications.calendar import Calendar
from bot.domain.people.contacts import Contacts
from bot.domain.privacy.request_rules import RequestRules
from bot.domain.skills.frameworks import Framework
from bot.domain.skills.instruments import SelfCheck
from bot.domain.skills.lessons import Lessons


@dataclass(frozen=True, slots=True, repr=False)
class ReferenceData:
    """The data files as they are now; an edit makes a new value and never changes this one."""

    framework: Framework
    self_check: SelfCheck
    lessons: Lessons
    criteria: CriteriaSet
    calendar: Calendar
    intents: Intents
    contacts: Contacts
    request_rules: RequestRules
