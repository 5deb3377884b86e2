"""The heading of a chart: its title, and a legend when there are two series."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures.charts.canvas import Canvas
from bot.pictures.charts.style import LABELS, MARGIN, TITLE, WIDTH
from bot.pictures.charts.text_layout import Block, written
from bot.talk.pictures import Drawing

SAMPLE = 36.0
_ROOM = WIDTH - 2 * MARGIN
_GAP = 18.0


@dataclass(frozen=True, slots=True)
class Heading:
    """The title and the legend, with their layout."""

    title: Block
    legend: tuple[Block, ...]

    @property
    def _beside(self) -> bool:
        needed = sum(SAMPLE + entry.width for entry in self.legend) + _GAP
        return needed <= _ROOM and all(len(entry.lines) == 1 for entry in self.legend)

    @property
    def height(self) -> float:
        """The distance from the picture's upper edge to the chart."""
        rows = [entry.height for entry in self.legend]
        legend = (max(rows) if self._beside else sum(rows)) + 6 if rows else 0.0
        return MARGIN + self.title.height + legend + 6

    def write(self, page: Canvas) -> None:
        """Write it on the canvas."""
        page.write(self.title, MARGIN, MARGIN, name="title")
        x, top = MARGIN, MARGIN + self.title.height + 6
        for index, entry in enumerate(self.legend):
            line = entry.height / max(1, len(entry.lines))
            page.sample(index == 1, x, top + line / 2)
            page.write(entry, x + SAMPLE, top, name="legend")
            if self._beside:
                x += SAMPLE + entry.width + _GAP
            else:
                top += entry.height


def heading(drawing: Drawing) -> Heading:
    """The heading of a drawing; a single series has no legend."""
    names = [series.name for series in drawing.series] if len(drawing.series) > 1 else []
    return Heading(
        title=written(drawing.title, _ROOM, TITLE, bold=True),
        legend=tuple(written(name, _ROOM - SAMPLE, LABELS[1]) for name in names),
    )
