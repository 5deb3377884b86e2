"""The floors hold, the lists are complete, the files stay small: the design, checked."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

import bot
import bot.channels
import handlers
from bot import service_channels
from bot.domain.text.normalizing import fold
from bot.phrases.staff.audit import ACTIONS
from bot.services import COMMAND_HANDLERS
from bot.services.staff.access import StaffCommand
from bot.talk.steps import Command, Step
from handlers import admins, officers, phrases
from tests.handlers.every import EVERY

ROOT = Path(bot.__file__).parent.parent
MAX_LINES = 300
MAX_MODULES = 16

NEVER_TOLD = {
    "consent_missing": "joining cannot be gone through without the first consent",
    "profile_unknown": "only groups and age bands of the rules are offered",
    "language_unknown": "only languages of the rules are offered",
    "type_unknown": "only types of the rules are offered, and none is guessed",
    "draft_incomplete": "a draft is shown for recording when nothing needed is missing",
    "correction_unknown": "only fields that can be corrected are offered",
    "question_unknown": "only questions of the form's own course are asked",
    "answer_unknown": "an answer that is no step of the scale is asked again, not carried out",
    "check_unfinished": "a check is finished only when every question was answered or skipped",
    "times_unknown": "only days of the week and minutes of a day are offered or read",
    "purpose_unknown": "only what the service can remind of is offered",
    "points_unknown": "points that an indicator does not have are shown back, not carried out",
}
"""Refusals that no choice and no word of a person leads to: they get the general sentence."""


def modules_of(package: ModuleType) -> Iterator[str]:
    """The names of every module under a package, itself included."""
    yield package.__name__
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def trees() -> dict[Path, ast.Module]:
    """The syntax of every module of the service. It is read once, and by a test."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sources("bot", "handlers")}


# --- floors ---------------------------------------------------------------------------------------


