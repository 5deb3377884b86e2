"""Pictures: one file per chart turns facts into a PNG, in a separate process.

Importing this package or the maker loads no drawing library; only the drawing process (`python -m
bot.pictures`) does.
"""

from __future__ import annotations

from bot.talk.pictures import ChartName

PICTURES: dict[ChartName, str] = {
    "radar": "bot.pictures.charts.radar",
    "weeks": "bot.pictures.charts.bars_by_period",
    "growth": "bot.pictures.charts.lines_over_time",
}
"""Every chart, and the module whose `draw(drawing, theme)` returns its PNG."""

FONT = "DejaVu Sans"
"""The font of all text: it comes with matplotlib and has every Vietnamese letter."""

CACHE_VERSION = 2
"""Increase it when charts are drawn differently: pictures in the cache are then drawn again."""
