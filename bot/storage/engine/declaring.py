"""Declaring: what each table and each of its columns holds, said where the table is.

A column without a declaration fails the build (tests/storage/test_declarations.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table

from bot.domain.privacy.declarations import Category, Kind, Owner, RetentionName


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """A table: whose rows it has, for what, how long, and the kind of each column.

    `category` None: nothing of it is about a person, for the reason that `why` gives.
    """

    table: Table
    owner: Owner
    category: Category | None
    kept: RetentionName
    columns: Mapping[str, Kind]
    why: str = ""


def columns(**kinds: str) -> Mapping[str, Kind]:
    """The kinds of columns, each given as the names of its columns with spaces between."""
    found: dict[str, Kind] = {}
    for kind, names in kinds.items():
        for name in names.split():
            assert name not in found, f"{name} is declared twice"
            found[name] = kind  # type: ignore[assignment]
    return found
