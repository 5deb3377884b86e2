"""A bar chart of weeks: how much was learnt in each, and whether the goal was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from bot.pictures.charts.canvas import Canvas, checked, values_of
from bot.pictures.charts.heading import heading
from bot.pictures.charts.style import LABELS, MARGIN, SMALL, WIDTH, as_declared
from bot.pictures.charts.text_layout import Block, Run, longest_word, number, written
from bot.talk.pictures import Drawing, Theme

_HIGH = 200.0
_GOAL_SIZE = LABELS[2]
_GOAL_INDENT = 42.0
"""From the edge of the plot to the name of the goal above it; a piece of its line comes first."""
_TICK = "✓"
_LABEL_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The position of the bars: the edges of the plot and the end of its scale."""

    left: float
    top: float
    slot: float
    maximum: float

    @property
    def foot(self) -> float:
        """The y coordinate of 0."""
        return self.top + _HIGH

    def middle(self, bar: int) -> float:
        """The x coordinate of a bar's middle."""
        return self.left + self.slot * (bar + 0.5)

    def level(self, value: float) -> float:
        """The y coordinate of a value."""
        return self.foot - _HIGH * value / self.maximum


def draw(drawing: Drawing, theme: Theme) -> bytes:
    """The chart as a PNG."""
    with as_declared():
        return layout(drawing, theme).png()


def figure(drawing: Drawing, theme: Theme) -> Figure:
    """The chart as a figure."""
    with as_declared():
        return layout(drawing, theme).figure


def layout(drawing: Drawing, theme: Theme) -> Canvas:
    """The chart on its canvas."""
    drawing = checked(drawing, max_series=1)
    head = heading(drawing)
    unit = written(drawing.unit, WIDTH - 2 * MARGIN, SMALL, tone="muted")
    ticks = scale(drawing)
    numbers = [Run(number(tick, drawing.locale), SMALL, tone="muted") for tick in ticks]
    left = MARGIN + max(run.width for run in numbers) + 6
    slot = (WIDTH - MARGIN - left) / len(drawing.labels)
    values = drawing.series[0].values
    goal = _goal_block(drawing, left)
    above = head.height + unit.height + 26
    plot = Plot(left, above, slot, end_of_scale(drawing))
    beside = _goal_place(plot, values, drawing, goal)
    if goal.lines and beside is None:  # no space at the line: the name goes above
        plot = Plot(left, above + goal.height + 4, slot, end_of_scale(drawing))
    labels = week_labels(drawing.labels, plot)
    page = Canvas(plot.foot + 8 + max(b.height for _x, b, _n in labels) + MARGIN, theme)
    head.write(page)
    page.write(unit, MARGIN, head.height, name="unit")
    for tick, run in zip(ticks, numbers, strict=True):
        tick_line(page, plot, tick, run)
    for bar in range(len(values)):
        _bar(page, plot, bar, drawing)
    if has_goal(drawing):
        _goal(page, plot, drawing, goal, beside, head.height + unit.height)
    for x, block, name in labels:
        page.write(block, x, plot.foot + 8, "center", name=name)
    return page


def scale(drawing: Drawing) -> list[float]:
    """A few round numbers from 0 to the end of the scale."""
    top = end_of_scale(drawing)
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 3, 5, 6, 10]).tick_values(0, top)
    return [float(tick) for tick in ticks if 0 <= tick <= top]


def end_of_scale(drawing: Drawing) -> float:
    """The maximum of the bars, the goals and the declared end; never 0."""
    goals = [goal_at(drawing, bar) or 0.0 for bar in range(len(drawing.labels))]
    return max([drawing.most or 0.0, *goals, *values_of(drawing)]) or 1.0


def goal_at(drawing: Drawing, bar: int) -> float | None:
    """The goal that a bar had to reach; None: there was none."""
    return drawing.goals[bar] if drawing.goals else drawing.goal


def has_goal(drawing: Drawing) -> bool:
    """Whether any bar had a goal."""
    return any(goal_at(drawing, bar) for bar in range(len(drawing.labels)))


def week_labels(labels: Sequence[str], plot: Plot) -> list[tuple[float, Block, str]]:
    """The labels below the bars, with their middles: every one, every second, every third …

    They are counted from the last bar, the current week.
    """
    count = len(labels)
    for step in range(1, count + 1):
        shown = range((count - 1) % step, count, step)
        max_width = plot.slot * step - _LABEL_GAP
        if any(longest_word(labels[bar], SMALL) > max_width for bar in shown) and step < count:
            continue
        placed = []
        for bar in shown:
            block = written(labels[bar], min(max_width, WIDTH - 2 * MARGIN), SMALL)
            half = block.width / 2
            x = min(max(plot.middle(bar), MARGIN + half), WIDTH - MARGIN - half)
            placed.append((x, block, f"label {bar}"))
        apart = all(
            first[0] + first[1].width / 2 + _LABEL_GAP <= second[0] - second[1].width / 2
            for first, second in pairwise(placed)
        )
        if apart and (step == count or all(len(block.lines) <= 2 for _x, block, _n in placed)):
            return placed
    raise AssertionError("one label alone always has its place")


