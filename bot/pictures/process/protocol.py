"""The protocol between the service and its drawing process: lengths, requests, answers."""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from bot.talk.pictures import Drawing, Theme

LENGTH = struct.Struct(">I")
"""The header of each request and answer: the number of bytes that follow."""

DONE, FAILED, MISSING = b"\x00", b"\x01", b"\x02"
"""The first byte of an answer: the result follows; or the name of the error in the drawing; or the
name of the error that prevented loading the drawing library.
"""


class Request(msgspec.Struct, frozen=True):
    """A drawing to make; without one, a question about the drawing library."""

    drawing: Drawing | None = None
    theme: Theme = "light"


def frame(payload: bytes) -> bytes:
    """A payload after its length."""
    return LENGTH.pack(len(payload)) + payload


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload; None at the end of the stream, also within a payload."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    wanted: int = LENGTH.unpack(length)[0]
    payload = stream.read(wanted)
    return payload if len(payload) == wanted else None
