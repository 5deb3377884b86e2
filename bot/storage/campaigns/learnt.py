"""The kinds that somebody learnt, as the bits of `person.learnt`."""

from __future__ import annotations

from collections.abc import Iterable

_CODES = "F1 F2 F3 F4 N1 N2 N3 N4 N5 N6 I1 I2 I3 I4 I5 I6 I7 X O"
BITS = {code: 1 << place for place, code in enumerate(_CODES.split())}
"""The bit of each kind; stored, so they never change (migration 0025 has the same)."""


def bits_of(kinds: Iterable[str]) -> int:
    """The bits of some kinds together; 0 for kinds that are not known."""
    return sum(BITS.get(kind, 0) for kind in set(kinds))


def kinds_of(bits: int) -> tuple[str, ...]:
    """The kinds of some bits."""
    return tuple(kind for kind, bit in BITS.items() if bits & bit)
