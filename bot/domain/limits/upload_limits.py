"""Uploads: how many bytes one visitor, one person and one network may leave on the disk."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
LEAST_COUNTED = 64 * 1024
"""What a file counts at least: many small ones cost a row and a block each."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """In bytes; `free` is what stays free on the disk, for the database."""

    visitor: int = 20 * MEGABYTE
    person: int = 100 * MEGABYTE
    network: int = 500 * MEGABYTE
    free: int = 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of an address: files that were uploaded and are in no entry yet, in bytes."""

    joined: bool
    size: int


def counted(size: int) -> int:
    """What a file of this size counts."""
    return max(size, LEAST_COUNTED)


def has_room(waiting: Waiting, arriving: int, limits: UploadLimits) -> bool:
    """True when files of `arriving` bytes may be added to what waits."""
    return waiting.size + arriving <= (limits.person if waiting.joined else limits.visitor)
