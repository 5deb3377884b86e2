"""The last good backup: when one was written and read again, noted in a file beside the files.

Not in the database: the service alone writes there on SQLite, and a restore would bring an old note
back.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import msgspec


class BackupNote(msgspec.Struct, frozen=True):
    """When a backup was good, how many bytes it has, and the name of its file."""

    at: dt.datetime
    size: int
    name: str


def note_backup(path: Path, note: BackupNote) -> None:
    """Write the note in the place of an earlier one. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("wb") as file:
        file.write(msgspec.json.encode(note))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def last_backup(path: Path) -> BackupNote | None:
    """The note; None where no backup was made, or nobody can read it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=BackupNote)
    except (OSError, msgspec.MsgspecError):
        return None
