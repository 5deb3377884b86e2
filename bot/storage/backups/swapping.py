"""Swapping: files and folders take the places of others, all of them or none.

What stood there is kept beside it under another name.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Swap: TypeAlias = tuple[Path, Path]
"""What was prepared, and whose place it takes."""


def swap_in(swaps: Iterable[Swap], aside: str) -> tuple[Path, ...]:
    """Move what was prepared to its places; what stood there gets `aside` behind its name.

    A number follows when something set aside earlier has that name. The paths of what was set
    aside. Raises `OSError`; then everything is where it was.
    """
    done: list[tuple[Path, Path]] = []
    kept: list[Path] = []
    try:
        for prepared, place in swaps:
            if place.exists():
                old = _free(place.with_name(f"{place.name}.{aside}"))
                place.rename(old)
                done.append((old, place))
                kept.append(old)
            place.parent.mkdir(parents=True, exist_ok=True)
            prepared.rename(place)
            done.append((place, prepared))
    except OSError:
        for now, before in reversed(done):
            with contextlib.suppress(OSError):
                now.rename(before)
        raise
    for folder in {place.parent for _prepared, place in swaps}:
        sync_folder(folder)
    return tuple(kept)


def _free(path: Path) -> Path:
    tries = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(each for each in itertools.chain((path,), tries) if not each.exists())


def sync_folder(folder: Path) -> None:
    """Let what was renamed in a folder survive a power cut. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
