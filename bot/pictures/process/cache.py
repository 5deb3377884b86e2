"""Pictures that were made once: a file for each, found by what it shows."""

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
    """A kept file is no whole picture."""


def key_of(drawing: Drawing, theme: Theme) -> str:
    """The same for the same picture and for no other."""
    said = (msgspec.json.encode(drawing), theme.encode(), str(CACHE_VERSION).encode())
    return hashlib.sha256(b"\0".join(said)).hexdigest()


class PictureCache:
    """A folder of pictures. Its methods wait for the disk: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Where a picture is kept."""
        return self._folder / key[:2] / f"{key}.png"

    def read(self, key: str) -> bytes | None:
        """A kept picture, which counts as used; None when there is none.

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
        """Keep a picture; nobody ever sees half of it."""
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
        """Delete what was last used before an instant, and what a crash left half written.

        Raises the last OSError that it met, once everything else is gone.
        """
        gone = 0
        failed: OSError | None = None
        for path in self._folder.glob("??/*"):
            try:
                if path.suffix in {".png", ".new"} and path.stat().st_mtime < before:
                    path.unlink()
                    gone += path.suffix == ".png"
            except FileNotFoundError:
                continue  # another process of ours was faster
            except OSError as error:
                failed = error
        if failed is not None:
            raise failed
        return gone


def whole(png: bytes) -> bool:
    """Whether a file is a PNG from its first chunk to its last, each as it was written."""
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
