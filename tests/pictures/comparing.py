"""How far two pictures are from each other, at the width of a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bot.pictures.charts.style import SCALE

REFERENCES = Path(__file__).parent / "references"
SEEN = 40
"""A difference of a colour's part, of 255, that an eye notices."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of the colours, of 255, and the share of pixels one notices it in."""

    mean: float
    noticed: float


def as_on_a_phone(png: bytes) -> Image.Image:
    """A picture in the 360 pixels across in which it was laid out."""
    with Image.open(io.BytesIO(png)) as opened:
        return opened.convert("RGB").reduce(SCALE)


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """How far two pictures are apart; wholly, when they are not of one size."""
    if one.size != other.size:
        return Difference(255.0, 1.0)
    apart = np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16))
    return Difference(float(apart.mean()), float((apart.max(axis=2) > SEEN).mean()))
