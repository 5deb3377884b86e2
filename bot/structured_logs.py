"""Logs: JSON lines on standard error; no secret and no text of an error can be in them."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.settings import Settings


def log_structured(settings: Settings) -> None:
    """Log from now on so, for the whole process."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    kept = settings.secrets

    def say_where(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if error := event.pop("exc_info", None):
            error = error if isinstance(error, BaseException) else sys.exc_info()[1]
            frames = traceback.extract_tb(error.__traceback__ if error else None)[-6:]
            event["where"] = [
                f"{f.filename.rpartition('/')[2]}:{f.name}:{f.lineno}" for f in frames
            ]
        return event

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
            say_where,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries speak of addresses and tokens: only their errors, and only the fact.
    logging.basicConfig(level=logging.CRITICAL)
