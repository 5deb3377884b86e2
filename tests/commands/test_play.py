"""A talk in the terminal: in the environment's language, and nothing stands between its words."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import cli
from bot.serving import LOCALES_DIR
from bot.settings import environment_language
from tests.logs import log_plainly

NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite+aiosqlite:///so.db")
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    yield
    log_plainly()


def talk(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Type these lines; the talk ends well."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    with pytest.raises(SystemExit) as end:
        cli.main(["play"])
    assert end.value.code == 0


@pytest.mark.parametrize(
    ("environment", "opening", "answer"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "Bạn gõ như khi nhắn tin", "Xin chào!"),
        ({"LANG": "en_US.UTF-8"}, "Type as a person would", "Hello!"),
        ({"LANG": "vi_VN", "LC_ALL": "en_GB.UTF-8"}, "Type as a person would", "Hello!"),
        ({"LANG": "C.UTF-8"}, "Bạn gõ như khi nhắn tin", "Xin chào!"),
        ({}, "Bạn gõ như khi nhắn tin", "Xin chào!"),
    ],
)
def test_a_talk_begins_in_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    opening: str,
    answer: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    talk(monkeypatch, "/start")
    shown = capsys.readouterr()
    assert shown.out.startswith(opening)
    assert answer in shown.out
    assert shown.err == ""


@pytest.mark.server
@pytest.mark.parametrize("asked", [False, True])
def test_the_log_is_written_only_when_it_is_asked_for(asked: bool) -> None:
    # In a process of its own: loggers are set up once in each.
    command = [sys.executable, "-m", "bot", "play", *(["--log"] if asked else [])]
    environment = {**os.environ, "PYTHONPATH": str(LOCALES_DIR.parent)}  # noqa: TID251
    done = subprocess.run(
        command, input="/start\n", env=environment, capture_output=True, text=True, check=True
    )
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert ("turn" in events) is asked
    assert '"event"' not in done.stdout
    if not asked:
        assert done.stderr == ""


def test_one_list_is_numbered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    joining = ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân")
    talk(monkeypatch, "/start", *joining, "nối")
    offered = capsys.readouterr().out.rpartition("Muốn dùng sổ này ở nơi khác")[2]
    assert [line[:2] for line in offered.splitlines() if line[:1].isdigit()] == ["1."]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "EN-gb"}, "en"),
        ({"LANG": "ca@valencia"}, "ca"),
        ({"LC_MESSAGES": "en_US", "LANG": "vi_VN"}, "en"),
        ({"LC_ALL": "", "LANG": "vi_VN"}, "vi"),
        ({"LC_ALL": "POSIX", "LANG": "vi_VN"}, None),
        ({"LANG": "C"}, None),
        ({}, None),
    ],
)
def test_the_language_of_an_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert environment_language() == language
