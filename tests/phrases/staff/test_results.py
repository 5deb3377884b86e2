"""How far a sending is, as a bar."""

from __future__ import annotations

import pytest

from bot.phrases.staff.results import bar


@pytest.mark.parametrize(
    ("done", "planned", "shown"),
    [
        (0, 0, "░░░░░░░░░░"),
        (0, 7, "░░░░░░░░░░"),
        (6, 7, "▓▓▓▓▓▓▓▓░░"),
        (7, 7, "▓▓▓▓▓▓▓▓▓▓"),
    ],
)
def test_the_bar_is_full_when_everything_is_done_and_not_before(
    done: int, planned: int, shown: str
) -> None:
    assert bar(done, planned) == shown
