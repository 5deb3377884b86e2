"""Revisions: which there are, which this release needs, and which it does not know."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

SCRIPTS = Path(__file__).parent.parent.parent / "migrations"


def config() -> Config:
    """Alembic's configuration: where the scripts are."""
    alembic = Config()
    alembic.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return alembic


def newest() -> str | None:
    """The revision that this release expects."""
    return _scripts().get_current_head()


def is_known(at: str | None) -> bool:
    """Whether this release has the migration that led to a revision."""
    return at is None or at in _until("heads")


def of_newer_release(at: str | None) -> str:
    """What to do with a database at a revision that is not known."""
    return (
        f"The database is at revision {at}, which this release does not know (it knows them up to "
        f"{newest()}): a newer release migrated it. Install that release."
    )


def leads_back(at: str | None, to: str) -> bool:
    """Whether the way from one revision to another undoes migrations."""
    return to == "base" or to.startswith("-") or (at is not None and to != at and to in _until(at))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _until(last: str) -> set[str]:
    return {script.revision for script in _scripts().walk_revisions("base", last)}
