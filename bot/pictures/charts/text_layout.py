"""Text layout: the width of text, line breaks, and letters that the font lacks."""

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
"""The colour of text, from the theme."""

Side: TypeAlias = Literal["left", "center", "right"]
"""The part of a block that is at the given position."""

NOTHING = "–"
"""Written when there is no number."""
POINTS = {"vi": ",", "en": "."}
"""The decimal mark of each language."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style, on one line."""

    text: str
    size: float
    bold: bool = False
    tone: Tone = "ink"

    @property
    def width(self) -> float:
        """The width in layout pixels."""
        return width(self.text, self.size, self.bold)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines below each other, each with one run or more."""

    lines: tuple[tuple[Run, ...], ...]

    @property
    def width(self) -> float:
        """The width of the longest line."""
        return max((line_width(line) for line in self.lines), default=0.0)

    @property
    def height(self) -> float:
        """The height from the top of the first line to the bottom of the last."""
        return sum(line_height(line) for line in self.lines)


def line_width(line: tuple[Run, ...]) -> float:
    """The width of a line, with a gap between its runs."""
    return sum(run.width for run in line) + sum(run_gap(run) for run in line[1:])


def line_height(line: tuple[Run, ...]) -> float:
    """The height of a line, with the distance to its neighbours."""
    return max(run.size for run in line) * LEADING


def run_gap(run: Run) -> float:
    """The gap before a run that follows another."""
    return run.size * 0.4


def written(
    text: str, max_width: float, size: float, *, bold: bool = False, tone: Tone = "ink"
) -> Block:
    """A text as a block no wider than `max_width`."""
    lines = wrapped(text, max_width, size, bold=bold)
    return Block(tuple((Run(line, size, bold, tone),) for line in lines))


@lru_cache(maxsize=16)
def font(size: float, bold: bool) -> FontProperties:
    """The declared font in one size."""
    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a drawn text, in the pixels of the layout."""
    found, _height, _descent = _measure().get_text_width_height_descent(  # type: ignore[no-untyped-call]
        text, font(size, bold), ismath=False
    )
    return float(found) / SCALE


@lru_cache(maxsize=1)
def _measure() -> RendererAgg:
    return RendererAgg(1, 1, 72 * SCALE)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def declared_fonts() -> tuple[FT2Font, ...]:
    """The font's own files; raises ValueError when one is missing, so no other font replaces it."""
    kinds = (FontProperties(family=FONT, weight=weight) for weight in ("normal", "bold"))
    return tuple(FT2Font(findfont(kind, fallback_to_default=False)) for kind in kinds)


def legible(text: str) -> str:
    """The text without characters that the font lacks, such as emoji; no empty boxes appear."""
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join(
        "".join(letter for letter in whole if has_glyph(letter) or letter == " ").split()
    )


def has_glyph(letter: str) -> bool:
    """True when the font has this letter, also in bold."""
    return all(font.get_char_index(ord(letter)) for font in declared_fonts())


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The minimum width at which no word of the text is broken."""
    return max((width(word, size, bold) for word in legible(text).split()), default=0.0)


def wrapped(text: str, max_width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text within a width; a word that is wider is broken, and nothing is lost."""
    lines: list[str] = []
    for word in legible(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= max_width:
            lines[-1] = longer
        else:
            lines += _pieces(word, max_width, size, bold)
    return tuple(lines)


def _pieces(word: str, max_width: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > max_width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def number(value: float | None, locale: str = "vi") -> str:
    """A number in the style of the language: 3, 2,5; a dash for None."""
    if value is None:
        return NOTHING
    rounded = math.floor(value * 10 + 0.5 + 1e-9) / 10  # half up, as people round
    whole = int(rounded)
    return str(whole) if rounded == whole else str(rounded).replace(".", POINTS[locale])


def with_unit(value: float | None, unit: str, locale: str = "vi") -> str:
    """A number with a sign as unit (%); a unit in words is written once, elsewhere."""
    return number(value, locale) + (unit if value is not None and unit == "%" else "")
