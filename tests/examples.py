"""How many examples a property is tried with: a quick run takes a part of them."""

from __future__ import annotations

from hypothesis import settings

WHOLE = 100
"""Examples of a property that asks for no number of its own."""

LEAST = 5


def examples(count: int) -> settings:
    """Decorates a property: try so many examples, or in a quick run as large a part of them."""
    profile = settings.default
    assert profile is not None
    return settings(max_examples=max(LEAST, count * profile.max_examples // WHOLE))
