"""Pictures: facts -> PNG, one file per chart; a process of its own draws them.

Importing this package or the maker loads no drawing library: only the drawing process
(`python -m bot.pictures`) does.
"""

from __future__ import annotations

from bot.talk.pictures import ChartName

PICTURES: dict[ChartName, str] = {
    "radar": "bot.pictures.charts.radar",
    "weeks": "bot.pictures.charts.bars_by_period",
}
"""Every chart and the module whose `draw(drawing, theme)` makes its PNG."""

FONT = "DejaVu Sans"
"""What every letter is drawn in: it comes with matplotlib and has every Vietnamese letter."""

CACHE_VERSION = 1
"""Counts up when charts are drawn differently: pictures kept from before are then made anew."""
