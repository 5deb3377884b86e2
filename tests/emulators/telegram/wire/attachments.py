"""Pictures, files, stickers and voices: the part of a message that describes a kept file."""

from __future__ import annotations

from aiogram.types import Document, PhotoSize, Sticker, Video, Voice

from tests.emulators.telegram.wire.files import Files, Kept, photo_size


def photo_of(kept: Kept) -> list[PhotoSize]:
    """A picture in its one size; raises `Refusal` where Telegram cannot show it."""
    width, height = photo_size(kept.content)
    return [
        PhotoSize(
            file_id=kept.file_id,
            file_unique_id=kept.unique_id,
            width=width,
            height=height,
            file_size=len(kept.content),
        )
    ]


def document_of(kept: Kept) -> Document:
    """A file with its name."""
    return Document(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        file_name=kept.name,
        file_size=len(kept.content),
    )


def sticker(files: Files, emoji: str) -> Sticker:
    """A still sticker."""
    kept = files.keep("stickers", "sticker.webp", b"RIFF")
    return Sticker(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        type="regular",
        width=512,
        height=512,
        is_animated=False,
        is_video=False,
        emoji=emoji,
    )


def voice(files: Files, seconds: int) -> Voice:
    """A spoken message."""
    kept = files.keep("voice", "voice.oga", b"OggS")
    return Voice(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        duration=seconds,
        mime_type="audio/ogg",
    )


def video(files: Files) -> Video:
    """A film of a second."""
    kept = files.keep("videos", "video.mp4", b"ftyp")
    return Video(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        width=90,
        height=60,
        duration=1,
    )
