"""Files: uploaded photos and documents, stored under the hash of their content."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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

NoteFile = Callable[[str, int], Awaitable[None]]
"""Notes the name and the size of a file that is about to be stored."""

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


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of files, each stored under the SHA-256 of its content: `<2 hex>/<sha256>`."""

    folder: Path

    def path(self, name: str) -> Path:
        """The path of the file with this name (`<sha256>.<ext>`)."""
        digest = name.partition(".")[0]
        return self.folder / digest[:2] / digest

    def delete(self, name: str, listed: dt.datetime) -> None:
        """Delete the file with this name, unless it was uploaded again after it was listed."""
        path = self.path(name)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime <= listed.timestamp():
                path.unlink()

    def free_bytes(self) -> int:
        """How much is free on the disk of the files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free

    async def keep(self, chunks: AsyncIterable[bytes], media_type: str, note: NoteFile) -> str:
        """Store an upload durably; returns its name, `<sha256>.<ext>`.

        `note` is told before the file has its place, so that no file is there of which nothing is
        known. Raises `TooBig`, `NotOfItsType` and what `note` raises; nothing of a refused or
        broken upload stays on disk.
        """
        draft = await asyncio.to_thread(self._draft)
        try:
            name, size = await self._fill(draft, chunks, media_type)
            await note(name, size)
            await asyncio.to_thread(_settle, draft, self.path(name))
            return name
        finally:
            await asyncio.to_thread(_discard, draft)

    async def _fill(
        self, draft: IO[bytes], chunks: AsyncIterable[bytes], media_type: str
    ) -> tuple[str, int]:
        digest, head, size = hashlib.sha256(), b"", 0
        async for chunk in chunks:
            size += len(chunk)
            if size > LIMIT_BYTES:
                raise TooBig
            head += chunk[: _HEAD_BYTES - len(head)]
            digest.update(chunk)
            await asyncio.to_thread(draft.write, chunk)
        extension = looks_like(head)
        if extension is None or MEDIA_TYPES[extension] != media_type:
            raise NotOfItsType
        return f"{digest.hexdigest()}.{extension}", size

    def _draft(self) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=self.folder, prefix="draft-", delete=False)


def deleting_from(folder: Path) -> Callable[[str, dt.datetime], None]:
    """What deletes the file of a reference (`web:<name>`), unless it was uploaded again since."""
    files = Files(folder)

    def delete(reference: str, listed: dt.datetime) -> None:
        channel, _colon, name = reference.partition(":")
        if channel == "web":  # the others lie with their channel
            files.delete(name, listed)

    return delete


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
