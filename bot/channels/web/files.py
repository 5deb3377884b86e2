"""Files: uploaded photos and documents, sealed and stored under the hash of their content."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

LIMIT_BYTES = 10 * 1024 * 1024
"""The largest file that is accepted."""

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
}
"""The accepted media types, by the extension of the reference."""

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_HEAD_BYTES = 12


class TooBig(ValueError):
    """The upload is larger than `LIMIT_BYTES`."""


class NotOfItsType(ValueError):
    """The type of the upload is not accepted, or is not the declared one."""


def looks_like(head: bytes) -> str | None:
    """The extension of a file by its first twelve bytes; None when it is not accepted."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "heic"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return None


class FileSealer(Protocol):
    """Seals what lies on the disk (`bot.storage.engine.sealing.Sealer`)."""

    def seal_file(self, content: bytes) -> bytes:
        """What is written for a content."""

    def open_file(self, stored: bytes) -> bytes:
        """The content of what was written; raises when it was changed."""


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of files, each stored under the SHA-256 of its content: `<2 hex>/<sha256>`."""

    folder: Path
    sealer: FileSealer

    def path(self, name: str) -> Path:
        """The path of the file with this name (`<sha256>.<ext>`)."""
        digest = name.partition(".")[0]
        return self.folder / digest[:2] / digest

    def read(self, name: str) -> bytes:
        """The content of the file with this name.

        Raises `OSError` where it is gone, and what the sealer raises where it was changed.
        """
        return self.sealer.open_file(self.path(name).read_bytes())

    def delete(self, name: str, listed: dt.datetime) -> None:
        """Delete the file with this name, unless it was uploaded again after it was listed."""
        path = self.path(name)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime <= listed.timestamp():
                path.unlink()

    async def keep(self, chunks: AsyncIterable[bytes], media_type: str) -> str:
        """Store an upload durably; returns its name, `<sha256>.<ext>`.

        Raises `TooBig` and `NotOfItsType`; nothing of a refused or broken upload stays on disk.
        """
        content = bytearray()
        async for chunk in chunks:
            content += chunk
            if len(content) > LIMIT_BYTES:
                raise TooBig
        extension = looks_like(bytes(content[:_HEAD_BYTES]))
        if extension is None or MEDIA_TYPES[extension] != media_type:
            raise NotOfItsType
        return await asyncio.to_thread(self._store, bytes(content), extension)

    def _store(self, content: bytes, extension: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()}.{extension}"
        draft = self._draft()
        try:
            draft.write(self.sealer.seal_file(content))
            _settle(draft, self.path(name))
        finally:
            _discard(draft)
        return name

    def _draft(self) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=self.folder, prefix="draft-", delete=False)


def _settle(draft: IO[bytes], path: Path) -> None:
    draft.flush()
    os.fsync(draft.fileno())
    path.parent.mkdir(exist_ok=True)
    Path(draft.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the directory entry must survive a power cut too
    finally:
        os.close(folder)


def _discard(draft: IO[bytes]) -> None:
    draft.close()
    Path(draft.name).unlink(missing_ok=True)
