"""The canvas of a picture: one drawing area, measured in the pixels of a phone.

The y axis points down. Only the object interface of the drawing library is used, so two pictures
share no state.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import AbstractPathEffect, withStroke
from PIL import Image

from bot.pictures.charts.style import SCALE, THEMES, WIDTH
from bot.pictures.charts.text_layout import (
    Block,
    Side,
    font,
    legible,
    line_height,
    line_width,
    run_gap,
)
from bot.talk.pictures import Drawing, DrawnSeries, Theme

MAX_COLOURS = 64


class Canvas:
    """A canvas in the colours of a theme, `height` pixels high and 360 wide."""

    def __init__(self, height: float, theme: Theme) -> None:
        self.colours = THEMES[theme]
        self.height = math.ceil(height)
        self.figure = Figure(
            figsize=(WIDTH / 72, self.height / 72), dpi=72 * SCALE, facecolor=self.colours.paper
        )
        self.axes: Axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(self.height, 0)

    def add(self, artist: Artist) -> None:
        """Add a shape."""
        self.axes.add_artist(artist)

    def write(
        self, block: Block, x: float, top: float, side: Side = "left", *, name: str, halo: float = 0
    ) -> None:
        """Write a block with its left, middle or right at `x`; `name` becomes the text's id.

        A halo in the background colour separates the letters from lines below them.
        """
        effects: list[AbstractPathEffect] | None = (
            [withStroke(linewidth=2 * halo, foreground=self.colours.paper)] if halo else None
        )
        for line in block.lines:
            left = x - line_width(line) * {"left": 0.0, "center": 0.5, "right": 1.0}[side]
            foot = top + line_height(line) * 0.76
            for run in line:
                drawn = self.axes.text(
                    left,
                    foot,
                    run.text,
                    fontproperties=font(run.size, run.bold),
                    color=getattr(self.colours, run.tone),
                    ha="left",
                    va="baseline",
                    zorder=10,
                    gid=name,
                )
                if effects:
                    drawn.set_path_effects(effects)
                left += run.width + run_gap(run)
            top += line_height(line)

    def sample(self, before: bool, x: float, y: float, length: float = 28) -> None:
        """A short sample of a series' line with its marker, for a legend."""
        colour = self.colours.other if before else self.colours.accent
        self.add(
            Line2D([x, x + length], [y, y], color=colour, **line_kind(before))  # type: ignore[arg-type]
        )
        self.mark([x + length / 2], [y], before)

    def mark(self, xs: Sequence[float], ys: Sequence[float], before: bool) -> None:
        """The markers of a series: filled circles for now, hollow squares for before."""
        colour = self.colours.other if before else self.colours.accent
        self.add(
            Line2D(
                xs,
                ys,
                linestyle="none",
                marker="s" if before else "o",
                markersize=9.5 if before else 8.0,
                markeredgewidth=2,
                markeredgecolor=colour,
                markerfacecolor=self.colours.paper if before else colour,
                zorder=6 if before else 7,
            )
        )

    def png(self) -> bytes:
        """The PNG file; the same canvas always gives the same bytes."""
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        # A chart has only a few dozen colours; a palette makes the file a third of the size.
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        drawn = Image.fromarray(pixels).convert("RGB")
        few = drawn.quantize(MAX_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        kept = io.BytesIO()
        few.save(kept, "png", optimize=True)
        return kept.getvalue()


def line_kind(before: bool) -> dict[str, object]:
    """The line of a series: solid for now, dashed for before."""
    if before:
        return {"linewidth": 2.2, "linestyle": (0, (3.2, 2.2)), "zorder": 4}
    return {"linewidth": 3.0, "linestyle": "solid", "zorder": 5, "solid_joinstyle": "round"}


def checked(drawing: Drawing, max_series: int) -> Drawing:
    """The drawing with printable text and finite numbers only; ValueError for a wrong shape."""
    if not drawing.labels:
        raise ValueError("a chart without labels")
    if not 1 <= len(drawing.series) <= max_series:
        raise ValueError(f"a chart of {len(drawing.series)} series")
    if any(len(series.values) != len(drawing.labels) for series in drawing.series):
        raise ValueError("as many values as labels")
    if drawing.goals and len(drawing.goals) != len(drawing.labels):
        raise ValueError("as many goals as labels")
    return Drawing(
        chart=drawing.chart,
        title=legible(drawing.title),
        labels=tuple(map(legible, drawing.labels)),
        series=tuple(
            DrawnSeries(legible(series.name), tuple(map(_finite, series.values)))
            for series in drawing.series
        ),
        unit=legible(drawing.unit),
        most=_finite(drawing.most) or None,
        goal=_finite(drawing.goal) or None,
        goal_name=legible(drawing.goal_name),
        goals=tuple(_finite(goal) or None for goal in drawing.goals),
    )


def _finite(value: float | None) -> float | None:
    """The number when it can be drawn from 0 up, else None."""
    return max(0.0, value) if value is not None and math.isfinite(value) else None


def values_of(drawing: Drawing) -> list[float]:
    """Every number of the drawing."""
    return [value for series in drawing.series for value in series.values if value is not None]
