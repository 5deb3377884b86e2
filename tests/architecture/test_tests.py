"""Tests keep to their rules: nothing private, no clock of this machine, no sleep for luck."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import tests
from tests.architecture import rules_for_tests as rules

HERE = Path(tests.__file__).parent


@functools.cache
def trees() -> dict[str, ast.AST]:
    """The syntax of every module of the tests. It is read by a test, not at each collection."""
    return {
        str(path.relative_to(HERE)): ast.parse(path.read_text("utf-8"))
        for path in sorted(HERE.rglob("*.py"))
    }


def every_test_asserts(tree: ast.AST) -> Iterator[rules.Broken]:
    """The rule that every test asserts, by itself or by a function of the tests."""
    return rules.tests_without_assertion(asserting())(tree)


@functools.cache
def asserting() -> frozenset[str]:
    """The names of the functions of the tests that assert."""
    return rules.asserting_names(trees())


RULES: dict[str, Callable[[ast.AST], Iterator[rules.Broken]]] = {
    "nothing private of others is used": rules.private_reads,
    "no test sleeps and hopes": rules.sleeps,
    "nothing is compared with a clock of this machine": rules.clock_comparisons,
    "every test asserts": every_test_asserts,
}


@pytest.mark.parametrize("name", RULES)
def test_the_tests_keep_to_a_rule(name: str) -> None:
    broken = [
        f"tests/{path}:{line}: {said}"
        for path, tree in trees().items()
        for line, said in RULES[name](tree)
    ]
    assert broken == []


# --- the rules themselves -------------------------------------------------------------------------

BROKEN = [
    (rules.private_reads, "assert house._desk is None", ["house._desk"]),
    (rules.private_reads, "worker._lines.clear()", ["worker._lines"]),
    (rules.private_reads, "from bot.commands.cli import main, _parser", ["import _parser"]),
    (rules.private_reads, "monkeypatch.setattr(house, '_desk', None)", ["_desk"]),
    (
        rules.private_reads,
        "monkeypatch.setattr('bot.commands.cli._parser', None)",
        ["bot.commands.cli._parser"],
    ),
    (rules.private_reads, "getattr(house, '_desk')", ["_desk"]),
    (rules.sleeps, "def test_a(): time.sleep(2)", ["time.sleep(2)"]),
    (rules.sleeps, "def test_a(): sleep(0.01)", ["sleep(0.01)"]),
    (rules.sleeps, "async def test_a():\n await asyncio.sleep(SOON)", ["asyncio.sleep(SOON)"]),
    (
        rules.sleeps,
        """
        async def test_a():
            async def answer():
                await asyncio.sleep(0.4)
        """,
        ["asyncio.sleep(0.4)"],
    ),
    (
        rules.clock_comparisons,
        """
        def test_a():
            began = time.monotonic()
            took = time.monotonic() - began
            assert took < 5
        """,
        ["took < 5"],
    ),
    (rules.clock_comparisons, "def a(): assert perf_counter() > 1", ["perf_counter() > 1"]),
    (rules.clock_comparisons, "def a(): return loop.time() - b", ["return loop.time() - b"]),
    (rules.tests_without_assertion(frozenset({"checks"})), "def test_a(): b()", ["test_a"]),
]

KEPT = [
    (rules.private_reads, "self._desk = cls._desks; super()._open(); a.__class__; os._exit(1)"),
    (rules.private_reads, "from bot.talk.text import _"),
    (rules.private_reads, "getattr(found, '__api_method__')"),
    (rules.sleeps, "async def test_a():\n await asyncio.sleep(0)"),
    (rules.sleeps, "async def test_a():\n await asyncio.sleep(luck.uniform(0.0, 0.4))"),
    (rules.sleeps, "async def asks_until():\n await asyncio.sleep(0.02)"),
    (rules.clock_comparisons, "def test_a(): assert start.time() == dt.time(8, 30)"),
    (rules.clock_comparisons, "def test_a(): pace = Pace(time.monotonic); assert pace"),
    (rules.tests_without_assertion(frozenset({"checks"})), "def test_a(): house.checks()"),
    (rules.tests_without_assertion(frozenset()), "def test_a():\n with pytest.raises(E): b()"),
]


@pytest.mark.parametrize(("rule", "source", "said"), BROKEN)
def test_what_breaks_a_rule_is_found(
    rule: Callable[[ast.AST], Iterator[rules.Broken]], source: str, said: list[str]
) -> None:
    assert [what for _line, what in rule(ast.parse(dedent(source)))] == said


@pytest.mark.parametrize(("rule", "source"), KEPT)
def test_what_keeps_to_a_rule_is_let_be(
    rule: Callable[[ast.AST], Iterator[rules.Broken]], source: str
) -> None:
    assert list(rule(ast.parse(dedent(source)))) == []


def test_a_function_that_calls_an_asserting_one_asserts() -> None:
    modules = {"a": ast.parse("def a(): assert x"), "b": ast.parse("def b(): a()\ndef c(): b.b()")}
    assert rules.asserting_names(modules) == {"a", "b", "c"}
