"""Back-off: how long to wait before the next try."""

BACKOFF_LEAST_SECONDS = 1.0
BACKOFF_MOST_SECONDS = 60.0


def backoff_seconds(attempts: int) -> float:
    """1, 2, 4 … 60 seconds after the first, second, third … failed try."""
    return min(BACKOFF_LEAST_SECONDS * 2.0 ** min(attempts, 10), BACKOFF_MOST_SECONDS)
