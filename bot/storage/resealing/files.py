"""Resealing files: uploads that an older release stored plain are sealed in their place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.storage.engine.sealing import Sealer

_HEAD_BYTES = 64


def reseal_files(folder: Path, sealer: Sealer) -> int:
    """Seal with the newest key what is not; how many. Raises `OSError`; begun again it goes on.

    A file keeps its time: the deletion of a person's files compares it.
    """
    return sum(_reseal(path, sealer) for path in _uploads(folder))


def _uploads(folder: Path) -> Iterator[Path]:
    """The files of `<2 hex>/<sha256>`."""
    for inner in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        yield from (each for each in sorted(inner.iterdir()) if each.is_file())


def _reseal(path: Path, sealer: Sealer) -> bool:
    with path.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
        if sealer.is_current_file(head):
            return False
        content = sealer.open_file(head + opened.read())
    made = path.stat()
    with tempfile.NamedTemporaryFile(dir=path.parent.parent, prefix="draft-", delete=False) as new:
        new.write(sealer.seal_file(content))
        new.flush()
        os.fsync(new.fileno())
    os.utime(new.name, ns=(made.st_atime_ns, made.st_mtime_ns))
    Path(new.name).replace(path)
    return True
