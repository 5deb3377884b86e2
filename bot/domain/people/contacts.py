"""Contacts: whom a resident can ask, by ward; a data file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import (
    Problem,
    check_length,
    check_once,
    check_texts,
    found_once,
)
from bot.domain.people.wards import ward as find_ward

MAX_TEXT = 120
"""Maximum characters of a name or of hours: a contact card is three short lines."""

_TELEPHONE = re.compile(r"\+?[0-9][0-9 .]{1,18}[0-9]")


class ContactCard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person or an office to ask: name, telephone, hours."""

    name: LocalizedText
    telephone: str | None = None
    hours: LocalizedText | None = None


class WardContact(ContactCard, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contact card of one ward, by its code of five digits."""

    ward: str


class HelpLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A telephone line that an operator entered, with where it was found and when."""

    name: LocalizedText
    telephone: str
    hours: LocalizedText | None = None
    source: str
    checked: dt.date


class Contacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All contacts: `usual` where a ward has no card of its own."""

    version: str
    usual: ContactCard
    wards: tuple[WardContact, ...] = ()
    mental_health: HelpLine | None = None
    """A line for people in distress; None until an operator enters one."""

    def of(self, ward: str | None) -> ContactCard:
        """The card for somebody of a ward, or of none."""
        return next((card for card in self.wards if card.ward == ward), self.usual)


@found_once
def problems_in_contacts(contacts: Contacts) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape."""
    yield from check_texts(contacts, "")
    yield from _problems_in_card(contacts.usual, "usual")
    yield from check_once([card.ward for card in contacts.wards], "wards")
    for card in contacts.wards:
        if find_ward(card.ward) is None:
            yield Problem(f"wards.{card.ward}.ward", "there is no ward with this code")
        yield from _problems_in_card(card, f"wards.{card.ward}")
    line = contacts.mental_health
    if line is not None:
        yield from _problems_in_card(line, "mental_health")
        if not line.source.strip():
            yield Problem("mental_health.source", "say where the number was found")


def _problems_in_card(card: ContactCard | HelpLine, entry: str) -> Iterator[Problem]:
    yield from check_length(card.name, MAX_TEXT, f"{entry}.name")
    if card.hours is not None:
        yield from check_length(card.hours, MAX_TEXT, f"{entry}.hours")
    if card.telephone is not None and not _TELEPHONE.fullmatch(card.telephone):
        yield Problem(f"{entry}.telephone", "it must be a telephone number, such as 024 1234 5678")
