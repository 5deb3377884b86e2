"""Cached pictures are deleted in time; one that cannot be deleted stops nothing."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from bot.pictures.process.maker import PictureMaker

NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


async def test_what_cannot_be_deleted_keeps_the_others_from_nothing(tmp_path: Path) -> None:
    stuck, old, new_key = (tmp_path / "ab" / f"{name}.png" for name in ("a", "b", "c"))
    stuck.mkdir(parents=True)
    old.write_bytes(b"old")
    new_key.write_bytes(b"fresh")
    past = (NOW - dt.timedelta(days=40)).timestamp()
    for path in (stuck, old):
        os.utime(path, (past, past))
    os.utime(new_key, (NOW.timestamp(), NOW.timestamp()))
    maker = PictureMaker(tmp_path)
    try:
        assert await maker.purge(NOW - dt.timedelta(days=30)) == 0
    finally:
        await maker.close()
    assert (stuck.exists(), old.exists(), new_key.exists()) == (True, False, True)
