"""The table below a radar whose labels do not fit: number, name, now and before."""

from __future__ import annotations

from matplotlib.lines import Line2D

from bot.pictures.charts.canvas import Canvas
from bot.pictures.charts.style import LABELS, MARGIN, WIDTH
from bot.pictures.charts.text_layout import Block, Run, Tone, with_unit, written
from bot.talk.pictures import Drawing

_GAP = 10.0
_ROW_GAP = 7.0
_HEADER = 22.0
_TONES: tuple[Tone, Tone] = ("accent", "other")


class RadarTable:
    """The table of a drawing, with its layout."""

    def __init__(self, drawing: Drawing) -> None:
        size = LABELS[1]
        count = len(drawing.labels)
        self._columns = [
            [
                Run(
                    with_unit(value, drawing.unit, drawing.locale), size, bold=index == 0, tone=tone
                )
                for value in series.values
            ]
            for index, (series, tone) in enumerate(zip(drawing.series, _TONES, strict=False))
        ]
        numbers = [Run(str(row + 1), size, bold=True) for row in range(count)]
        self._names_at = MARGIN + max(run.width for run in numbers) + _GAP
        self._numbers = numbers
        self._wide = [max(28.0, *(run.width for run in column)) for column in self._columns]
        max_width = WIDTH - MARGIN - self._names_at - sum(wide + _GAP for wide in self._wide)
        self._names = [written(label, max_width, size) for label in drawing.labels]
        self._header = _HEADER if len(self._columns) > 1 else 0.0

    def _row_height(self, row: int) -> float:
        return max(self._names[row].height, Block(((self._numbers[row],),)).height) + _ROW_GAP

    @property
    def height(self) -> float:
        """The height of all rows."""
        return self._header + sum(self._row_height(row) for row in range(len(self._names)))

    def write(self, page: Canvas, top: float) -> None:
        """Write it on the canvas, from `top` down."""
        rights: list[float] = []
        right = WIDTH - MARGIN
        for wide in reversed(self._wide):  # the values of now, then those of before
            rights.insert(0, right)
            right -= wide + _GAP
        if self._header:
            for index, edge in enumerate(rights):
                page.sample(index == 1, edge - 28, top + _HEADER / 2)
            top += self._header
        for row, name in enumerate(self._names):
            height = self._row_height(row)
            rule = [top, top]
            page.add(Line2D([MARGIN, WIDTH - MARGIN], rule, color=page.colours.edge, linewidth=1))
            inside = top + _ROW_GAP / 2
            page.write(Block(((self._numbers[row],),)), MARGIN, inside, name=f"number {row}")
            page.write(name, self._names_at, inside, name=f"label {row}")
            for edge, column in zip(rights, self._columns, strict=True):
                page.write(Block(((column[row],),)), edge, inside, "right", name=f"value {row}")
            top += height