def tick_line(page: Canvas, plot: Plot, tick: float, run: Run) -> None:
    """A grid line with its number."""
    y = plot.level(tick)
    colour = page.colours.edge if tick else page.colours.line
    wide = 1.0 if tick else 1.6
    page.add(Line2D([plot.left, WIDTH - MARGIN], [y, y], color=colour, linewidth=wide, zorder=1))
    block = Block(((run,),))
    page.write(block, plot.left - 6, y - block.height / 2, "right", name="scale")


def _bar(page: Canvas, plot: Plot, bar: int, drawing: Drawing) -> None:
    """A bar with its number: filled and ticked when it reaches the goal, else hatched."""
    value, goal = drawing.series[0].values[bar], goal_at(drawing, bar)
    reached = value is not None and (goal is None or value >= goal)
    wide = min(plot.slot * 0.68, 60.0)
    top = plot.level(value or 0.0)
    x = plot.middle(bar)
    colours = page.colours
    if value:
        page.add(
            Rectangle(
                (x - wide / 2, top),
                wide,
                plot.foot - top,
                facecolor=colours.accent if reached else colours.paper,
                edgecolor=colours.accent,
                hatch=None if reached else "////",
                linewidth=1.6,
                zorder=2,
            )
        )
    tick = Run(_TICK, 16.0, bold=True, tone="paper")
    height = plot.foot - max(top, plot.level(goal or 0.0))  # below the line of the goal
    if reached and goal and height > 24 and wide > tick.width:
        page.write(Block(((tick,),)), x, plot.foot - 23, "center", name=f"tick {bar}")
    said = Run(number(value, drawing.locale), SMALL, bold=True, tone="ink" if value else "muted")
    if said.width <= plot.slot - 2:
        block = Block(((said,),))
        page.write(block, x, top - block.height - 1, "center", name=f"value {bar}", halo=1.5)


def _goal_block(drawing: Drawing, left: float) -> Block:
    if not has_goal(drawing):
        return Block(())
    room = WIDTH - MARGIN - left - _GOAL_INDENT
    return written(drawing.goal_name, room, _GOAL_SIZE, bold=True, tone="other")


def _goal_place(
    plot: Plot, values: Sequence[float | None], drawing: Drawing, goal: Block
) -> float | None:
    """The rightmost left edge at which the goal's name covers no bar and no number, or None.

    The name of several goals stands above the chart.
    """
    if not drawing.goal or not goal.lines or drawing.goals:
        return None
    foot = plot.level(drawing.goal) - 3
    top = foot - goal.height
    if top < plot.top - 22:
        return None
    number_high = SMALL * 1.28 + 1

    def free(left: float) -> bool:
        return all(
            plot.middle(bar) + plot.slot / 2 < left
            or plot.middle(bar) - plot.slot / 2 > left + goal.width
            or plot.level(value or 0.0) - number_high > foot
            for bar, value in enumerate(values)
        )

    right = WIDTH - MARGIN - goal.width
    steps = int((right - plot.left) // 4)
    return next((right - 4 * step for step in range(steps + 1) if free(right - 4 * step)), None)


def _goal(
    page: Canvas, plot: Plot, drawing: Drawing, name: Block, beside: float | None, over: float
) -> None:
    """The goal's line, in a step where it changed, with its name beside it or above the chart."""
    kind = {"color": page.colours.other, "linewidth": 2.4, "linestyle": (0, (4, 2.2)), "zorder": 4}
    for xs, ys in goal_lines(plot, drawing):
        page.add(Line2D(xs, ys, **kind))  # type: ignore[arg-type]
    if not name.lines:
        return
    if beside is not None and drawing.goal:
        page.write(name, beside, plot.level(drawing.goal) - 3 - name.height, name="goal", halo=2)
        return
    line = over + name.height / len(name.lines) / 2
    page.add(Line2D([plot.left, plot.left + 34], [line, line], **kind))  # type: ignore[arg-type]
    page.write(name, plot.left + _GOAL_INDENT, over, name="goal")


def goal_lines(plot: Plot, drawing: Drawing) -> list[tuple[list[float], list[float]]]:
    """The x and y coordinates of each unbroken line; it is broken where there was no goal."""
    lines: list[tuple[list[float], list[float]]] = []
    before: float | None = None
    for bar in range(len(drawing.labels)):
        goal = goal_at(drawing, bar)
        left = plot.left + plot.slot * bar
        if goal and not before:
            lines.append(([left], [plot.level(goal)]))
        elif goal and goal != before:
            lines[-1][0].append(left)
            lines[-1][1].append(plot.level(before or goal))
            lines[-1][0].append(left)
            lines[-1][1].append(plot.level(goal))
        elif before and not goal:
            lines[-1][0].append(left)
            lines[-1][1].append(plot.level(before))
        before = goal
    if before:
        lines[-1][0].append(WIDTH - MARGIN)
        lines[-1][1].append(plot.level(before))
    return lines
