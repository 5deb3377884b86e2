"""The positions of a radar's labels: each at the end of its axis, without overlaps.

Coordinates start at the middle of the radar, x to the right and y down. Each side is filled from
the middle outwards, so a label only moves away from the radar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from bot.pictures.charts.style import LABELS, MARGIN, WIDTH
from bot.pictures.charts.text_layout import Block, Run, Side, longest_word, run_gap, width, wrapped

RADII = ((118.0, 110.0, 102.0), (94.0, 86.0))
"""A large radar is more important than large letters."""
_HALF = WIDTH / 2 - MARGIN
_OFF = 11.0  # between the radar and its labels
_BETWEEN = 5.0  # between two labels
_MAX_PUSHED = 30.0  # maximum shift; a label farther away would seem to belong to another axis
_MAX_LINES = 4


@dataclass(frozen=True, slots=True)
class Label:
    """A label's block, its left and upper edge, and its alignment."""

    block: Block
    left: float
    top: float
    even: Side

    @property
    def anchor(self) -> float:
        """The x coordinate of the aligned side."""
        return self.left + self.block.width * {"left": 0.0, "center": 0.5, "right": 1.0}[self.even]

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.block.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.block.height


@dataclass(frozen=True, slots=True)
class Around:
    """The radius of a radar and its labels, in the order of the axes."""

    radius: float
    labels: tuple[Label, ...]


def around(names: Sequence[str], values: Sequence[str]) -> Around | None:
    """The first sizes of letters and radar at which every label fits, or None."""
    for radii in RADII:
        for size, radius in product(LABELS, radii):
            labels = _all_placed(names, values, size, radius)
            if labels is not None:
                return Around(radius, labels)
    return None


def direction(axis: int, axes: int) -> tuple[float, float]:
    """The direction of an axis; the first points up, the others follow clockwise."""
    angle = 2 * math.pi * axis / axes
    return math.sin(angle), -math.cos(angle)


def labelled(name: str, value: str, max_width: float, size: float) -> Block:
    """A name in lines, with its value in bold after the last line or below it."""
    lines = [(Run(line, size),) for line in wrapped(name, max_width, size)]
    said = Run(value, size, bold=True, tone="accent")
    if lines and lines[-1][0].width + run_gap(said) + said.width <= max_width:
        return Block((*lines[:-1], (lines[-1][0], said)))
    return Block((*lines, (said,)))


def _all_placed(
    names: Sequence[str], values: Sequence[str], size: float, radius: float
) -> tuple[Label, ...] | None:
    """Every label with its position, or None when one does not fit."""
    ring, axes = radius + _OFF, len(names)
    placed: dict[int, Label] = {}
    pointing = [direction(axis, axes) for axis in range(axes)]
    for side in (1, -1):
        edges = {-1: -_BETWEEN / 2, 1: _BETWEEN / 2}
        beside = [axis for axis, (x, _y) in enumerate(pointing) if x * side > 0.1]
        for axis in sorted(beside, key=lambda each: abs(pointing[each][1])):
            label = _beside(names[axis], values[axis], size, ring, pointing[axis], edges)
            if label is None:
                return None
            placed[axis] = label
    for axis, (_x, y) in enumerate(pointing):
        if axis not in placed:
            label = _over(names[axis], values[axis], size, ring, y, list(placed.values()))
            if label is None:
                return None
            placed[axis] = label
    return tuple(placed[axis] for axis in range(axes))


def _beside(
    name: str,
    value: str,
    size: float,
    ring: float,
    pointing: tuple[float, float],
    edges: dict[int, float],
) -> Label | None:
    """A label left or right of the radar; `edges` are those of the labels above and below."""
    x, y = abs(pointing[0]) * ring, pointing[1] * ring
    needed = max(longest_word(name, size), width(value, size, True))
    inner = x
    for _again in range(3):  # its height decides how far in it may be, and that decides its height
        if needed > _HALF - inner:
            return None
        block = labelled(name, value, _HALF - inner, size)
        if abs(pointing[1]) < 0.01:
            nearest = 0.0
            top = -block.height / 2
            if edges[1] - edges[-1] > _BETWEEN:
                return None
        else:
            down = 1 if y > 0 else -1
            wanted = abs(y) - block.height / 2 * (1 - abs(pointing[1]))
            nearest = max(wanted, edges[down] * down)
            top = nearest if down > 0 else -nearest - block.height
            if nearest - wanted > _MAX_PUSHED:
                return None
        across = math.sqrt(max(0.0, ring**2 - nearest**2))
        if across <= inner + 0.5:
            break
        inner = across
    else:
        return None
    if len(block.lines) > _MAX_LINES:
        return None
    edges[-1] = min(edges[-1], top - _BETWEEN)
    edges[1] = max(edges[1], top + block.height + _BETWEEN)
    if pointing[0] > 0:
        return Label(block, inner, top, "left")
    return Label(block, -inner - block.width, top, "right")


def _over(
    name: str, value: str, size: float, ring: float, y: float, beside: Sequence[Label]
) -> Label | None:
    """The label of an axis that points up or down, moved beyond its neighbours if needed."""
    down = 1 if y > 0 else -1
    for max_width in (120.0, 170.0, 230.0, 2 * _HALF):
        if max(longest_word(name, size), width(value, size, True)) > max_width:
            continue
        block = labelled(name, value, max_width, size)
        half = block.width / 2
        near = [
            max(each.top * down, each.bottom * down) + _BETWEEN
            for each in beside
            if each.left < half + 6
            and each.right > -half - 6
            and (each.top + each.bottom) * down > 0
        ]
        nearest = max(ring, *near) if near else ring
        if nearest - ring <= _MAX_PUSHED and len(block.lines) <= _MAX_LINES:
            top = nearest if down > 0 else -nearest - block.height
            return Label(block, -half, top, "center")
    return None
