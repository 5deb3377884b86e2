"""A statement takes its own parameters, all of them and no other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import column, insert, select, table, update

from bot.storage.engine.constructs import DialectName, insert_into, param
from bot.storage.engine.statement import Statement
from tests.sealed import SEALER
from tests.storage.stores import Store

thing = table("thing", column("name"), column("size"), column("owner"), column("why"))

RENAME = Statement(
    "rename",
    update(thing)
    .where(thing.c.name == param("name_"))
    .values(name=param("to"), size=1, owner=None),
)
ALL = Statement("all", select(thing.c.name))
ONE = Statement("one", select(thing.c.size).where(thing.c.name == param("name_")))
ADD = Statement("add", insert(thing).values(name=param("name"), why=param("why")))

every_dialect = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


@every_dialect
def test_values_are_put_in_the_order_of_the_text(dialect: DialectName) -> None:
    compiled = RENAME.compiled(dialect)
    assert compiled.parameters == {"name_", "to"}
    by_name = {"name_": "old", "to": "new", "size": 1, "owner": None}
    values = compiled.arguments({"to": "new", "name_": "old"}, SEALER)
    assert values == tuple(by_name[name] for name in compiled.order)


@every_dialect
@pytest.mark.parametrize(
    ("statement", "values", "said"),
    [
        (RENAME, {"name_": "a"}, "rename: no value for ['to'], no parameter []"),
        (RENAME, {"name_": "a", "too": "b"}, "rename: no value for ['to'], no parameter ['too']"),
        (
            RENAME,
            {"name_": "a", "to": "b", "x": 1},
            "rename: no value for [], no parameter ['x']",
        ),
        (
            RENAME,
            {"name_": "a", "owner": 1},
            "rename: no value for ['to'], no parameter ['owner']",
        ),
        (
            RENAME,
            {"name_": "a", "to": "b", "size": 2},
            "rename: no value for [], no parameter ['size']",
        ),
        (ONE, {}, "one: no value for ['name_'], no parameter []"),
        (ONE, {"name": "a"}, "one: no value for ['name_'], no parameter ['name']"),
        (ALL, {"name": "a"}, "all: no value for [], no parameter ['name']"),
    ],
)
def test_a_value_that_is_missing_or_misspelt_is_refused(
    dialect: DialectName, statement: Statement, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(TypeError) as refused:
        statement.compiled(dialect).arguments(values, SEALER)
    assert str(refused.value) == f"statement {said}"


@every_dialect
def test_none_is_a_value_and_a_missing_one_is_not_none(dialect: DialectName) -> None:
    compiled = ADD.compiled(dialect)
    assert compiled.arguments({"name": "a", "why": None}, SEALER) == ("a", None)
    with pytest.raises(TypeError):
        compiled.arguments({"name": "a"}, SEALER)


@every_dialect
def test_few_parameters_make_a_row_too(dialect: DialectName) -> None:
    assert ALL.compiled(dialect).arguments({}, SEALER) == ()
    assert ONE.compiled(dialect).arguments({"name_": "a"}, SEALER) == ("a",)


@every_dialect
def test_each_of_many_rows_is_asked_for_all_its_values(dialect: DialectName) -> None:
    compiled = ADD.compiled(dialect)
    rows = [{"name": "a", "why": "x"}, {"why": "y", "name": "b"}]
    assert compiled.every_arguments(rows, SEALER) == [("a", "x"), ("b", "y")]
    with pytest.raises(TypeError, match=r"add: no value for \['why'\]"):
        compiled.every_arguments([*rows, {"name": "c"}], SEALER)


def test_a_statement_is_compiled_once_for_each_dialect() -> None:
    made: list[DialectName] = []

    def build(dialect: DialectName) -> Any:
        made.append(dialect)
        return insert_into(thing, dialect).values(name=param("name")).on_conflict_do_nothing()

    statement = Statement("build", build)
    assert statement.compiled("sqlite") is statement.compiled("sqlite")
    assert statement.compiled("postgresql").sql != statement.compiled("sqlite").sql
    assert made == ["sqlite", "postgresql"]


async def test_a_database_runs_nothing_of_which_a_value_is_missing(store: Store) -> None:
    async def job(session: Any) -> None:
        await session.rows(ONE, name="a")

    async def many(session: Any) -> None:
        await session.many(ADD, [{"name": "a"}])

    with pytest.raises(TypeError, match="statement one"):
        await store.in_transaction(job)
    with pytest.raises(TypeError, match="statement add"):
        await store.in_transaction(many)
    with pytest.raises(TypeError, match="statement one"):
        await store.query(ONE, name="a")
