"""To add a conversation takes what the README says, and nothing else: it is done in a copy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot.serving import LOCALES_DIR

ROOT = LOCALES_DIR.parent

GOALS = '''"""A resident names one thing to learn next: the sample of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _
from handlers import phrases


class Naming(State, frozen=True, tag="Naming"):
    """Is there something to learn next?"""


States: TypeAlias = Naming


@dataclass(frozen=True, slots=True)
class Facts:
    """Whether the person has joined."""

    joined: bool


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Only what the turn knows."""
    del queries
    return Facts(turn.person.joined)


def begin(asked: Opened, facts: Facts) -> Step[States]:
    """Ask."""
    del asked, facts
    return _ask()


def _ask(*before: Line) -> Step[States]:
    lines = (*before, _("Is there something that you want to learn next?"))
    return Step(Naming(), (Say(lines, ((Choice("yes", _("Yes, there is")),),)),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Take the answer, or ask again."""
    del state, facts
    match event:
        case Pressed("yes"):
            return Step(None, (Say((_("Good: keep at it."),), ((phrases.MENU,),)),))
        case _:
            return _ask(*phrases.not_understood(event))


CONVERSATION = Conversation(
    name="goals",
    triggers=("goals", "điều muốn học"),
    description=_("Name what you want to learn next"),
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
'''

VIETNAMESE = {
    "Is there something that you want to learn next?": "Bạn có điều gì muốn học tiếp không?",
    "Yes, there is": "Có",
    "Good: keep at it.": "Tốt lắm, mời bạn học tiếp.",
    "Name what you want to learn next": "Nêu điều muốn học tiếp",
}

TURNS = """
import asyncio, tempfile
from pathlib import Path
from tests.applications import open_application
from tests.databases import SqliteFiles

async def turns(url):
    async with open_application(url) as application:
        person = application.visitor()
        await person.joins()
        assert await person.says("/goals") == "Bạn có điều gì muốn học tiếp không?"
        await person.says("/help all")
        assert any("điều muốn học" in each.text for each in person.messages)
        assert await person.taps("Có") == "Tốt lắm, mời bạn học tiếp."

with tempfile.TemporaryDirectory() as folder:
    asyncio.run(turns(SqliteFiles(Path(folder)).fresh()))
"""


def run(copy: Path, *words: str) -> str:
    """Run a command in the copy; it must succeed."""
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONPATH": str(copy)}
    done = subprocess.run(words, cwd=copy, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(copy: Path, *words: str) -> str:
    return run(copy, sys.executable, *words)


def make(copy: Path, target: str) -> None:
    """A target of the Makefile with this Python, without installing anything."""
    stamps = copy / "stamps"
    stamps.mkdir(exist_ok=True)
    (stamps / "stamp-runtime").touch()
    run(copy, "make", target, f"VENV={stamps}", f"PY={sys.executable}", "-o",
        f"{stamps}/stamp-runtime")  # fmt: skip


# --- what the README names, and how it is done ----------------------------------------------------


def write_the_module(copy: Path) -> None:
    (copy / "handlers/residents/goals.py").write_text(GOALS)


def list_it(copy: Path) -> None:
    path = copy / "handlers/residents/__init__.py"
    listed = path.read_text().replace("    help,\n", "    goals,\n    help,\n")
    line = "    help.CONVERSATION,\n"
    path.write_text(listed.replace(line, f"{line}    goals.CONVERSATION,\n"))


def translate(copy: Path) -> None:
    path = copy / "locales/vi/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="vi")
    for message in catalog:
        if message.id in VIETNAMESE:
            message.string = VIETNAMESE[str(message.id)]
    with path.open("wb") as file:
        write_po(file, catalog, width=0, sort_by_file=True, include_lineno=False)
    make(copy, "compiled")


def write_down_the_command(copy: Path) -> None:
    path = copy / "docs/operate.md"
    path.write_text(path.read_text() + "\n`/goals` what to learn next\n")


STEPS: dict[str, Callable[[Path], object]] = {
    "handlers/residents/goals.py": write_the_module,
    "handlers/residents/__init__.py": list_it,
    "make catalogs": lambda copy: make(copy, "catalogs"),
    "locales/vi/LC_MESSAGES/messages.po": translate,
    "python -m tests.stored.frozen": lambda copy: python(copy, "-m", "tests.stored.frozen"),
    "docs/operate.md": write_down_the_command,
}
"""Files to edit and commands to run, in an order in which they can be done."""

NAMES = {"CONVERSATION", "CONVERSATIONS", "description"}
"""Names in the code that the row mentions."""


def row_of_the_readme() -> set[str]:
    """What the README's row about a new conversation names as code."""
    (row,) = [
        line
        for line in (ROOT / "README.md").read_text().splitlines()
        if line.startswith("| a conversation |")
    ]
    return set(re.findall(r"`([^`]+)`", row)) - NAMES


def copy_of_the_tree(to: Path) -> Path:
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, files.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


# --- the test -------------------------------------------------------------------------------------

CHECKED = (
    "tests/architecture",
    "--ignore=tests/architecture/test_adding_a_conversation.py",
    "--ignore=tests/architecture/test_tests.py",
    "tests/stored/test_frozen_names.py",
    "tests/handlers/residents/test_help.py",
    "tests/handlers/test_every_conversation.py",
    "-k", "(not test_every_conversation and not test_a_file) or goals",
)  # fmt: skip
"""The tests of every conversation, list, sentence and page; of conversations and files the new.

The rules for tests are left out: the new conversation brings no test.
"""


def test_the_readme_names_only_what_can_be_done() -> None:
    assert row_of_the_readme() == set(STEPS)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_conversation_is_added_by_what_the_readme_says_and_nothing_else(tmp_path: Path) -> None:
    copy = copy_of_the_tree(tmp_path)
    named = row_of_the_readme()
    for what, do in STEPS.items():
        if what in named:
            do(copy)
    python(copy, "-m", "ruff", "check", "--quiet", "handlers")
    python(copy, "-m", "ruff", "format", "--check", "--quiet", "handlers")
    python(copy, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *CHECKED)
    python(copy, "-c", TURNS)
