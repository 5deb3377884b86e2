"""Statement: SQL that is written once, compiled once per dialect, and knows its parameters.

It also knows which of them are sealed before they reach the driver, and which columns of its rows
are opened: those whose type is `SealedText` or `SealedId`.

A unit of work through the ORM costs 1.7 ms a turn and this 0.03 (docs/adr/0004), so the driver
runs the text itself. Each wing of the storage names its statements in its `statements` module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, Executable

from bot.storage.engine.columns import SealedId, SealedIds, SealedText
from bot.storage.engine.constructs import DialectName
from bot.storage.engine.sealing import Damaged, Sealer

Build: TypeAlias = Callable[[DialectName], Executable]
"""Makes the construct for a dialect, where the two dialects differ."""

Values: TypeAlias = Mapping[str, Any]
"""Values by the names of parameters."""

_Seal: TypeAlias = Callable[[Sealer, Any], Any]


class Statement:
    """One statement; `name` is that of the module's constant, in small letters.

    `around_damage`: a sealed value that was changed comes as None. So one row never keeps others
    back; who reads it decides what becomes of that row. Elsewhere it is an error.
    """

    __slots__ = ("_around_damage", "_compiled", "_source", "name")

    def __init__(
        self, name: str, source: Executable | Build, *, around_damage: bool = False
    ) -> None:
        self.name = name
        self._source = source
        self._around_damage = around_damage
        self._compiled: dict[DialectName, CompiledStatement] = {}

    def __repr__(self) -> str:
        return f"<Statement {self.name}>"

    def compiled(self, dialect: DialectName) -> CompiledStatement:
        """The statement for this dialect; compiled at the first call and kept."""
        found = self._compiled.get(dialect)
        if found is None:
            construct = self.construct(dialect)
            found = _compile(self.name, construct, dialect, around_damage=self._around_damage)
            self._compiled[dialect] = found
        return found

    def construct(self, dialect: DialectName) -> Executable:
        """The construct of SQLAlchemy for this dialect."""
        source = self._source
        return source if isinstance(source, Executable) else source(dialect)


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement of one dialect: its text, the names in the order that the text wants them.

    A name is either a parameter or that of a constant which the construct brings itself. `seals`
    has how a parameter is sealed, `opens` the places in a row that are opened.
    """

    name: str
    sql: str
    order: tuple[str, ...]
    parameters: frozenset[str]
    constants: Values
    seals: tuple[tuple[str, _Seal], ...]
    opens: tuple[int, ...]
    around_damage: bool
    _pick: Callable[[Values], tuple[Any, ...]] = field(repr=False)

    def arguments(self, values: Values, sealer: Sealer) -> tuple[Any, ...]:
        """The values in the order that the text wants them, sealed where they are stored so.

        Raises `TypeError` when a parameter has no value, or a value no parameter: a missing value
        must never become NULL. Raises `CannotOpen` when there is no key to seal with.
        """
        if len(values) == len(self.parameters):
            try:
                if self.seals:
                    sealed = {name: seal(sealer, values[name]) for name, seal in self.seals}
                    values = {**values, **sealed}
                return self._pick({**self.constants, **values} if self.constants else values)
            except KeyError:
                pass
        missing = sorted(self.parameters - values.keys())
        unknown = sorted(values.keys() - self.parameters)
        raise TypeError(f"statement {self.name}: no value for {missing}, no parameter {unknown}")

    def every_arguments(self, rows: Iterable[Values], sealer: Sealer) -> list[tuple[Any, ...]]:
        """The same for many rows. Raises as `arguments` does."""
        return [self.arguments(values, sealer) for values in rows]

    def opened(self, rows: Sequence[Sequence[Any]], sealer: Sealer) -> Sequence[Sequence[Any]]:
        """The rows that the driver found, with what was sealed. Raises `CannotOpen`."""
        if not self.opens:
            return rows
        return open_cells(rows, self.opens, sealer, around_damage=self.around_damage)


def open_cells(
    rows: Sequence[Sequence[Any]],
    places: Sequence[int],
    sealer: Sealer,
    *,
    around_damage: bool = False,
) -> Sequence[Sequence[Any]]:
    """Rows with these places opened. Raises `CannotOpen`; `around_damage`: None where changed."""
    opened = []
    for row in rows:
        cells = list(row)
        for place in places:
            try:
                cells[place] = sealer.open(cells[place])
            except Damaged:
                if not around_damage:
                    raise
                cells[place] = None
        opened.append(tuple(cells))
    return opened


def sealed_places(construct: Any) -> tuple[int, ...]:
    """Which columns of a construct's rows are sealed."""
    found: Any = getattr(construct, "column_descriptions", None)
    if found is None:
        found = getattr(construct, "returning_column_descriptions", ())
    sealed = SealedText | SealedId
    return tuple(place for place, each in enumerate(found) if isinstance(each["type"], sealed))


def how_to_seal(kind: Any) -> _Seal | None:
    """How a parameter of this type is sealed; None: it is not."""
    match kind:
        case SealedText():
            return _seal_text
        case SealedId():
            return _seal_id
        case SealedIds():
            return _seal_ids
        case _:
            return None


def _seal_text(sealer: Sealer, value: Any) -> Any:
    return sealer.seal_text(value)


def _seal_id(sealer: Sealer, value: Any) -> Any:
    return sealer.seal_id(value)


def _seal_ids(sealer: Sealer, value: Any) -> Any:
    return sealer.seal_ids(value)


def _compile(
    name: str, construct: Executable, dialect: DialectName, *, around_damage: bool
) -> CompiledStatement:
    assert isinstance(construct, ClauseElement)
    compiled: Any = construct.compile(
        dialect=_dialect_of(dialect), compile_kwargs={"render_postcompile": True}
    )
    order = tuple(compiled.positiontup or ())
    constants = {each: compiled.params[each] for each in order if not compiled.binds[each].required}
    parameters = frozenset(order) - constants.keys()
    seals = tuple(
        (each, seal)
        for each in sorted(parameters)
        if (seal := how_to_seal(compiled.binds[each].type)) is not None
    )
    return CompiledStatement(
        name, str(compiled), order, parameters, constants, seals, sealed_places(construct),
        around_damage, _picker(order),
    )  # fmt: skip


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
