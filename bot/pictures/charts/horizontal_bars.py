"""Horizontal bars: the chart of a radar with one or two axes."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from bot.pictures.charts.canvas import Canvas
from bot.pictures.charts.heading import heading
from bot.pictures.charts.style import LABELS, MARGIN, SMALL, WIDTH
from bot.pictures.charts.text_layout import Block, Run, number, width, with_unit, written
from bot.talk.pictures import Drawing, Theme

_THICK = 24.0
_BETWEEN = 6.0


def layout(drawing: Drawing, theme: Theme, maximum: float) -> Canvas:
    """Each label above its bars, on a scale from 0 to `maximum`."""
    head = heading(drawing)
    size = LABELS[0]
    names = [written(label, WIDTH - 2 * MARGIN, size) for label in drawing.labels]
    said = [
        [with_unit(value, drawing.unit, drawing.locale) for value in series.values]
        for series in drawing.series
    ]
    values_width = max(width(text, size, True) for texts in said for text in texts) + 8
    track = WIDTH - 2 * MARGIN - values_width
    bars = len(drawing.series) * (_THICK + _BETWEEN)
    unit = written("" if drawing.unit == "%" else drawing.unit, 200, SMALL, tone="muted")
    foot = Block(((Run(with_unit(maximum, drawing.unit, drawing.locale), SMALL, tone="muted"),),))
    height = head.height + unit.height + sum(name.height + bars + 14 for name in names)
    page = Canvas(height + foot.height + MARGIN, theme)
    head.write(page)
    page.write(unit, MARGIN, head.height, name="unit")
    top = head.height + unit.height
    for row, name in enumerate(names):
        page.write(name, MARGIN, top, name=f"label {row}")
        top += name.height + 4
        for index, series in enumerate(drawing.series):
            _bar(page, series.values[row], maximum, track, top, before=index == 1)
            value = Block(((Run(said[index][row], size, index == 0),),))
            middle = top + _THICK / 2 - value.height / 2
            page.write(value, MARGIN + track + 8, middle, name=f"value {row} {index}")
            top += _THICK + _BETWEEN
        top += 10
    page.write(Block(((Run(number(0), SMALL, tone="muted"),),)), MARGIN, top, name="scale")
    page.write(foot, MARGIN + track, top, "right", name="scale")
    return page


def _bar(
    page: Canvas, value: float | None, maximum: float, track: float, top: float, *, before: bool
) -> None:
    """One bar in its track; the earlier one is hatched, not filled."""
    page.add(
        Rectangle(
            (MARGIN, top), track, _THICK, facecolor="none", edgecolor=page.colours.edge, zorder=1
        )
    )
    if value is None:
        return
    colour = page.colours.other if before else page.colours.accent
    page.add(
        Rectangle(
            (MARGIN, top),
            track * value / maximum,
            _THICK,
            facecolor="none" if before else colour,
            edgecolor=colour,
            hatch="///" if before else None,
            linewidth=1.5,
            linestyle="--" if before else "-",
            zorder=2,
        )
    )
