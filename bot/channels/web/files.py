"""Files: uploaded photos and documents, sealed and stored under the hash of their content."""

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

DRAFT = "draft-"
"""How the names of files begin that are not whole yet."""

NoteFile = Callable[[str, int], Awaitable[None]]
"""Notes the name and the size of a file that is about to be stored."""

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_HEAD_BYTES = 12


class TooBig(ValueError):
    """The upload is larger than `LIMIT_BYTES`."""


class FileDamaged(Exception):
    """A stored file is not what was uploaded: it was changed on the disk."""


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
        return _path(self.folder, name)

    def read(self, name: str) -> bytes:
        """The content of the file with this name.

        Raises `OSError` where it is gone, `FileDamaged` where it is another than was uploaded.
        """
        stored = self.path(name).read_bytes()
        try:
            content = self.sealer.open_file(stored)
        except Exception as error:
            raise FileDamaged(type(error).__name__) from error
        if hashlib.sha256(content).hexdigest() != name.partition(".")[0]:
            raise FileDamaged("another content")
        return content

    def delete(self, name: str, listed: dt.datetime) -> None:
        """Delete the file with this name, unless it was uploaded again after it was listed."""
        _delete(self.path(name), listed)

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
        name, content = await self._received(chunks, media_type)
        await note(name, len(content))
        await asyncio.to_thread(self._store, name, content)
        return name

    async def _received(self, chunks: AsyncIterable[bytes], media_type: str) -> tuple[str, bytes]:
        content = bytearray()
        async for chunk in chunks:
            content += chunk
            if len(content) > LIMIT_BYTES:
                raise TooBig
        extension = looks_like(bytes(content[:_HEAD_BYTES]))
        if extension is None or MEDIA_TYPES[extension] != media_type:
            raise NotOfItsType
        whole = bytes(content)
        digest = await asyncio.to_thread(lambda: hashlib.sha256(whole).hexdigest())
        return f"{digest}.{extension}", whole

    def _store(self, name: str, content: bytes) -> None:
        draft = self._draft()
        try:
            draft.write(self.sealer.seal_file(content))
            _settle(draft, self.path(name))
        finally:
            _discard(draft)

    def _draft(self) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=self.folder, prefix=DRAFT, delete=False)


def deleting_from(folder: Path) -> Callable[[str, dt.datetime], bool]:
    """What deletes the file of a reference (`web:<name>`), unless it was uploaded again since.

    It says False of a reference to another channel's file, which lies there.
    """

    def delete(reference: str, listed: dt.datetime) -> bool:
        channel, _colon, name = reference.partition(":")
        if channel == "web":
            _delete(_path(folder, name), listed)
        return channel == "web"

    return delete


def delete_drafts(folder: Path, before: dt.datetime) -> int:
    """Delete what an upload that was cut off left behind before a moment; how many files."""
    gone = 0
    for draft in folder.glob(f"{DRAFT}*"):
        with contextlib.suppress(FileNotFoundError):
            if draft.stat().st_mtime < before.timestamp():
                draft.unlink()
                gone += 1
    return gone


def _path(folder: Path, name: str) -> Path:
    digest = name.partition(".")[0]
    return folder / digest[:2] / digest


def _delete(path: Path, listed: dt.datetime) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime <= listed.timestamp():
            path.unlink()


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
