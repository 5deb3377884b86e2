"""How pictures look: the two themes, and sizes that can be read on a cheap phone.

A picture is laid out in the CSS pixels of a phone 360 wide, so a size here is the size seen there.
Series are told apart by line, filling and marker first; the colours (after Okabe and Ito) stay
apart for the colour-blind too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib

from bot.talk.pictures import Theme

WIDTH = 360
"""The width that everything is laid out in."""
SCALE = 3
"""Pixels of the picture for each of layout: 1080 across, sharp on every phone."""
MARGIN = 12.0
"""What stays empty along each edge."""

TITLE = 18.0
LABELS = (15.0, 14.0, 13.0)
"""Sizes of an axis's label, best first; the smallest letters of any picture are 12.5."""
SMALL = 12.5
LEADING = 1.38
"""A line's height, for each of its letters' size; room for the marks over Ẫ and under Ậ."""


@dataclass(frozen=True, slots=True)
class Colours:
    """A theme: the colours of the web page, and one more for what stands beside the accent."""

    paper: str
    ink: str
    muted: str
    line: str
    edge: str
    accent: str
    other: str
    """The series before, the line of a goal."""


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
    """Draw as this folder says, whatever a matplotlibrc of the machine says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["text.hinting"] = "none"
        matplotlib.rcParams["text.parse_math"] = False  # a "$" in a name is a dollar
        matplotlib.rcParams["hatch.linewidth"] = 1.2
        yield
