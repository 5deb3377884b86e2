"""Backoff: how long to wait before the next try."""

MIN_BACKOFF_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 60.0


def backoff_seconds(attempts: int) -> float:
    """1, 2, 4 … 60 seconds after the first, second, third … failed try."""
    return min(MIN_BACKOFF_SECONDS * 2.0 ** min(attempts, 10), MAX_BACKOFF_SECONDS)
