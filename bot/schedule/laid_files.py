"""Laid files: what the command line asks of a running service.

On SQLite the running service alone writes. So a command lays a file into a folder, and the next
tick of a clock takes it. What lies there is sealed as the database is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec


def lay(folder: Path, name: str, told: msgspec.Struct, seal: Callable[[bytes], bytes]) -> None:
    """Lay a file ready; it is the owner's alone, sealed, and whole as soon as it is seen."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{name}.draft"
    draft.touch(mode=0o600)
    draft.write_bytes(seal(msgspec.json.encode(told)))
    draft.replace(folder / f"{name}.json")


def laid_in(folder: Path) -> list[Path]:
    """The files that wait, by name."""
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def read_laid(path: Path, kind: Any, open_sealed: Callable[[bytes], bytes]) -> Any:
    """What a file asks for, as a value of `kind`. Raises what reading and opening raise."""
    return msgspec.json.decode(open_sealed(path.read_bytes()), type=kind)
