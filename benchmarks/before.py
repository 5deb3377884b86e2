"""Compares this checkout with a commit before it: is a turn, the webhook or the start slower now?

Each tree is measured by its own benchmarks (see `measure`), so that names may differ in them.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal, TypeAlias

from benchmarks.http.clients import Failed
from benchmarks.report import Cell, Options, Results, Table

NAME = "before"
PAIRS = 7
MEASURED_WITHIN_SECONDS = 120

Side: TypeAlias = Literal["before", "after"]
Pair: TypeAlias = dict[str, dict[Side, dict[str, float]]]
"""For each kind of measurement its figures before and after, by key."""

_HERE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a figure may change; the ratio is after to before."""

    what: str
    kind: str
    key: str
    ratio: float
    least: bool = False
    """True: a minimum of the ratio; False: a maximum."""

    def found(self, pair: Pair) -> float:
        """The ratio of a pair."""
        seen = pair[self.kind]
        return seen["after"][self.key] / seen["before"][self.key]

    def holds(self, ratio: float) -> bool:
        """Whether this ratio is within the limit."""
        return ratio >= self.ratio if self.least else ratio <= self.ratio


LIMITS = (
    Limit("CPU of a turn, µs", "turn", "cpu_us", 1.03),
    Limit("turns/s", "turn", "per_second", 0.97, least=True),
    Limit("CPU of an update by webhook, µs", "webhook", "cpu_us", 1.03),
    Limit("updates/s by webhook", "webhook", "per_second", 0.97, least=True),
    Limit("start, s", "start", "seconds", 1.05),
)
KINDS = tuple(dict.fromkeys(limit.kind for limit in LIMITS))


def compare(commit: str, options: Options) -> Results:
    """Measure pairs of this checkout and the commit; each pair starts with the other one."""
    before = _git("rev-parse", "--short=12", f"{commit}^{{commit}}")
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    after = _git("rev-parse", "--short=12", "HEAD") + changed
    pairs: list[Pair] = []
    with _tree_of(before) as tree:
        for folder in (tree, _HERE):
            _ready(folder)
        for number in range(options.rounds):
            sides: list[tuple[Side, Path]] = [("before", tree), ("after", _HERE)]
            if number % 2:
                sides.reverse()
            pairs.append(
                {
                    kind: {side: _measure(folder, kind, options.seconds) for side, folder in sides}
                    for kind in KINDS
                }
            )
            ratios = (f"{limit.what} × {limit.found(pairs[-1]):.2f}" for limit in LIMITS)
            print(f"pair {number + 1}: {', '.join(ratios)}", flush=True)
    how = (
        f"Before: {before}. After: {after}.",
        f"{options.rounds} pairs, each measurement a process of its own, before and after first "
        f"in turn; {options.seconds:g} s of turns and of updates, the quicker of two starts.",
        "Ratios are taken inside each pair first, after to before, and the median must be within "
        "the limit. CPU is that of the measured process, all threads.",
        "A turn is that of “turns” on SQLite; the webhook is that of “webhook” with texts only. "
        "The start is that of `bot run` with Telegram, from its process to the first 200.",
    )
    return Results(how, (judged(pairs),), [{"before": before, "after": after, "pairs": pairs}])


def judged(pairs: Sequence[Pair]) -> Table:
    """Each limit, the measured ratio, and whether the limit holds."""
    rows: list[tuple[Cell, ...]] = []
    for limit in LIMITS:
        seen = [pair[limit.kind] for pair in pairs]
        ratios = [limit.found(pair) for pair in pairs]
        rows.append(
            (
                limit.what,
                median(each["before"][limit.key] for each in seen),
                median(each["after"][limit.key] for each in seen),
                f"{median(ratios):.3f}",
                f"{min(ratios):.2f}–{max(ratios):.2f}",
                f"{'≥' if limit.least else '≤'} {limit.ratio:g}",
                "yes" if limit.holds(median(ratios)) else "NO",
            )
        )
    columns = ("figure", "before", "after", "ratio", "range", "limit", "holds")
    return Table("After a change, to the commit before it", columns, tuple(rows))


def hold(results: Results) -> bool:
    """Whether every limit holds."""
    return all(row[-1] == "yes" for table in results.tables for row in table.rows)


# --- trees ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _tree_of(commit: str) -> Iterator[Path]:
    """A temporary worktree of a commit."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-before-") as name:
        tree = Path(name) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _ready(tree: Path) -> None:
    """Compile the catalogs and modules of a tree, which its start would otherwise compile."""
    _run(tree, ["make", "--no-print-directory", "compiled", f"VENV={sys.prefix}"])
    _run(tree, [sys.executable, "-m", "compileall", "-q", "-x", r"\.venv", "."])


def _measure(tree: Path, kind: str, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks", "measure", kind, "--seconds", f"{seconds:g}"]
    found: dict[str, float] = json.loads(_run(tree, command).splitlines()[-1])
    return found


def _git(*words: str) -> str:
    return _run(_HERE, ["git", *words]).strip()


def _run(tree: Path, command: list[str]) -> str:
    """Run a command in a tree, with its modules; returns the output."""
    inherited = os.environ  # noqa: TID251  # handed on, but what make and an operator set
    environment = {
        name: value
        for name, value in inherited.items()
        if not name.startswith(("BOT_", "MAKE", "MFLAGS"))
    }
    done = subprocess.run(
        command,
        cwd=tree,
        env=environment | {"PYTHONPATH": str(tree)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=MEASURED_WITHIN_SECONDS,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stderr[-2000:].strip()}")
    return done.stdout
