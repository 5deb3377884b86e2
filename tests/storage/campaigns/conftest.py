"""One database of each kind for all examples: each begins by emptying it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import PostgresqlServer, SqliteFiles


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        files: SqliteFiles = request.getfixturevalue("sqlite_files")
        yield files.fresh()
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    made = server.fresh()
    yield made
    server.drop(made)
