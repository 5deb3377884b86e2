"""What every test may ask for: a database of either kind, a house on it."""

from __future__ import annotations

import gc
import itertools
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.applications import TestApplication, open_application
from tests.databases import PostgresqlServer, SqliteFiles, memory_folder
from tests.examples import WHOLE
from tests.logs import log_plainly
from tests.sealed import KEY

log_plainly()

# Nearly all that is made while tests are collected stays: the collector would search it in vain.
gc.disable()

settings.register_profile(
    "house",
    max_examples=WHOLE,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize=True,  # the same code gets the same verdict; "explore" looks further
)
settings.register_profile(
    "explore", settings.get_profile("house"), derandomize=False, max_examples=10 * WHOLE
)
settings.register_profile(
    # 17 times the examples of make test; the seed is printed, see make fuzz.
    "fuzz",
    settings.get_profile("house"),
    derandomize=False,
    max_examples=17 * WHOLE,
)
settings.register_profile("quick", settings.get_profile("house"), max_examples=10)
settings.load_profile("house")

QUICK = "not server and not long"
"""What make quick runs."""

E2E = Path(__file__).parent / "e2e"


def needs_a_server(item: pytest.Item) -> bool:
    """Whether a test needs PostgreSQL, a browser, or the service as a process of its own."""
    parameters = getattr(item, "callspec", None)
    return (
        item.path.is_relative_to(E2E)
        or "postgresql_server" in getattr(item, "fixturenames", ())
        or (parameters is not None and "postgresql" in parameters.params.values())
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what needs a server by itself; a test that starts one in its body is marked there.

    Long tests come first in each process, so that none is left at the end for one process alone.
    """
    for item in items:
        if needs_a_server(item):
            item.add_marker("server")
    yield  # here tests are left out by their marks, and shuffled
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))  # noqa: TID251
    items[:] = long_first(items, processes)


def long_first(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The tests in the shares that xdist hands out, the long ones dealt to their beginnings."""
    long = [item for item in items if item.get_closest_marker("long")]
    others = iter([item for item in items if not item.get_closest_marker("long")])
    order: list[pytest.Item] = []
    for number in range(processes):
        share = (len(items) - len(order)) // (processes - number)
        first = long[number::processes]
        order += [*first, *itertools.islice(others, max(0, share - len(first)))]
    return [*order, *others]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings do not change what tests see; their data has a key of its own."""
    for name in tuple(os.environ):  # noqa: TID251  # to keep it out of the tests
        if name.startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BOT_DATA_KEY", KEY)


@pytest.fixture(autouse=True)
def _umask_is_set_back() -> Iterator[None]:
    """The command line narrows it for its process, which here is that of all tests."""
    umask = os.umask(0o022)
    os.umask(umask)
    yield
    os.umask(umask)


@pytest.fixture(scope="session")
def sqlite_files() -> Iterator[SqliteFiles]:
    """Fresh SQLite files."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-sqlite-", dir=memory_folder()) as name:
        yield SqliteFiles(Path(name))


@pytest.fixture(scope="session")
def postgresql_server(request: pytest.FixtureRequest) -> Iterator[PostgresqlServer]:
    """A PostgreSQL server, started once."""
    if request.config.getoption("markexpr") == QUICK:
        pytest.fail("a test asks for a server and is not marked so (see needs_a_server)")
    # Not in pytest's folder: for root the server runs as a user of its own, who cannot enter it.
    with tempfile.TemporaryDirectory(prefix="sohoctap-pg-", dir=memory_folder()) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = PostgresqlServer(folder)
        yield server
        server.stop()


@pytest.fixture
def sqlite_url(sqlite_files: SqliteFiles) -> Iterator[str]:
    """A fresh, migrated SQLite database."""
    url = sqlite_files.fresh()
    yield url
    sqlite_files.drop(url)


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    url = postgresql_server.fresh()
    yield url
    postgresql_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: the test runs on both."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
async def application(database_url: str) -> AsyncIterator[TestApplication]:
    """A whole house, on both databases."""
    async with open_application(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite_house(sqlite_url: str) -> AsyncIterator[TestApplication]:
    """A whole house on SQLite, where the database makes no difference."""
    async with open_application(sqlite_url) as opened:
        yield opened


def pytest_collection_finish() -> None:
    """What is loaded by now lives to the end of the run: keep the garbage collector off it."""
    gc.collect()
    gc.freeze()
    gc.enable()
