"""The difference between two pictures, at the width of a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bot.pictures.charts.style import SCALE

REFERENCES = Path(__file__).parent / "references"
SEEN = 40
"""The difference of a colour channel, of 255, that an eye notices."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of the colours, of 255, and the share of noticeably different pixels."""

    mean: float
    noticed: float


def as_on_a_phone(png: bytes) -> Image.Image:
    """A picture at its layout width of 360 pixels."""
    with Image.open(io.BytesIO(png)) as opened:
        return opened.convert("RGB").reduce(SCALE)


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """The difference between two pictures; the maximum when their sizes differ."""
    if one.size != other.size:
        return Difference(255.0, 1.0)
    apart = np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16))
    return Difference(float(apart.mean()), float((apart.max(axis=2) > SEEN).mean()))
