"""Rules for tests, read off their syntax: what reaches into privates, sleeps, or reads a clock.

Each rule gives the lines of a module that break it, with what stands there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

Broken: TypeAlias = tuple[int, str]
"""A line, and what stands there."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

PUBLIC_ALL_THE_SAME: Final = frozenset({"_exit", "_mapping"})
"""Documented all the same: how a fork ends without clean-up, and a row of SQLAlchemy by name."""

_OWN: Final = frozenset({"self", "cls", "super()"})
_CLOCKS: Final = frozenset(
    {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "time_ns"}
)
_BY_NAME: Final = frozenset({"getattr", "setattr", "delattr"})
_ASSERTING: Final = frozenset({"raises", "warns", "fail", "expect"})


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function of a module, those within others included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tests_in(tree: ast.AST) -> Iterator[Function]:
    """Every test of a module."""
    return (each for each in functions(tree) if each.name.startswith("test_"))


def _is_private(name: str) -> bool:
    return name.startswith("_") and name != "_" and not name.startswith("__")


# --- privates -------------------------------------------------------------------------------------


def private_reads(tree: ast.AST) -> Iterator[Broken]:
    """Where a name that begins with an underscore is used of something that is not one's own."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=whose, attr=name) if _is_private(name):
                if ast.unparse(whose) not in _OWN and name not in PUBLIC_ALL_THE_SAME:
                    yield node.lineno, ast.unparse(node)
            case ast.ImportFrom(names=names):
                for imported in names:
                    if _is_private(imported.name):
                        yield node.lineno, f"import {imported.name}"
            case ast.Call(func=function, args=[*arguments]) if _called(function) in _BY_NAME:
                for each in arguments[:2]:
                    named = each.value if isinstance(each, ast.Constant) else None
                    if isinstance(named, str) and any(map(_is_private, named.split("."))):
                        yield node.lineno, named


def _called(function: ast.expr) -> str:
    """The last name of what is called: `sleep` of `asyncio.sleep`."""
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


# --- sleeping -------------------------------------------------------------------------------------


def sleeps(tree: ast.AST) -> Iterator[Broken]:
    """Where a test sleeps for so long and hopes that it is enough.

    `sleep(0)` lets others run; a kill at a moment that chance chose (`luck.uniform`) waits for
    nothing. Whatever else is waited for has an event, or is asked for in a function of its own.
    """
    for test in tests_in(tree):
        for node in ast.walk(test):
            match node:
                case ast.Call(func=function, args=[for_]) if _called(function) == "sleep":
                    match for_:
                        case ast.Constant(value=0) | ast.Call(func=ast.Attribute(attr="uniform")):
                            pass
                        case _:
                            yield node.lineno, ast.unparse(node)


# --- the clock ------------------------------------------------------------------------------------


def clock_comparisons(tree: ast.AST) -> Iterator[Broken]:
    """Where what a clock of this machine measured is compared, or given back to be compared."""
    for function in functions(tree):
        if not _asks_a_clock(function):
            continue  # which most do not, and then nothing is measured
        measured = _measured(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Compare | ast.Return) and _reads_clock(node, measured):
                yield node.lineno, ast.unparse(node)


def _measured(function: Function) -> set[str]:
    """The names that hold what a clock gave, or what was made of it."""
    names: set[str] = set()
    while True:
        before = len(names)
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _reads_clock(
                    value, names
                ):
                    names.add(name)
        if len(names) == before:
            return names


def _asks_a_clock(function: Function) -> bool:
    return any(isinstance(each, ast.Call) and _is_clock(each) for each in ast.walk(function))


def _reads_clock(node: ast.AST, measured: set[str]) -> bool:
    return any(
        (isinstance(each, ast.Name) and each.id in measured)
        or (isinstance(each, ast.Call) and _is_clock(each))
        for each in ast.walk(node)
    )


def _is_clock(call: ast.Call) -> bool:
    if _called(call.func) in _CLOCKS:
        return True
    match call.func:
        case ast.Attribute(value=whose, attr="time"):
            said = ast.unparse(whose)
            return said == "time" or said.endswith(("loop", "loop()"))
        case _:
            return False


# --- asserting ------------------------------------------------------------------------------------


def asserting_names(trees: Mapping[str, ast.AST]) -> frozenset[str]:
    """The names of all functions that assert, or call one that does."""
    said = [
        (each.name, *_asserts_or_calls(each)) for tree in trees.values() for each in functions(tree)
    ]
    names = {name for name, asserts, _called_names in said if asserts}
    while True:
        more = {name for name, _asserts_itself, called in said if called & names} - names
        if not more:
            return frozenset(names)
        names |= more


def tests_without_assertion(asserting: frozenset[str]) -> Callable[[ast.AST], Iterator[Broken]]:
    """The rule that every test asserts, by itself or by a function of one of these names."""

    def rule(tree: ast.AST) -> Iterator[Broken]:
        for test in tests_in(tree):
            if not _asserts(test, asserting):
                yield test.lineno, test.name

    return rule


def _asserts(function: Function, asserting: frozenset[str]) -> bool:
    asserts, called = _asserts_or_calls(function)
    return asserts or bool(called & asserting)


def _asserts_or_calls(function: Function) -> tuple[bool, set[str]]:
    """Whether a function asserts by itself, and the names of what it calls."""
    nodes = list(ast.walk(function))
    called = {_called(node.func) for node in nodes if isinstance(node, ast.Call)}
    asserts = any(isinstance(node, ast.Assert) for node in nodes)
    return asserts or bool(called & _ASSERTING), called
