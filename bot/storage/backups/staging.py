"""Staging: folders in which a backup is put together and a restore is prepared.

They hold personal data in clear, so they lie beside the database, for the service's user alone,
and go with the block. What a killed command left is removed by the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".sohoctap-"


@contextlib.contextmanager
def staging_folder(beside: Path) -> Iterator[Path]:
    """A new, empty folder in this one, which is removed at the end. Raises `OSError`."""
    beside.mkdir(parents=True, exist_ok=True)
    _remove_stale(beside)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _remove_stale(beside: Path) -> None:
    """Remove the folders that nobody holds any more."""
    for folder in beside.glob(f"{PREFIX}*"):
        lock = _locked(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """A descriptor that holds a folder; None when somebody else holds it, or it is gone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
