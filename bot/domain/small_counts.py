"""Small counts: figures about people as they may be shown, so that nobody is recognised.

1 to 7 are hidden, the others and every total are rounded to 5, each by itself; the same number is
always shown alike, so that asking again tells nothing more (staff facts, 5). A total of hidden
parts could still give them away: four parts of 7 make 28, and no other four hidden parts do. There
the total is shown as the nearest one that leaves a choice.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

FEWEST_SHOWN: Final = 8
ROUNDED_TO: Final = 5
PERCENT_BASE: Final = 20
"""The smallest base of a percentage."""

_MOST_HIDDEN: Final = FEWEST_SHOWN - 1
_MOST_OFF: Final = ROUNDED_TO // 2

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Few:
    """A count that is not shown: there are fewer than `FEWEST_SHOWN`."""


FEW: Final = Few()

ShownCount: TypeAlias = int | Few
"""A count as it may be shown."""


@dataclass(frozen=True, slots=True)
class ShownParts(Generic[K]):
    """A total and its parts as they may be shown. They need not add up, which is to be said."""

    total: ShownCount
    parts: Mapping[K, ShownCount]

    @property
    def adds_up(self) -> bool:
        """Whether a reader who adds the parts finds the total."""
        shown = [each for each in self.parts.values() if isinstance(each, int)]
        return len(shown) == len(self.parts) and sum(shown) == self.total


def shown_count(count: int) -> ShownCount:
    """A count by itself. Raises `ValueError` below zero."""
    if count < 0:
        raise ValueError(f"{count} is no count")
    return FEW if 0 < count < FEWEST_SHOWN else _rounded(count)


def shown_parts(parts: Mapping[K, int], total: int | None = None) -> ShownParts[K]:
    """Parts of a group of people, and how many the group has; None: the sum of the parts.

    In a small group a part of nobody is hidden too: it would tell something about each member.
    """
    everybody = sum(parts.values()) if total is None else total
    small = _rounded(everybody) < PERCENT_BASE
    shown = {
        name: FEW if small and everybody and not count else shown_count(count)
        for name, count in parts.items()
    }
    whole = shown_count(everybody)
    if total is None and isinstance(whole, int):
        whole = _safe_total(whole, tuple(shown.values()), least_hidden=0 if small else 1)
    return ShownParts(whole, shown)


def percent(part: ShownCount, base: ShownCount) -> int | None:
    """A whole percentage of two shown counts; None where none may be shown.

    It is made of what is shown, also whether there is one: else it would tell what was rounded.
    """
    if not isinstance(part, int) or not isinstance(base, int) or base < PERCENT_BASE:
        return None
    return min(100, (200 * part + base) // (2 * base))


def _rounded(count: int) -> int:
    return (count + _MOST_OFF) // ROUNDED_TO * ROUNDED_TO


def _safe_total(whole: int, parts: Sequence[ShownCount], least_hidden: int) -> int:
    """The shown total that is nearest and from which no hidden part can be worked out."""
    shown = [each for each in parts if isinstance(each, int)]
    hidden = len(parts) - len(shown)
    if not hidden:
        return whole
    most = sum(each + _MOST_OFF for each in shown if each) + hidden * _MOST_HIDDEN
    least = sum(each - _MOST_OFF for each in shown if each) + hidden * least_hidden
    # Someone who subtracts must be left with two numbers at least for each hidden part.
    while whole - _MOST_OFF >= most:
        whole -= ROUNDED_TO
    while whole + _MOST_OFF <= least:
        whole += ROUNDED_TO
    return whole
