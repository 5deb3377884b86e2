"""Pictures: the facts of a chart, before and after they have a language."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from bot.talk.text import Line

ChartName: TypeAlias = Literal["radar", "weeks", "growth"]
"""The charts that `bot.pictures` can draw."""

Theme: TypeAlias = Literal["light", "dark"]
"""The colours of a picture; a chat uses the light theme."""


class Series(Struct, frozen=True):
    """One series of numbers, one for each label; None where a number is missing."""

    name: Line
    values: tuple[float | None, ...]


class Picture(Struct, frozen=True):
    """A chart before it has a language; `facts` say in words everything that it shows.

    `most` is the end of the scale (None: chosen from the numbers), `goal` a line to reach. Where it
    was not the same for all labels, `goals` has one for each, or None.
    """

    chart: ChartName
    title: Line
    facts: tuple[Line, ...]
    labels: tuple[Line, ...]
    series: tuple[Series, ...]
    unit: Line
    most: float | None = None
    goal: float | None = None
    goal_name: Line | None = None
    goals: tuple[float | None, ...] = ()


class DrawnSeries(Struct, frozen=True):
    """A series with its name in one language."""

    name: str
    values: tuple[float | None, ...]


class Drawing(Struct, frozen=True):
    """A chart in one language; equal drawings give equal pictures."""

    chart: ChartName
    title: str
    labels: tuple[str, ...]
    series: tuple[DrawnSeries, ...]
    unit: str
    most: float | None = None
    goal: float | None = None
    goal_name: str = ""
    goals: tuple[float | None, ...] = ()
    locale: str = "vi"
