"""What is declared as sealed is sealed in the database, and nothing else is."""

from __future__ import annotations

import pytest
from sqlalchemy import Text

from bot.domain.privacy.declarations import SEALED as SEALED_KINDS
from bot.storage.declarations import DECLARED
from bot.storage.engine.columns import SealedId, SealedText
from bot.storage.engine.declaring import DeclaredTable
from bot.storage.tables import metadata
from tests.sealed import sealed_columns

PLAIN = {
    "unwritten_erasure.addresses": "keyed hashes: nobody without the key can compute them",
}
"""Columns of a sealed kind that are stored as they are, with the reason."""

every_table = pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.table.name)


@every_table
def test_a_column_is_sealed_where_its_kind_is(declared: DeclaredTable) -> None:
    table = declared.table
    wanted = {
        name
        for name, kind in declared.columns.items()
        if kind in SEALED_KINDS and f"{table.name}.{name}" not in PLAIN
    }
    assert set(sealed_columns(table)) == wanted


@every_table
def test_what_is_compared_is_sealed_the_same_way_each_time(declared: DeclaredTable) -> None:
    kinds = {"outside_id": SealedId, "reference": SealedId}
    for name, column in sealed_columns(declared.table).items():
        assert isinstance(column, kinds.get(declared.columns[name], SealedText)), name


def test_no_text_without_a_length_is_plain() -> None:
    plain = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, Text) and column.name not in sealed_columns(table)
    }
    assert plain == set(PLAIN)


def test_every_exception_is_one() -> None:
    kinds = {
        f"{each.table.name}.{name}": kind
        for each in DECLARED
        for name, kind in each.columns.items()
    }
    assert all(kinds[name] in SEALED_KINDS for name in PLAIN)
