"""The command `keys`, and what every command says when the key is not there."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands import cli
from bot.storage.databases.migrating import migrate
from tests.logs import log_plainly
from tests.storage.databases import schemas


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of an operator, whose key is in a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite+aiosqlite:///so.db")
    monkeypatch.delenv("BOT_DATA_KEY")
    yield tmp_path
    log_plainly()


def called(*arguments: str) -> int:
    """How the command ends."""
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0)


def test_a_rotated_key_opens_and_the_old_one_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert called("migrate") == 0
    assert called("keys", "rotate", "--to", "new.key") == 0
    assert "Set BOT_DATA_KEY_FILE=new.key" in capsys.readouterr().out
    assert called("keys", "renew") == 1
    assert "is not its key" in capsys.readouterr().err
    monkeypatch.setenv("BOT_DATA_KEY_FILE", "new.key")
    assert called("keys", "renew") == 0


@pytest.mark.parametrize(
    "arguments", [("run",), ("demo",), ("play",), ("migrate",), ("keys", "renew")], ids=" ".join
)
def test_without_the_key_every_command_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    called("migrate")
    called("keys", "renew")
    (folder / "var" / "data.key").unlink()
    capsys.readouterr()
    assert called(*arguments) == 1
    said = capsys.readouterr().err
    assert "var/data.key does not exist. Put the key back." in said
    assert "Traceback" not in said
    assert not (folder / "var" / "data.key").exists()


def test_a_database_without_data_gets_no_keys_by_being_migrated(folder: Path) -> None:
    assert called("migrate") == 0
    assert not (folder / "var" / "data.key").exists()
    with closing(sqlite3.connect("so.db")) as connection:
        assert connection.execute("SELECT count(*) FROM secret").fetchone() == (0,)


def test_an_old_house_is_sealed_by_migrate_and_not_served_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def old_house() -> None:
        url = "sqlite+aiosqlite:///so.db"
        await migrate(url)
        await schemas.run(url, schemas.fill)

    asyncio.run(old_house())
    assert called("run") == 1
    assert "Run “python -m bot migrate”" in capsys.readouterr().err
    assert called("migrate") == 0
    assert "All values are encrypted" in capsys.readouterr().out
    with closing(sqlite3.connect("so.db")) as connection:
        titles = connection.execute("SELECT title FROM activity").fetchall()
    assert all(title.startswith("~1:") for (title,) in titles)
    assert b"1title" not in Path("so.db").read_bytes()
    assert called("migrate") == 0
    assert "encrypted" not in capsys.readouterr().out
