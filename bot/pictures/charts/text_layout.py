"""Letters on a picture: how wide they are, where lines break, what becomes of those never drawn."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from bot.pictures import FONT
from bot.pictures.charts.style import LEADING, SCALE

Tone: TypeAlias = Literal["ink", "muted", "accent", "other", "paper"]
"""Which of a theme's colours letters have."""

Side: TypeAlias = Literal["left", "center", "right"]
"""Which part of a block of lines stands at its place."""

NOTHING = "–"
"""Said where there is no number."""
POINTS = {"vi": ",", "en": "."}
"""The decimal mark of each language."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one kind, on one line."""

    text: str
    size: float
    bold: bool = False
    tone: Tone = "ink"

    @property
    def width(self) -> float:
        """How much room it takes from left to right."""
        return width(self.text, self.size, self.bold)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under each other, each of one run or several."""

    lines: tuple[tuple[Run, ...], ...]

    @property
    def width(self) -> float:
        """The width of the longest line."""
        return max((line_width(line) for line in self.lines), default=0.0)

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return sum(line_height(line) for line in self.lines)


def line_width(line: tuple[Run, ...]) -> float:
    """How wide a line is, with a gap between its runs."""
    return sum(run.width for run in line) + sum(run_gap(run) for run in line[1:])


def line_height(line: tuple[Run, ...]) -> float:
    """How high a line is, with what keeps it from its neighbours."""
    return max(run.size for run in line) * LEADING


def run_gap(run: Run) -> float:
    """What stays empty before a run that follows another."""
    return run.size * 0.4


def written(
    text: str, room: float, size: float, *, bold: bool = False, tone: Tone = "ink"
) -> Block:
    """A text as a block that is no wider than `room`."""
    lines = wrapped(text, room, size, bold=bold)
    return Block(tuple((Run(line, size, bold, tone),) for line in lines))


@lru_cache(maxsize=16)
def font(size: float, bold: bool) -> FontProperties:
    """The declared font in one size."""
    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is drawn, in the pixels of the layout."""
    found, _height, _descent = _measure().get_text_width_height_descent(  # type: ignore[no-untyped-call]
        text, font(size, bold), ismath=False
    )
    return float(found) / SCALE


@lru_cache(maxsize=1)
def _measure() -> RendererAgg:
    return RendererAgg(1, 1, 72 * SCALE)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def declared_fonts() -> tuple[FT2Font, ...]:
    """The font's own files; raises ValueError where one is missing, instead of taking another."""
    kinds = (FontProperties(family=FONT, weight=weight) for weight in ("normal", "bold"))
    return tuple(FT2Font(findfont(kind, fallback_to_default=False)) for kind in kinds)


def legible(text: str) -> str:
    """A text without what the font cannot draw (an emoji, say): no empty box stands for it."""
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join(
        "".join(letter for letter in whole if has_glyph(letter) or letter == " ").split()
    )


def has_glyph(letter: str) -> bool:
    """Whether the font has this letter, in bold too."""
    return all(font.get_char_index(ord(letter)) for font in declared_fonts())


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The least room in which no word of the text is broken."""
    return max((width(word, size, bold) for word in legible(text).split()), default=0.0)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text in a room; a word wider than the room is broken, nothing is lost."""
    lines: list[str] = []
    for word in legible(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, room, size, bold)
    return tuple(lines)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def number(value: float | None, locale: str = "vi") -> str:
    """A number as people write it: 3, 2,5; a dash where there is none."""
    if value is None:
        return NOTHING
    rounded = math.floor(value * 10 + 0.5 + 1e-9) / 10  # a half goes up, as people round
    whole = int(rounded)
    return str(whole) if rounded == whole else str(rounded).replace(".", POINTS[locale])


def with_unit(value: float | None, unit: str, locale: str = "vi") -> str:
    """A number with a unit that is a sign (%); a unit in words is said once, elsewhere."""
    return number(value, locale) + (unit if value is not None and unit == "%" else "")
