"""Files that lie at Telegram: what the bot and the people sent, and what a photo must be."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from tests.emulators.telegram.rules.refusals import breach

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file; `path` is the end of its download address."""

    file_id: str
    unique_id: str
    path: str
    name: str
    content: bytes


class Files:
    """All files, by their id."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def keep(self, folder: str, name: str, content: bytes) -> Kept:
        """Take a file in; raises `Refusal` for an empty one."""
        if not content:
            raise breach("file must be non-empty")
        number = len(self._kept) + 1
        ending = name.rpartition(".")[2] if "." in name else "bin"
        kept = Kept(
            file_id=f"AgACAgUAAxkBAAI{number:06d}",
            unique_id=f"AQAD{number:06d}",
            path=f"{folder}/file_{number}.{ending}",
            name=name,
            content=content,
        )
        self._kept[kept.file_id] = kept
        return kept

    def by_id(self, file_id: str) -> Kept | None:
        """The file of this id."""
        return self._kept.get(file_id)

    def by_path(self, path: str) -> Kept | None:
        """The file at this download address."""
        return next((kept for kept in self._kept.values() if kept.path == path), None)


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; raises `Refusal` where Telegram cannot show it."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
    else:
        width, height = _jpeg_size(content)
    if (
        width + height > 10_000
        or not width
        or not height
        or max(width, height) > 20 * min(width, height)
    ):
        raise breach("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content.startswith(b"\xff\xd8") and at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        # The start-of-frame markers hold the size; C4, C8 and CC are something else.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    raise breach("IMAGE_PROCESS_FAILED")


def small_png(width: int = 90, height: int = 60) -> bytes:
    """A grey picture, for people who send photos."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (b"\x00" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return _PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
