"""The radar: the level of several skills, now and the time before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from bot.pictures.charts import horizontal_bars as lying
from bot.pictures.charts.canvas import Canvas, checked, line_kind, values_of
from bot.pictures.charts.heading import heading
from bot.pictures.charts.radar_labels import Around, around, direction
from bot.pictures.charts.radar_table import RadarTable
from bot.pictures.charts.style import MARGIN, SMALL, WIDTH, as_declared
from bot.pictures.charts.text_layout import Block, Run, number, with_unit, written
from bot.talk.pictures import Drawing, Theme

MIN_AXES = 3
MAX_AXES = 24
_ABOVE = 10.0

Point: TypeAlias = tuple[float, float]
"""A point on the canvas."""


def draw(drawing: Drawing, theme: Theme) -> bytes:
    """The radar as a PNG; with fewer than three axes it becomes horizontal bars."""
    with as_declared():
        return layout(drawing, theme).png()


def figure(drawing: Drawing, theme: Theme) -> Figure:
    """The radar as a figure."""
    with as_declared():
        return layout(drawing, theme).figure


def layout(drawing: Drawing, theme: Theme) -> Canvas:
    """The radar on its canvas: labels around it if they fit, else numbers and a table below."""
    drawing = checked(drawing, max_series=2)
    if len(drawing.labels) > MAX_AXES:
        raise ValueError("too many axes for a radar")
    if len(drawing.labels) < MIN_AXES:
        return lying.layout(drawing, theme, scale(drawing)[-1])
    values = [with_unit(value, drawing.unit, drawing.locale) for value in drawing.series[0].values]
    found = around(drawing.labels, values)
    return _around(drawing, theme, found) if found else _listed(drawing, theme)


def scale(drawing: Drawing) -> list[float]:
    """The values of the rings; the last one is the declared end of the scale, or the maximum."""
    top = max([drawing.most or 0.0, *values_of(drawing)]) or 100.0
    if drawing.most == top:
        parts = (
            4 if top > 10 or top % 4 == 0 else next(n for n in (3, 5, 2) if n == 2 or not top % n)
        )
        return [top * part / parts for part in range(1, parts + 1)]
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    return [float(tick) for tick in ticks if tick > 0]


def _around(drawing: Drawing, theme: Theme, found: Around) -> Canvas:
    """The radar with every label at its axis."""
    head = heading(drawing)
    unit = _unit(drawing)
    upper = min(-found.radius, *(label.top for label in found.labels))
    lower = max(found.radius, *(label.bottom for label in found.labels))
    middle = head.height + _ABOVE + unit.height - upper
    page = Canvas(middle + lower + MARGIN, theme)
    head.write(page)
    page.write(unit, MARGIN, head.height, name="unit")
    _web(page, drawing, (WIDTH / 2, middle), found.radius)
    for axis, label in enumerate(found.labels):
        x = WIDTH / 2 + label.anchor
        page.write(label.block, x, middle + label.top, label.even, name=f"label {axis}")
    return page


def _listed(drawing: Drawing, theme: Theme) -> Canvas:
    """The radar with a number at each axis, and a table below that explains the numbers."""
    head, listed, unit = heading(drawing), RadarTable(drawing), _unit(drawing)
    radius, off = 118.0, 16.0
    middle = head.height + _ABOVE + unit.height + radius + 2 * off
    page = Canvas(middle + radius + 2 * off + listed.height + MARGIN, theme)
    head.write(page)
    page.write(unit, MARGIN, head.height, name="unit")
    _web(page, drawing, (WIDTH / 2, middle), radius)
    for axis in range(len(drawing.labels)):
        x, y = direction(axis, len(drawing.labels))
        said = Block(((Run(str(axis + 1), 14.0, bold=True),),))
        top = middle + y * (radius + off) - said.height / 2
        page.write(said, WIDTH / 2 + x * (radius + off), top, "center", name=f"axis {axis}")
    listed.write(page, middle + radius + 2 * off)
    return page


def _unit(drawing: Drawing) -> Block:
    """A unit in words, written once; a sign such as % is written at each value."""
    return written("" if drawing.unit == "%" else drawing.unit, 200, SMALL, tone="muted")


def _web(page: Canvas, drawing: Drawing, middle: Point, radius: float) -> None:
    """The radar itself: rings, axes, series, and the numbers of the rings."""
    rings, axes = scale(drawing), len(drawing.labels)
    ends = [direction(axis, axes) for axis in range(axes)]
    for ring in rings:
        part = ring / rings[-1]
        corners = [_at(middle, end, radius * part) for end in ends]
        last = ring == rings[-1]
        colour = page.colours.line if last else page.colours.edge
        page.add(
            Polygon(corners, fill=False, edgecolor=colour, linewidth=1.4 if last else 1.0, zorder=1)
        )
    for end in ends:
        xs, ys = zip(middle, _at(middle, end, radius), strict=True)
        page.add(Line2D(xs, ys, color=page.colours.edge, linewidth=1.0, zorder=1))
    drawn = [
        [
            None if value is None else _at(middle, end, radius * value / rings[-1])
            for value, end in zip(series.values, ends, strict=True)
        ]
        for series in drawing.series
    ]
    for index, points in reversed(list(enumerate(drawn))):
        _series(page, points, middle, before=index == 1)
    _ring_numbers(page, rings, drawn, middle, radius)


def _series(
    page: Canvas,
    points: Sequence[Point | None],
    middle: Point,
    before: bool,
) -> None:
    """A series: lines between neighbours that both have a number; gaps stay empty."""
    axes = len(points)
    sides = []
    for axis, point in enumerate(points):
        following = points[(axis + 1) % axes]
        if point is not None and following is not None:
            sides.append((point, following))
    if not before and sides:
        vertices = [corner for first, second in sides for corner in (middle, first, second, middle)]
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(sides)
        # One path for all triangles, so that no seams show between them.
        fill = Path(vertices, codes)
        page.add(PathPatch(fill, facecolor=page.colours.accent, alpha=0.22, linewidth=0, zorder=3))
    colour = page.colours.other if before else page.colours.accent
    for first, second in sides:
        xs, ys = zip(first, second, strict=True)
        page.add(Line2D(xs, ys, color=colour, **line_kind(before)))  # type: ignore[arg-type]
    there = [point for point in points if point is not None]
    page.mark([x for x, _y in there], [y for _x, y in there], before)


def _ring_numbers(
    page: Canvas,
    rings: Sequence[float],
    drawn: Sequence[Sequence[Point | None]],
    middle: Point,
    radius: float,
) -> None:
    """The numbers of the middle and the last ring, where they are farthest from the series."""
    axes = len(drawn[0])
    inside = radius * math.cos(math.pi / axes)
    covered = [point for points in drawn for point in _along(points)]
    for ring in sorted({rings[(len(rings) - 1) // 2], rings[-1]}):
        candidates = [
            _at(middle, direction(2 * axis + 1, 2 * axes), inside * ring / rings[-1] - 9)
            for axis in range(axes)
        ]
        x, y = max(
            candidates, key=lambda point: min((math.dist(point, at) for at in covered), default=0)
        )
        said = Block(((Run(number(ring), SMALL, tone="muted"),),))
        page.write(said, x, y - said.height / 2, "center", name="ring", halo=2)


def _along(points: Sequence[Point | None]) -> Iterator[Point]:
    """Points on a series: its values and some points between neighbours."""
    for first, second in zip(points, [*points[1:], points[0]], strict=True):
        if first is not None:
            yield first
        if first is not None and second is not None:
            for part in (0.25, 0.5, 0.75):
                yield (
                    first[0] + (second[0] - first[0]) * part,
                    first[1] + (second[1] - first[1]) * part,
                )


def _at(middle: Point, pointing: Point, far: float) -> Point:
    return middle[0] + pointing[0] * far, middle[1] + pointing[1] * far
