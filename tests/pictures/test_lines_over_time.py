"""Lines over time: a missing number breaks the line, and the last numbers are written."""

from __future__ import annotations

from bot.pictures.charts.bars_by_period import Plot
from bot.pictures.charts.lines_over_time import figure, points
from tests.pictures.states import STATES

PLOT = Plot(40.0, 100.0, 50.0, 100.0)


def test_a_missing_number_breaks_the_line() -> None:
    pieces = points(PLOT, (0.0, None, 50.0, 100.0))
    assert [len(each) for each in pieces] == [1, 2]
    assert pieces[1] == [(165.0, 200.0), (215.0, 100.0)]
    assert points(PLOT, (None, None)) == []


def test_the_last_numbers_and_both_names_are_written() -> None:
    told = [text.get_text() for text in figure(STATES["growth"], "light").axes[0].texts]
    assert {"1203", "235"} <= set(told)
    assert "trả lời" in " ".join(told)
