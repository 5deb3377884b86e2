"""A chart of lines: how two counts grew in time, up to now."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bot.pictures.charts.bars_by_period import Plot, end_of_scale, scale, tick_line, week_labels
from bot.pictures.charts.canvas import Canvas, checked, line_kind
from bot.pictures.charts.heading import heading
from bot.pictures.charts.style import MARGIN, SMALL, WIDTH, as_declared
from bot.pictures.charts.text_layout import Block, Run, number, written
from bot.talk.pictures import Drawing, Theme

_ABOVE = 26.0
"""Between the unit and the plot: the last number of a line stands above it."""


def draw(drawing: Drawing, theme: Theme) -> bytes:
    """The chart as a PNG."""
    with as_declared():
        return layout(drawing, theme).png()


def figure(drawing: Drawing, theme: Theme) -> Figure:
    """The chart as a figure."""
    with as_declared():
        return layout(drawing, theme).figure


def layout(drawing: Drawing, theme: Theme) -> Canvas:
    """The chart on its canvas."""
    drawing = checked(drawing, max_series=2)
    head = heading(drawing)
    unit = written(drawing.unit, WIDTH - 2 * MARGIN, SMALL, tone="muted")
    ticks = scale(drawing)
    numbers = [Run(number(tick, drawing.locale), SMALL, tone="muted") for tick in ticks]
    left = MARGIN + max(run.width for run in numbers) + 6
    slot = (WIDTH - MARGIN - left) / len(drawing.labels)
    plot = Plot(left, head.height + unit.height + _ABOVE, slot, end_of_scale(drawing))
    labels = week_labels(drawing.labels, plot)
    page = Canvas(plot.foot + 8 + max(b.height for _x, b, _n in labels) + MARGIN, theme)
    head.write(page)
    page.write(unit, MARGIN, head.height, name="unit")
    for tick, run in zip(ticks, numbers, strict=True):
        tick_line(page, plot, tick, run)
    ends: list[float] = []
    for place, series in enumerate(drawing.series):
        _line(page, plot, series.values, second=place == 1)
        _last(page, plot, series.values, drawing.locale, ends)
    for x, block, name in labels:
        page.write(block, x, plot.foot + 8, "center", name=name)
    return page


def points(plot: Plot, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """The points of each unbroken piece of a line; it is broken where a number is missing."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((plot.middle(place), plot.level(value)))
    return [each for each in pieces if each]


def _line(page: Canvas, plot: Plot, values: Sequence[float | None], *, second: bool) -> None:
    colour = page.colours.other if second else page.colours.accent
    for piece in points(plot, values):
        xs, ys = [x for x, _y in piece], [y for _x, y in piece]
        page.add(Line2D(xs, ys, color=colour, **line_kind(second)))  # type: ignore[arg-type]
        page.mark(xs, ys, second)


def _last(
    page: Canvas, plot: Plot, values: Sequence[float | None], locale: str, ends: list[float]
) -> None:
    """The last number of a line, above its end; below it where another number stands there."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if not known:
        return
    place, value = known[-1]
    run = Run(number(value, locale), SMALL, bold=True, tone="ink")
    block = Block(((run,),))
    top = plot.level(value) - block.height - 6
    if any(abs(top - other) < block.height for other in ends):
        top = plot.level(value) + 6
    if top + block.height > plot.foot and ends and value:
        return
    ends.append(top)
    x = min(plot.middle(place), WIDTH - MARGIN - run.width / 2)
    page.write(block, x, top, "center", name="value", halo=1.5)
