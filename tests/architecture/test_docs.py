"""What exists is written down: settings, commands of the shell, commands of the chat."""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import redirect_stdout, suppress
from pathlib import Path

import pytest

from bot.commands import cli
from bot.domain.quick_log.reading import read_quick_log
from bot.serving import LOCALES_DIR
from bot.settings import PREFIX, Settings
from tests.handlers.every import EVERY, REGISTRY

ROOT = LOCALES_DIR.parent
README = ROOT / "README.md"
OPERATE = ROOT / "docs" / "operate.md"
HANDBOOK = ROOT / "docs" / "cam-nang-nguoi-dan.md"

SETTINGS = sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
COMMANDS = sorted(f"/{c.triggers[0]}" for c in EVERY if c.description is not None)

every_page = pytest.mark.parametrize("page", [README, OPERATE], ids=lambda path: path.name)


def shell_commands() -> list[str]:
    """The commands that the help of the command line names."""
    with redirect_stdout(io.StringIO()) as told, suppress(SystemExit):
        cli.main(["--help"])
    return re.findall(r"^    (\w+)\b", told.getvalue(), re.MULTILINE)


@every_page
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_is_written_down(page: Path, setting: str) -> None:
    assert setting in page.read_text("utf-8")


def test_the_help_of_the_command_line_names_the_commands() -> None:
    assert set(shell_commands()) >= {"run", "demo", "play", "migrate", "announce", "doctor"}


@every_page
@pytest.mark.parametrize("command", shell_commands())
def test_a_command_of_the_shell_is_written_down(page: Path, command: str) -> None:
    assert f"bot {command}" in page.read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_chat_is_written_down(command: str) -> None:
    assert f"`{command}`" in README.read_text("utf-8") + OPERATE.read_text("utf-8")


def test_what_the_handbook_tells_residents_to_type_is_understood() -> None:
    page = HANDBOOK.read_text("utf-8")
    sentences = [line[2:] for line in page.splitlines() if line.startswith("- ")]
    assert len(sentences) >= 3
    for sentence in sentences:
        assert read_quick_log(sentence, dt.date(2026, 11, 20)) is not None, sentence
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) > 3
    for _want, word in rows[1:]:
        assert REGISTRY.opened_by(word) is not None, word
    for word in ("ghi", "sổ"):
        assert f"**{word}**" in page
        assert REGISTRY.opened_by(word) is not None


def test_no_setting_is_written_down_that_does_not_exist() -> None:
    for page in (README, OPERATE):
        words = page.read_text("utf-8").replace("`", " ").replace("=", " ").split()
        named = {word.strip(".,:;()|\"'") for word in words if word.startswith(PREFIX)}
        assert {name for name in named if name.isupper() and name != PREFIX} <= set(SETTINGS)


def test_the_glossary_is_short_and_says_where_each_word_lives() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    words = [row[0] for row in rows[1:] if not row[0].startswith("-")]
    assert 20 < len(words) <= 40
    assert len(words) == len(set(words))
    for _word, sentence, where in (row for row in rows[1:] if not row[0].startswith("-")):
        assert sentence.endswith(".")
        for path in (each for each in where.split("`")[1::2] if "/" in each):
            assert (ROOT / path).exists(), path
