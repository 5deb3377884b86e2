"""Damage to JSON: a valid value in which fields are absent, null, huge or of another kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

Damage: TypeAlias = tuple[int, int]
"""Which field, and what becomes of it; both are taken modulo how many there are."""

Damaged: TypeAlias = tuple[int, Sequence[Damage], int]
"""Which valid value, its damage, and how many bytes of it are cut off at its end."""

BATCH: Final = 60
"""How many come in one example; a house is opened for each."""

_ABSENT: Final = "absent, and no text of an update"
_DEEP: Any = []
for _level in range(200):
    _DEEP = [_DEEP]
_VALUES: Final[tuple[Any, ...]] = (
    _ABSENT, None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**300, 0.5,
    float("nan"), float("inf"), "", " ", "0", "\x00", "\ud800", "\udfff\ud800", "ờ" * 5000,
    "a" * 70_000, "/" + "x" * 300, "\u202e<b>{x}%s", "-1:", "1:" + "y" * 500, "9" * 400,
    [], {}, [None], [[]], {"id": None}, {"": {}}, {"__class__": "x"}, _DEEP,
    list(range(2000)), {str(number): number for number in range(500)},
)  # fmt: skip


def damaged_ones() -> st.SearchStrategy[list[Damaged]]:
    """A batch of damaged values."""
    damage = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=3)
    cut = st.sampled_from((0,) * 9 + (1, 7, 40))
    one = st.tuples(st.integers(0, 999), damage, cut)
    return st.lists(one, min_size=BATCH, max_size=BATCH)


def damaged_text(valid: Sequence[Any], which: Damaged) -> str:
    """One damaged value as JSON; what is no JSON (NaN, a lone half of a letter) is there too."""
    chosen, damage, cut = which
    value: Any = json.loads(json.dumps(valid[chosen % len(valid)]))
    for place, becomes in damage:
        _put(value, place, deepcopy(_VALUES[becomes % len(_VALUES)]))
    text = json.dumps(value)
    return text[: len(text) - cut]


def _put(value: Any, place: int, new: Any) -> None:
    places = list(_places(value))
    if not places:
        return
    holder, key = places[place % len(places)]
    if new != _ABSENT:
        holder[key] = new
    elif isinstance(holder, dict):
        del holder[key]
    else:
        holder.pop(key)


def _places(value: Any) -> Any:
    """Every field of a value, with what holds it; not below what damage has put there."""
    match value:
        case dict():
            keys: list[Any] = list(value)
        case list() if len(value) < 50:
            keys = list(range(len(value)))
        case _:
            return
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list) and len(value[key]) < 50:
            yield from _places(value[key])
