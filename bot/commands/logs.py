"""The log: JSON lines in which no secret and no text of an error can be.

They go to standard error; a talk in the terminal has them only when asked. A line that cannot be
written (a full disk, a pipe that nobody reads) ends nothing.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from io import StringIO
from types import TracebackType
from typing import IO, Any, TextIO, cast

import structlog

from bot.settings import Settings

_MAX_FRAMES = 6


class LastingStream:
    """A stream that never fails; when it takes lines again it first says how many failed."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._failed = 0

    def write(self, text: str) -> None:
        """Write a line, at once."""
        try:
            if self._failed:
                self._stream.write(f'{{"event": "log_lines_failed", "count": {self._failed}}}\n')
            self._stream.write(text)
            self._stream.flush()
            self._failed = 0
        except OSError:
            self._failed += 1

    def flush(self) -> None:
        """Nothing waits."""


class NoStream(StringIO):
    """A stream that keeps nothing."""

    def write(self, text: str) -> int:
        """Take a line, and forget it."""
        return len(text)


def log_structured(settings: Settings, *, quiet: bool = False) -> None:
    """Set the log up for the whole process, once; `quiet`: nothing is written."""
    stream: IO[str] = NoStream() if quiet else sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level]
    kept = settings.secrets

    def hide_secrets(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for name, value in event.items():
            if isinstance(value, str):
                for secret in kept:
                    value = value.replace(secret, "…")
                event[name] = value
        return event

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _say_where,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", LastingStream(stream))),
        cache_logger_on_first_use=True,
    )
    # Libraries speak of addresses and tokens: only their errors, and only the fact.
    logging.basicConfig(level=logging.CRITICAL)


def _say_where(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Of an error (`exc_info`: it, or True for the one that is handled) say where it came about."""
    if error := event.pop("exc_info", None):
        trace: TracebackType | None
        trace = sys.exc_info()[2] if error is True else error.__traceback__
        frames = traceback.extract_tb(trace)[-_MAX_FRAMES:]
        event["where"] = [f"{f.filename.rpartition('/')[2]}:{f.name}:{f.lineno}" for f in frames]
    return event
