"""File modes: what is kept on the disk is for the service's own user alone.

A new file is so by the umask. One that an older release made, or that somebody copied here, is
narrowed at the start.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

UMASK = 0o077
"""What the group and everybody else get of a new file: nothing."""

_BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How many files and folders others could use: now no more, and still (not our own)."""

    count: int
    refused: int


def kept_paths(database_url: str, files_dir: Path) -> tuple[Path, ...]:
    """Where personal data lies: the files of an SQLite database, the folder of uploads."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return (files_dir,)
    database = Path(str(url.database))
    return (*(database.with_name(database.name + end) for end in _BESIDE_SQLITE), files_dir)


def open_to_others(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Those of the paths that exist and that others than their owner can use.

    What lies in a folder that others cannot enter is not open to them.
    """
    return tuple(path for path in paths if _is_open(path))


def narrow(paths: Iterable[Path]) -> Narrowed:
    """Keep others out of these files and folders, and of all that lies in those folders."""
    changed = [_narrow_one(path) for top in open_to_others(paths) for path in _below(top)]
    return Narrowed(changed.count(True), changed.count(False))


def _below(top: Path) -> Iterator[Path]:
    """Everything in a folder that is open to others, without links, and the folder.

    The folder comes last: where this was ended half-way it is still open, and all is done again.
    """
    for folder, folders, files in os.walk(top, topdown=False):
        for path in (Path(folder, name) for name in (*files, *folders)):
            if not path.is_symlink() and _is_open(path):
                yield path
    yield top


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & UMASK)
    except OSError:
        return False  # gone, or closed to us too


def _narrow_one(path: Path) -> bool | None:
    """True when it is narrowed, False when it is somebody else's, None when it is gone."""
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~UMASK)
    except FileNotFoundError:
        return None
    except OSError:
        return False
    return True
