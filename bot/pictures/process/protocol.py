"""What goes between the service and its drawing process: lengths, requests, answers."""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from bot.talk.pictures import Drawing, Theme

LENGTH = struct.Struct(">I")
"""Before each request and each answer: how many bytes follow."""

DONE, FAILED, MISSING = b"\x00", b"\x01", b"\x02"
"""An answer's first byte: what was asked for follows; or the name of the error that kept it from
being made; or of the one that kept the drawing library from being loaded."""


class Request(msgspec.Struct, frozen=True):
    """A drawing to make; without one, the question what would draw it."""

    drawing: Drawing | None = None
    theme: Theme = "light"


def frame(payload: bytes) -> bytes:
    """A payload with its length before it."""
    return LENGTH.pack(len(payload)) + payload


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload; None at the end, even in the middle of one: nobody is there any more."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    wanted: int = LENGTH.unpack(length)[0]
    payload = stream.read(wanted)
    return payload if len(payload) == wanted else None
