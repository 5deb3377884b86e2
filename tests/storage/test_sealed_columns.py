"""Every free text and every id from outside is sealed, but for those that are named here."""

from __future__ import annotations

from sqlalchemy import Text

from bot.storage.tables import metadata
from tests.sealed import SEALED, sealed_columns

PLAIN_TEXTS: dict[str, str] = {}
"""Columns of free text that hold nothing of a person, with the reason."""

OUTSIDE_IDS = {"external_id", "reference"}
"""Columns that hold what a channel calls a person, or a file of one."""


def test_every_column_of_free_text_is_sealed_or_named_here() -> None:
    plain = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, Text) and column.name not in sealed_columns(table)
    }
    assert plain == set(PLAIN_TEXTS)


def test_every_id_of_a_person_from_outside_is_sealed() -> None:
    found = [
        (table.name, column.name, column.name in sealed_columns(table))
        for table in metadata.sorted_tables
        for column in table.c
        if column.name in OUTSIDE_IDS
    ]
    assert found
    assert all(sealed for _table, _column, sealed in found), found


def test_what_is_sealed() -> None:
    assert {f"{table.name}.{name}" for table in SEALED for name in sealed_columns(table)} == {
        "activity.title", "activity.provider", "activity.void_reason", "activity.searchable",
        "activity_change.before", "activity_change.after", "evidence.reference",
        "doomed_file.reference", "reminder.topic", "conversation.state",
        "conversation.paused_state", "conversation.kept_state", "conversation.prompt",
        "conversation.versions", "conversation.external_id", "address.external_id",
        "outbox.external_id", "outbox.say", "inbox.waiting", "push_subscription.external_id",
        "push_subscription.endpoint", "push_subscription.p256dh", "push_subscription.auth",
        "secret.value",
    }  # fmt: skip
