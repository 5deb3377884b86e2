"""The archive: what a backup holds, written as a sealed tar and read again with its hashes.

Its first member says what it is (`About`), its last one the hash of each other member.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Literal, TypeAlias, cast

import msgspec

from bot.storage.backups.sealing import CannotUnseal, Sealer, Unsealer

ABOUT, HASHES, DATABASE, JOURNAL = "about.json", "hashes.json", "database", "erasures.jsonl"
FILES, DATA = "files", "data"

_READ_BYTES = 1024 * 1024
_MODE = 0o600


Kind: TypeAlias = Literal["sqlite", "postgresql"]


class About(msgspec.Struct, frozen=True):
    """What a backup is: of which kind of database, at which revision, made when, by which release.

    `made_ms` is in milliseconds since 1970 UTC; `people` and `activities` count what it holds.
    """

    database: Kind
    revision: str
    made_ms: int
    release: str
    people: int
    activities: int


Members = Iterable[tuple[str, Path]]
"""Names in the archive, and the files that are put there under them."""


def write_archive(target: IO[bytes], key: bytes, about: About, members: Members) -> dict[str, str]:
    """Write an archive; the hash of each member by its name. Raises `OSError`.

    A member that is gone by now is left out: the service deletes files while this runs.
    """
    sealer = Sealer(target, key)
    hashes: dict[str, str] = {}
    with tarfile.open(fileobj=cast("IO[bytes]", sealer), mode="w|") as tar:
        _add(tar, ABOUT, msgspec.json.encode(about))
        for name, path in members:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                hashes[name] = _add_file(tar, name, file)
        _add(tar, HASHES, msgspec.json.encode(hashes))
    sealer.finish()
    return hashes


class Extracted(msgspec.Struct, frozen=True):
    """What was read of an archive, with the hash of each member."""

    about: About
    hashes: dict[str, str]


def read_archive(
    source: IO[bytes], key: bytes, place: Callable[[str], Path | None] | None = None
) -> Extracted:
    """Read an archive to its end and compare every hash. Raises `CannotUnseal` and `OSError`.

    `place` says where a member is written; without it, or where it gives None, it is only read.
    """
    found: dict[str, str] = {}
    about: About | None = None
    said: dict[str, str] | None = None
    unsealer = io.BufferedReader(cast("io.RawIOBase", Unsealer(source, key)), _READ_BYTES)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", unsealer), mode="r|") as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is None or not is_known(member.name):
                    raise CannotUnseal(f"It has a member that is not known: {member.name!r}.")
                if member.name == ABOUT:
                    about = msgspec.json.decode(file.read(), type=About)
                elif member.name == HASHES:
                    said = msgspec.json.decode(file.read(), type=dict[str, str])
                else:
                    path = place(member.name) if place else None
                    found[member.name] = _take(file, path, member.mtime)
        while unsealer.read(_READ_BYTES):
            pass  # the rest is empty; it is read so that a cut end is seen
    except (tarfile.TarError, msgspec.DecodeError) as error:
        raise CannotUnseal("It cannot be read: a newer release may have made it.") from error
    if about is None or said != found:
        raise CannotUnseal("What it holds is not what was put into it. Use another backup.")
    return Extracted(about, found)


def read_about(source: IO[bytes], key: bytes) -> About:
    """What an archive is, by its first member. Raises `CannotUnseal` and `OSError`."""
    unsealer = io.BufferedReader(cast("io.RawIOBase", Unsealer(source, key)), _READ_BYTES)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", unsealer), mode="r|") as tar:
            member = tar.next()
            file = None if member is None else tar.extractfile(member)
            if member is None or member.name != ABOUT or file is None:
                raise CannotUnseal("It is no backup of Sổ học tập: choose another file.")
            return msgspec.json.decode(file.read(), type=About)
    except (tarfile.TarError, msgspec.DecodeError) as error:
        raise CannotUnseal("It cannot be read: a newer release may have made it.") from error


def is_known(name: str) -> bool:
    """Whether a member's name is one that archives have, and leads nowhere else."""
    parts = PurePosixPath(name).parts
    if name in (ABOUT, HASHES, DATABASE, JOURNAL):
        return True
    return len(parts) > 1 and parts[0] in (FILES, DATA) and ".." not in parts


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), _MODE
    tar.addfile(info, io.BytesIO(content))


class _Hashing(io.RawIOBase):
    """A file that is read once, with the hash of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add_file(tar: tarfile.TarFile, name: str, file: IO[bytes]) -> str:
    info = tarfile.TarInfo(name)
    found = os.fstat(file.fileno())
    info.size, info.mode, info.mtime = found.st_size, _MODE, int(found.st_mtime)
    hashing = _Hashing(file)
    tar.addfile(info, cast("IO[bytes]", hashing))
    return hashing.digest.hexdigest()


def _take(file: IO[bytes], path: Path | None, modified: float) -> str:
    """The hash of a member, which is written to a path where there is one, with its time."""
    digest = hashlib.sha256()
    target: IO[bytes] | None = None
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            target = path.open("xb")
        while content := file.read(_READ_BYTES):
            digest.update(content)
            if target is not None:
                target.write(content)
        if target is not None:
            target.flush()
            os.fsync(target.fileno())
    finally:
        if target is not None:
            target.close()
    if path is not None:
        os.utime(path, (modified, modified))
    return digest.hexdigest()
