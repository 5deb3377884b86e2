"""The storage's statements, found in its wings."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import bot.storage
from bot.storage.engine.statement import Statement


def _modules() -> list[ModuleType]:
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(bot.storage.__path__, "bot.storage.")
        if found.name.endswith("statements")
    ]


CONSTANTS: list[tuple[str, Statement]] = [
    (name, value)
    for module in _modules()
    for name, value in vars(module).items()
    if isinstance(value, Statement)
]
"""Each constant of a wing that is a statement, with its name."""

STATEMENTS = tuple(statement for _name, statement in CONSTANTS)
