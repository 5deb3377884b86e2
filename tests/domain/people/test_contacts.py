"""The contact card is that of the ward or the usual one, and a mistake in the file is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.people.contacts import (
    MAX_TEXT,
    ContactCard,
    Contacts,
    HelpLine,
    WardContact,
    problems_in_contacts,
)
from tests.domain import reference_files

NAME = LocalizedText("Tổ công nghệ số", "Digital team")
LONG = LocalizedText("a" * (MAX_TEXT + 1), "a")
CARD = WardContact(ward="00190", name=NAME, telephone="024 1234 5678")
USUAL = ContactCard(name=NAME)
CONTACTS = Contacts(version="1", usual=USUAL, wards=(CARD,))
LINE = HelpLine(name=NAME, telephone="1900 1234", source="a decision", checked=dt.date(2026, 11, 1))


def problems(**changes: Any) -> list[Problem]:
    return list(problems_in_contacts(replace(CONTACTS, **changes)))


def test_a_ward_without_a_card_and_no_ward_have_the_usual_card() -> None:
    assert CONTACTS.of("00190") is CARD
    assert CONTACTS.of("00070") is USUAL
    assert CONTACTS.of(None) is USUAL


def test_the_file_of_the_release_is_good_and_invents_no_number() -> None:
    contacts = reference_files.contacts()
    assert list(problems_in_contacts(contacts)) == []
    assert (contacts.usual.telephone, contacts.wards, contacts.mental_health) == (None, (), None)


@pytest.mark.parametrize("telephone", ["115", "024 1234 5678", "+84 24 1234 5678", "0912.345.678"])
def test_a_telephone_number_may_be_written_in_groups(telephone: str) -> None:
    assert problems(usual=ContactCard(name=NAME, telephone=telephone)) == []
    assert problems(mental_health=replace(LINE, telephone=telephone)) == []


@pytest.mark.parametrize(
    ("changes", "entry", "reason"),
    [
        ({"wards": (replace(CARD, ward="99999"),)}, "wards.99999.ward",
         "there is no ward with this code"),
        ({"wards": (CARD, CARD)}, "wards.00190", "it is there more than once"),
        ({"wards": (replace(CARD, telephone="call us"),)}, "wards.00190.telephone",
         "it must be a telephone number, such as 024 1234 5678"),
        ({"usual": ContactCard(name=LONG)}, "usual.name.vi",
         f"{MAX_TEXT + 1} characters, {MAX_TEXT} at most fit here"),
        ({"usual": ContactCard(name=NAME, hours=LONG)}, "usual.hours.vi",
         f"{MAX_TEXT + 1} characters, {MAX_TEXT} at most fit here"),
        ({"mental_health": replace(LINE, source=" ")}, "mental_health.source",
         "say where the number was found"),
        ({"mental_health": replace(LINE, telephone="")}, "mental_health.telephone",
         "it must be a telephone number, such as 024 1234 5678"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(changes: dict[str, Any], entry: str, reason: str) -> None:
    assert problems(**changes) == [Problem(entry, reason)]
