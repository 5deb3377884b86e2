"""Statement: SQL that is written once, compiled once per dialect, and knows its parameters.

A unit of work through the ORM costs 1.7 ms a turn and this 0.03 (docs/adr/0004), so the driver
runs the text itself. Each wing of the storage names its statements in its `statements` module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, Executable

from bot.storage.engine.constructs import DialectName

Build: TypeAlias = Callable[[DialectName], Executable]
"""Makes the construct for a dialect, where the two dialects differ."""

Values: TypeAlias = Mapping[str, Any]
"""Values by the names of parameters."""


class Statement:
    """One statement; `name` is that of the module's constant, in small letters."""

    __slots__ = ("_compiled", "_source", "name")

    def __init__(self, name: str, source: Executable | Build) -> None:
        self.name = name
        self._source = source
        self._compiled: dict[DialectName, CompiledStatement] = {}

    def __repr__(self) -> str:
        return f"<Statement {self.name}>"

    def compiled(self, dialect: DialectName) -> CompiledStatement:
        """The statement for this dialect; compiled at the first call and kept."""
        found = self._compiled.get(dialect)
        if found is None:
            source = self._source
            construct = source if isinstance(source, Executable) else source(dialect)
            found = self._compiled[dialect] = _compile(self.name, construct, dialect)
        return found


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement of one dialect: its text, the names in the order that the text wants them.

    A name is either a parameter or that of a constant which the construct brings itself.
    """

    name: str
    sql: str
    order: tuple[str, ...]
    parameters: frozenset[str]
    constants: Values
    _pick: Callable[[Values], tuple[Any, ...]] = field(repr=False)

    def arguments(self, values: Values) -> tuple[Any, ...]:
        """The values in the order that the text wants them.

        Raises `TypeError` when a parameter has no value, or a value no parameter: a missing value
        must never become NULL.
        """
        if len(values) == len(self.parameters):
            try:
                return self._pick({**self.constants, **values} if self.constants else values)
            except KeyError:
                pass
        missing = sorted(self.parameters - values.keys())
        unknown = sorted(values.keys() - self.parameters)
        raise TypeError(f"statement {self.name}: no value for {missing}, no parameter {unknown}")

    def every_arguments(self, rows: Iterable[Values]) -> list[tuple[Any, ...]]:
        """The same for many rows. Raises `TypeError`."""
        return [self.arguments(values) for values in rows]


def _compile(name: str, construct: Executable, dialect: DialectName) -> CompiledStatement:
    assert isinstance(construct, ClauseElement)
    compiled: Any = construct.compile(
        dialect=_dialect_of(dialect), compile_kwargs={"render_postcompile": True}
    )
    order = tuple(compiled.positiontup or ())
    constants = {each: compiled.params[each] for each in order if not compiled.binds[each].required}
    parameters = frozenset(order) - constants.keys()
    return CompiledStatement(name, str(compiled), order, parameters, constants, _picker(order))


def _dialect_of(name: DialectName) -> Dialect:
    """The dialect with the parameters that its driver wants."""
    make: Any = sqlite.dialect if name == "sqlite" else postgresql.dialect
    style = "qmark" if name == "sqlite" else "numeric_dollar"
    dialect: Dialect = make(paramstyle=style)
    return dialect


def _picker(order: tuple[str, ...]) -> Callable[[Values], tuple[Any, ...]]:
    """What takes values out of a mapping in this order; raises `KeyError`."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda values: tuple(values[name] for name in order)
