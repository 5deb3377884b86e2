"""Every column is declared, and what is declared is true of the tables."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, String, Table, Text

from bot.domain.privacy.declarations import (
    CATEGORIES,
    KINDS,
    PURPOSES_OF,
    RETENTION,
    Kind,
)
from bot.storage.declarations import DECLARED, PERSONAL, of_person
from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.people.tables import person
from bot.storage.tables import metadata


def test_every_table_is_declared_once() -> None:
    assert sorted(each.table.name for each in DECLARED) == sorted(metadata.tables)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.table.name)
def test_every_column_is_declared(declared: DeclaredTable) -> None:
    assert set(declared.columns) == {column.name for column in declared.table.columns}
    assert set(declared.columns.values()) <= set(KINDS)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.table.name)
def test_free_text_is_no_answer_and_no_number_of_ours(declared: DeclaredTable) -> None:
    plain: set[Kind] = {"answer", "inner", "moment"}
    loose = [
        column.name
        for column in declared.table.columns
        if isinstance(column.type, Text) and declared.columns[column.name] in plain
    ]
    assert loose == []


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.table.name)
def test_ids_of_other_services_are_declared_as_such(declared: DeclaredTable) -> None:
    for column in declared.table.columns:
        if column.name == "external_id":
            assert declared.columns[column.name] == "outside_id"


@pytest.mark.parametrize("declared", PERSONAL, ids=lambda each: each.table.name)
def test_what_is_of_a_person_has_a_category(declared: DeclaredTable) -> None:
    assert declared.category in CATEGORIES
    assert declared.kept in RETENTION


def test_what_is_nobody_s_says_why() -> None:
    assert {
        each.table.name: each.why for each in DECLARED if each.category is None and not each.why
    } == {}


def test_every_category_has_a_purpose_and_a_table() -> None:
    assert set(PURPOSES_OF) == set(CATEGORIES)
    assert {each.category for each in PERSONAL} == set(CATEGORIES)


def _goes_with(table: Table, seen: frozenset[str] = frozenset()) -> bool:
    """Whether rows go with their person by foreign keys."""
    if table is person:
        return True
    return any(
        key.ondelete == "CASCADE"
        and key.column.table.name not in seen
        and _goes_with(key.column.table, seen | {table.name})
        for key in table.foreign_keys
    )


ERASED_BY_STATEMENTS = {
    "outbox": "words of an address: FORGET_MESSAGES, FORGET_NOTIFICATIONS",
    "data_request": "a number without an identity stays: FORGET_REQUESTS",
}
"""Tables whose rows do not go by a foreign key, with what erases them."""


@pytest.mark.parametrize("declared", PERSONAL, ids=lambda each: each.table.name)
def test_what_is_of_a_person_goes_with_the_person(declared: DeclaredTable) -> None:
    assert _goes_with(declared.table) != (declared.table.name in ERASED_BY_STATEMENTS)


@pytest.mark.parametrize("declared", PERSONAL, ids=lambda each: each.table.name)
def test_the_rows_of_a_person_can_be_found(declared: DeclaredTable) -> None:
    assert "person" in str(of_person(declared))


def test_a_column_is_not_declared_twice() -> None:
    with pytest.raises(AssertionError, match="twice"):
        columns(inner="id", answer="id")


def test_a_table_has_a_column_more_than_is_declared() -> None:
    """The test above would say so: a table that grew is not equal to its declaration."""
    grown = Table("grown", type(metadata)(), Column("id", String(3)), Column("new", Text))
    declared = DeclaredTable(grown, "nobody", None, "words", columns(inner="id"), why="a test")
    assert set(declared.columns) != {column.name for column in grown.columns}
