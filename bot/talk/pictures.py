"""Pictures: the facts of a chart, as a conversation tells them and in the words of a language."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from bot.talk.text import Line

ChartName: TypeAlias = Literal["radar", "weeks"]
"""The charts that `bot.pictures` can draw."""

Theme: TypeAlias = Literal["light", "dark"]
"""On what a picture is looked at; a chat takes the light one."""


class Series(Struct, frozen=True):
    """One row of numbers, one for each label; None where there is no number."""

    name: Line
    values: tuple[float | None, ...]


class Picture(Struct, frozen=True):
    """A chart before it has a language: `facts` say in words all that it shows.

    `most` is the end of the scale (None: as the numbers need), `goal` a line to reach.
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


class DrawnSeries(Struct, frozen=True):
    """A row of numbers with its name in words."""

    name: str
    values: tuple[float | None, ...]


class Drawing(Struct, frozen=True):
    """A chart in the words of one language: the same drawing is the same picture."""

    chart: ChartName
    title: str
    labels: tuple[str, ...]
    series: tuple[DrawnSeries, ...]
    unit: str
    most: float | None = None
    goal: float | None = None
    goal_name: str = ""
    locale: str = "vi"
