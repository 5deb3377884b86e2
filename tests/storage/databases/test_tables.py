"""Tables: the numbers that outlive their rows are never given again."""

from __future__ import annotations

from sqlalchemy import Integer

from bot.storage.tables import metadata

LOOSE = {
    (table.name, column.name): other
    for table in metadata.sorted_tables
    for column in table.columns
    for other in metadata.sorted_tables
    if column.name == f"{other.name}_id" or column.name.endswith(f"_{other.name}")
    if isinstance(column.type, Integer) and not column.foreign_keys
}
"""Columns that hold the number of another table's row and do not go with it."""


def test_a_number_that_is_kept_longer_than_its_row_is_never_given_again() -> None:
    assert {("outbox", "person_id"), ("announcing", "after_person")} <= LOOSE.keys()
    for where, table in LOOSE.items():
        assert table.dialect_options["sqlite"]["autoincrement"], (where, table.name)
