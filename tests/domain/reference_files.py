"""The data files of the release for the tests: their paths, and each file read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import bot
from bot.domain.data_files.localized import LocalizedText
from bot.domain.intents.intents import Intents
from bot.domain.learning.learning_citizen import CriteriaSet
from bot.domain.people.contacts import Contacts
from bot.domain.privacy.request_rules import RequestRules
from bot.domain.skills.frameworks import Framework
from bot.domain.skills.instruments import SelfCheck
from bot.domain.skills.lessons import Lessons

FOLDER = Path(bot.__file__).parent / "content"


@cache
def framework() -> Framework:
    return msgspec.toml.decode((FOLDER / "framework.toml").read_bytes(), type=Framework)


@cache
def self_check() -> SelfCheck:
    return msgspec.toml.decode((FOLDER / "self_check.toml").read_bytes(), type=SelfCheck)


@cache
def lessons() -> Lessons:
    return msgspec.toml.decode((FOLDER / "lessons.toml").read_bytes(), type=Lessons)


@cache
def criteria() -> CriteriaSet:
    return msgspec.toml.decode((FOLDER / "learning_citizen.toml").read_bytes(), type=CriteriaSet)


@cache
def intents() -> Intents:
    return msgspec.toml.decode((FOLDER / "intents.toml").read_bytes(), type=Intents)


@cache
def contacts() -> Contacts:
    return msgspec.toml.decode((FOLDER / "contacts.toml").read_bytes(), type=Contacts)


@cache
def request_rules() -> RequestRules:
    return msgspec.toml.decode((FOLDER / "data_requests.toml").read_bytes(), type=RequestRules)


def texts_in(value: Any) -> Iterator[LocalizedText]:
    """Every text anywhere in a value."""
    if isinstance(value, LocalizedText):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)