@pytest.mark.server
def test_imports_only_go_down_and_neighbours_do_not_know_each_other() -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    done = subprocess.run(
        [sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kept, 0 broken" in done.stdout


# --- lists ----------------------------------------------------------------------------------------


def folders_of_handlers() -> list[str]:
    return [f"handlers.{m.name}" for m in pkgutil.iter_modules(handlers.__path__) if m.ispkg]


@pytest.mark.parametrize("folder", folders_of_handlers())
def test_every_module_of_a_folder_is_in_its_list(folder: str) -> None:
    package = importlib.import_module(folder)
    there = {
        module.name: importlib.import_module(f"{folder}.{module.name}").CONVERSATION
        for module in pkgutil.iter_modules(package.__path__)
    }
    listed = package.CONVERSATIONS
    assert set(there.values()) == set(listed), "not in CONVERSATIONS, or not a module of its own"
    assert len(listed) == len(there)


def test_every_channel_is_served_or_played() -> None:
    there = {
        f"bot.channels.{m.name}" for m in pkgutil.iter_modules(bot.channels.__path__) if m.ispkg
    }
    wiring, playing = (
        ast.parse((ROOT / "bot" / name).read_text("utf-8"))
        for name in ("service_channels.py", "serving.py")
    )
    used_by = {
        node.name: {
            ".".join(part.module.split(".")[:3])
            for part in ast.walk(node)
            if isinstance(part, ast.ImportFrom) and part.module
        }
        for node in wiring.body
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_channel")
    }
    assert {make.__name__ for make in service_channels.CHANNELS} == set(used_by)
    at_the_top = {
        ".".join(node.module.split(".")[:3])
        for node in (*wiring.body, *playing.body)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert there <= at_the_top.union(*used_by.values())


def test_every_command_is_carried_out() -> None:
    for name in modules_of(bot.services):
        importlib.import_module(name)
    for name in modules_of(handlers):
        importlib.import_module(name)
    every = {*Command.__subclasses__(), *StaffCommand.__subclasses__()} - {StaffCommand}
    assert set(COMMAND_HANDLERS) == every
    assert all(inspect.iscoroutinefunction(carry_out) for carry_out in COMMAND_HANDLERS.values())


@pytest.mark.parametrize("wing", ["staff", "campaigns"])
def test_a_command_of_staff_declares_who_may_use_it(wing: str) -> None:
    """Accepting an invitation and answering a campaign are what residents do."""
    of_residents = {"AcceptInvitation", "AnswerCampaign", "StopCampaigns"}
    commands = [each for each in COMMAND_HANDLERS if each.__module__.split(".")[2] == wing]
    open_to_all = {each.__name__ for each in commands if not issubclass(each, StaffCommand)}
    assert open_to_all <= of_residents
    assert all(each.access != "resident" for each in commands if issubclass(each, StaffCommand))


@pytest.mark.parametrize("folder", [officers, admins], ids=["officers", "admins"])
def test_a_conversation_of_staff_declares_who_may_use_it(folder: ModuleType) -> None:
    assert [each.name for each in folder.CONVERSATIONS if each.access == "resident"] == []


def test_every_act_of_the_audit_trail_has_its_words() -> None:
    acts = set()
    for path in sources("bot"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(ast.Attribute(ast.Attribute(attr="audit"), "append"), args):
                    acts |= {each.value for each in args[1:2] if isinstance(each, ast.Constant)}
    assert acts
    assert acts - ACTIONS.keys() == set()


@functools.cache
def refusals() -> dict[str, str]:
    """Every refusal code that the source raises, with a place where it does."""
    found = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                (code,) = node.args
                assert isinstance(code, ast.Constant), f"{named(path)}: a code is written out"
                found[str(code.value)] = named(path)
    return found


def test_every_refusal_is_explained_or_never_told() -> None:
    raised = refusals()
    assert len(raised) > 10
    general = phrases.why("no such code")
    told = {code for code in raised if phrases.why(code) != general}
    assert set(raised) - told == set(NEVER_TOLD)


def test_nothing_is_explained_that_is_never_refused() -> None:
    assert set(phrases.REFUSALS) <= set(refusals())


def test_an_opening_word_opens_one_conversation() -> None:
    words = [word for each in EVERY for word in {fold(word) for word in each.triggers}]
    assert len(words) == len(set(words))
    assert all(words)
    names = [conversation.name for conversation in EVERY]
    assert len(names) == len(set(names))


def test_only_gathering_is_awaited_and_the_states_that_are_stored_are_those_decided_about() -> None:
    for conversation in EVERY:
        assert inspect.iscoroutinefunction(conversation.gather)
        for pure in (conversation.begin, conversation.decide):
            assert not inspect.iscoroutinefunction(pure)
        hints = get_type_hints(conversation.decide)
        assert hints["state"] == conversation.states, conversation.name
        assert hints["return"] == Step[conversation.states], conversation.name  # type: ignore[name-defined]  # a union that is known when this runs


def test_the_commands_of_a_group_are_listed_together() -> None:
    groups = [group for group, _listed in groupby(EVERY, key=lambda each: each.group)]
    assert len(groups) == len(set(groups))


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_one_idea_said_in_its_first_line() -> None:
    first = {
        named(path): (ast.get_docstring(tree) or "").split("\n")[0]
        for path, tree in trees().items()
        if path.name != "__main__.py"
    }
    assert len(first) > 100
    assert [path for path, line in first.items() if not line.endswith((".", ";", ":"))] == []


def test_a_folder_can_be_looked_over() -> None:
    modules = Counter(
        path.parent
        for path in sources("bot", "handlers", "tests", "benchmarks")
        if path.name != "__init__.py"
    )
    assert {named(folder): n for folder, n in modules.items() if n > MAX_MODULES} == {}


def test_a_file_can_be_read_in_one_go() -> None:
    lines = {
        named(path): len(path.read_text("utf-8").splitlines())
        for path in sources("bot", "handlers")
    }
    assert len(lines) > 100
    assert {path: count for path, count in lines.items() if count > MAX_LINES} == {}
