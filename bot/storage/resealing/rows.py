"""Resealing: what an older release left plain, or an older key sealed, is sealed anew in slices.

Each slice is a transaction of its own. A row that is sealed already is passed over, so that a pass
that was ended half-way is simply begun again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, Text, cast, column, delete, insert, select, table, tuple_, update
from sqlalchemy.sql import Select

from bot.storage.engine.columns import SealedId, SealedText
from bot.storage.engine.constructs import param
from bot.storage.engine.sealing import Sealer
from bot.storage.engine.session import Row, Session
from bot.storage.engine.statement import Statement
from bot.storage.people.tables import address
from bot.storage.push.tables import push_subscription
from bot.storage.secrets.tables import secret
from bot.storage.tables import metadata

SLICE_ROWS = 200

_PLAIN_SECRETS = ("id_key", "sealed", "resealed", "write_check")


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns: its key, the columns by kind, and statements that do not seal.

    The address of a push subscription is not among its columns: it goes with the address.
    """

    name: str
    key: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    first: Statement
    after: Statement
    write: tuple[Statement, ...]

    @property
    def sealed(self) -> tuple[str, ...]:
        """The sealed columns, in the order of rows behind the key."""
        return (*self.ids, *self.texts)


class Resealing:
    """One pass over all sealed tables of an open database; `plain`: also over what is plain."""

    def __init__(self, database: Any, *, plain: bool) -> None:
        self._database = database
        self._plain = plain
        self._left = list(sealed_tables())
        self._after: tuple[Any, ...] | None = None

    @property
    def table(self) -> str | None:
        """The table that is being read; None: the pass is complete."""
        return self._left[0].name if self._left else None

    async def slice(self, limit: int = SLICE_ROWS) -> int:
        """Seal anew what needs it among the next rows; how many rows were read."""
        one = self._left[0]

        async def job(session: Session) -> Sequence[Row]:
            start = {f"{n}_was": v for n, v in zip(one.key, self._after or (), strict=False)}
            which = one.first if self._after is None else one.after
            rows = await session.rows(which, limit=limit, **start)
            changed = [
                values
                for row in rows
                if (values := self._changed(one, row, self._database.sealer)) is not None
            ]
            if changed:
                for statement in one.write:
                    names = statement.compiled(self._database.dialect).parameters
                    await session.many(
                        statement, [{name: each[name] for name in names} for each in changed]
                    )
            return rows

        rows = await self._database.in_transaction(job)
        if len(rows) < limit:
            self._left.pop(0)
            self._after = None
        else:
            self._after = tuple(rows[-1][: len(one.key)])
        return len(rows)

    def _changed(self, one: SealedTable, row: Row, sealer: Sealer) -> dict[str, Any] | None:
        """The values of a row by the names of parameters; None when nothing changes."""
        key, stored = row[: len(one.key)], row[len(one.key) :]
        if one.name == secret.name and (key[0] in _PLAIN_SECRETS or key[0].startswith("data_key:")):
            return None
        anew = {}
        for name, value in zip(one.sealed, stored, strict=True):
            if sealer.is_current(value) or not (self._plain or value.startswith("~")):
                anew[name] = value
            elif name in one.ids:
                anew[name] = sealer.seal_id(value)
            else:
                anew[name] = sealer.seal_text(sealer.open(value))
        if list(anew.values()) == list(stored):
            return None
        was = {f"{name}_was": value for name, value in zip(one.key, key, strict=True)}
        return was | {f"{name}_now": value for name, value in anew.items()}


@cache
def sealed_tables() -> tuple[SealedTable, ...]:
    """Every table with sealed columns; addresses come first, as others refer to them."""
    found = [each for each in map(_sealed_table, metadata.sorted_tables) if each is not None]
    return tuple(sorted(found, key=lambda each: each.name != address.name))


def _sealed_table(model: Table) -> SealedTable | None:
    moves = model is push_subscription
    ids = _named(model, SealedId) if not moves else ()
    texts = _named(model, SealedText)
    if not ids and not texts:
        return None
    key = tuple(each.name for each in model.primary_key)
    plain = table(model.name, *(column(each.name, _plain(each.type)) for each in model.c))
    rows: Select[Any] = select(*(plain.c[name] for name in (*key, *ids, *texts))).order_by(
        *(plain.c[name] for name in key)
    )
    rows = rows.limit(param("limit")).with_for_update()
    keys = [plain.c[name] for name in key]
    behind = tuple_(*keys) > tuple_(*(param(f"{name}_was", plain.c[name].type) for name in key))
    if model is address:
        write = _moved_address(plain)
    else:
        values = {name: param(f"{name}_now") for name in (*ids, *texts)}
        write = (Statement("reseal", update(plain).where(*_of_key(plain, key)).values(values)),)
    return SealedTable(
        model.name,
        key,
        ids,
        texts,
        Statement("first_sealed", rows),
        Statement("next_sealed", rows.where(behind)),
        write,
    )


def _moved_address(plain: Any) -> tuple[Statement, ...]:
    """An address is the key of what refers to it: a new row, what refers to it, the old one."""
    key = ("channel", "account", "external_id")
    whole = [each for each in plain.c if each.name != "external_id"]
    copied = select(*whole, cast(param("external_id_now"), Text)).where(*_of_key(plain, key))
    names = [*(each.name for each in whole), "external_id"]
    subscription = table(
        push_subscription.name, *(column(each.name) for each in push_subscription.c)
    )
    return (
        Statement("copy_address", insert(plain).from_select(names, copied)),
        Statement(
            "move_subscriptions",
            update(subscription)
            .where(*_of_key(subscription, key))
            .values(external_id=param("external_id_now")),
        ),
        Statement("delete_address", delete(plain).where(*_of_key(plain, key))),
    )


def _of_key(plain: Any, key: Iterable[str]) -> list[Any]:
    return [plain.c[name] == param(f"{name}_was") for name in key]


def _named(model: Table, kind: type[SealedText] | type[SealedId]) -> tuple[str, ...]:
    return tuple(each.name for each in model.c if isinstance(each.type, kind))


def _plain(kind: Any) -> Any:
    return Text() if isinstance(kind, SealedText | SealedId) else kind
