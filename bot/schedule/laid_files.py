"""Laid files: what the command line asks of a running service.

On SQLite the running service alone writes. So a command lays a file into a folder, and the next
tick of a clock takes it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec


def lay(folder: Path, name: str, told: msgspec.Struct) -> None:
    """Lay a file ready; it is the owner's alone, and whole as soon as it is seen."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{name}.draft"
    draft.touch(mode=0o600)
    draft.write_bytes(msgspec.json.encode(told))
    draft.replace(folder / f"{name}.json")


def laid_in(folder: Path) -> list[Path]:
    """The files that wait, by name."""
    return sorted(folder.glob("*.json")) if folder.is_dir() else []
