"""The drawing process: reads requests, answers with PNGs, and ends with its parent.

Its input closes when the parent ends for any reason, so it never runs alone.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import signal
import sys

import msgspec

from bot.pictures import FONT, PICTURES
from bot.pictures.process.protocol import DONE, FAILED, MISSING, Request, frame, read_frame

NICER = 10
"""Added to the niceness of the process, so that conversations come first."""


def main() -> None:
    """Answer requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends us
    os.nice(NICER)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library's output must not mix with the answers
    missing = _load()
    try:
        while (request := read_frame(sys.stdin.buffer)) is not None:
            answers.write(frame(missing or answer(request)))
            answers.flush()
    except BrokenPipeError:
        os._exit(0)  # the parent is gone, so nobody reads the buffer


def answer(request: bytes) -> bytes:
    """The answer to one request; an exception in a drawing ends only that drawing."""
    try:
        asked = msgspec.json.decode(request, type=Request)
        if asked.drawing is None:
            return DONE + _what_draws().encode()
        module = importlib.import_module(PICTURES[asked.drawing.chart])
        png: bytes = module.draw(asked.drawing, asked.theme)
    except Exception as error:
        return FAILED + type(error).__name__.encode()
    return DONE + png


def _load() -> bytes:
    """Load every chart and the drawing library; returns the answer for a missing library."""
    try:
        for module in PICTURES.values():
            importlib.import_module(module)
    except ImportError as error:
        return MISSING + type(error).__name__.encode()
    return b""


def _what_draws() -> str:
    from bot.pictures.charts.text_layout import (
        declared_fonts,  # imported here, since it needs the library
    )

    declared_fonts()
    return f"matplotlib {importlib.metadata.version('matplotlib')}, {FONT}"


if __name__ == "__main__":
    main()
