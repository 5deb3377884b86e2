"""The picture cache: one file for each picture, named by its content."""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import zlib
from pathlib import Path

import msgspec

from bot.pictures import CACHE_VERSION
from bot.talk.pictures import Drawing, Theme

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK = struct.Struct(">I4s")
_SUM = struct.Struct(">I")


class Damaged(Exception):
    """A file of the cache is not a complete picture."""


def key_of(drawing: Drawing, theme: Theme) -> str:
    """The cache key: equal for equal pictures only."""
    said = (msgspec.json.encode(drawing), theme.encode(), str(CACHE_VERSION).encode())
    return hashlib.sha256(b"\0".join(said)).hexdigest()


class PictureCache:
    """A folder of pictures. Its methods block on the disk: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """The file of a picture."""
        return self._folder / key[:2] / f"{key}.png"

    def read(self, key: str) -> bytes | None:
        """A picture of the cache, marked as used; None when there is none.

        Raises Damaged, or OSError when the disk cannot be read.
        """
        path = self.path(key)
        try:
            png = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        if not whole(png):
            raise Damaged(key)
        return png

    def write(self, key: str, png: bytes) -> None:
        """Store a picture; a reader never sees an incomplete file."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as new:
            try:
                new.write(png)
                new.flush()
                Path(new.name).replace(path)
            except OSError:
                Path(new.name).unlink(missing_ok=True)
                raise

    def purge(self, before: float) -> int:
        """Delete pictures not used since an instant, and incomplete files that a crash left.

        Raises the last OSError, after everything else is deleted.
        """
        gone = 0
        failed: OSError | None = None
        for path in self._folder.glob("??/*"):
            try:
                if path.suffix in {".png", ".new"} and path.stat().st_mtime < before:
                    path.unlink()
                    gone += path.suffix == ".png"
            except FileNotFoundError:
                continue  # another process of ours deleted it first
            except OSError as error:
                failed = error
        if failed is not None:
            raise failed
        return gone


def whole(png: bytes) -> bool:
    """True when a file is a complete PNG with a correct checksum in every chunk."""
    if not png.startswith(_SIGNATURE):
        return False
    at = len(_SIGNATURE)
    while at + _CHUNK.size <= len(png):
        length: int
        length, kind = _CHUNK.unpack_from(png, at)
        end = at + _CHUNK.size + length
        if end + _SUM.size > len(png):
            return False
        (written,) = _SUM.unpack_from(png, end)
        if zlib.crc32(png[at + 4 : end]) != written:
            return False
        at = end + _SUM.size
        if kind == b"IEND":
            return len(png) == at
    return False
