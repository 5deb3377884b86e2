"""Orders of an operator to the running service: pause, resume or cancel a run.

On SQLite the running service is the only one that writes. So the command line lays a file, and the
clock of campaigns takes it within a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from bot.services.campaigns.sending import OrderedAct

ORDERED_ACTS: tuple[OrderedAct, ...] = get_args(OrderedAct)

RUN_KEY = re.compile(r"[0-9a-z]{1,20}")
_LAID = re.compile(r"(pause|resume|cancel)-([0-9a-z]{1,20})")


def orders_dir(files_dir: Path) -> Path:
    """Where orders are laid, in the folder of the service's files."""
    return files_dir / "orders"


def lay_order(folder: Path, act: OrderedAct, key: str) -> None:
    """Lay an order ready for the running service; the file is the owner's alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{act}-{key}").touch(mode=0o600)


def laid_orders(folder: Path) -> Sequence[tuple[Path, OrderedAct, str]]:
    """The orders that wait, the oldest first: the file, what to do, the key of the run."""
    if not folder.is_dir():
        return ()
    found: list[tuple[Path, OrderedAct, str]] = []
    for path in sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns):
        named = _LAID.fullmatch(path.name)
        if named is not None:
            act = next(each for each in ORDERED_ACTS if each == named[1])
            found.append((path, act, named[2]))
    return found
