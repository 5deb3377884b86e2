"""Names that stored rows, browsers and operators' files hold do not change by accident."""

from __future__ import annotations

import functools
import json

import pytest

from bot.talk.steps import State
from tests.stored.frozen import FROZEN, names

HOW = "Python names may change, stored ones not; to add some: python -m tests.stored.frozen"
FROZEN_NAMES: dict[str, list[str]] = json.loads(FROZEN.read_text())


@functools.cache
def names_today() -> dict[str, list[str]]:
    """The names as the code has them. They are read by a test, not at each collection."""
    return names()


@pytest.mark.parametrize("kind", FROZEN_NAMES)
def test_no_stored_name_is_gone_and_each_new_one_is_written_down(kind: str) -> None:
    assert names_today()[kind] == FROZEN_NAMES[kind], HOW


def test_every_kind_of_stored_name_is_frozen() -> None:
    assert names_today().keys() == FROZEN_NAMES.keys()


def test_a_state_takes_no_tag_from_the_name_of_its_class() -> None:
    assert State.__struct_config__.tag is None
