"""The style of pictures: two themes, and sizes that are readable on a cheap phone.

The layout uses the CSS pixels of a phone 360 wide, so a size here is the visible size. Line,
filling and marker distinguish the series; the colours (after Okabe and Ito) suit colour-blind
people too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib

from bot.talk.pictures import Theme

WIDTH = 360
"""The width of the layout."""
SCALE = 3
"""Pixels of the picture for each pixel of the layout: 1080 across, sharp on every phone."""
MARGIN = 12.0
"""The empty space along each edge."""

TITLE = 18.0
LABELS = (15.0, 14.0, 13.0)
"""Sizes of an axis label, best first; the smallest text of any picture is 12.5."""
SMALL = 12.5
LEADING = 1.38
"""The height of a line relative to its letters; it leaves space for the marks of Ẫ and Ậ."""


@dataclass(frozen=True, slots=True)
class Colours:
    """A theme: the colours of the web page, and one more colour beside the accent."""

    paper: str
    ink: str
    muted: str
    line: str
    edge: str
    accent: str
    other: str
    """For the earlier series and for the line of a goal."""


THEMES: dict[Theme, Colours] = {
    "light": Colours(
        paper="#fbfaf4",
        ink="#1c2925",
        muted="#54625c",
        line="#7b8d85",
        edge="#d3dcd6",
        accent="#14564a",
        other="#b04a00",
    ),
    "dark": Colours(
        paper="#11211c",
        ink="#ebf2ee",
        muted="#adbfb7",
        line="#6f8c82",
        edge="#2f4a42",
        accent="#93d9c1",
        other="#f5a742",
    ),
}


@contextmanager
def as_declared() -> Iterator[None]:
    """Draw with the settings of this folder and ignore the machine's matplotlibrc."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["text.hinting"] = "none"
        matplotlib.rcParams["text.parse_math"] = False  # a "$" in a name is a dollar sign
        matplotlib.rcParams["hatch.linewidth"] = 1.2
        yield
