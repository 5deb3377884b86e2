"""Instants as the tables keep them: whole milliseconds since 1970 UTC."""

import datetime as dt

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)
_DAY_MS = 86_400_000


def to_ms(at: dt.datetime) -> int:
    """An aware instant as milliseconds; a naive one is refused with `TypeError`."""
    since = at - _EPOCH
    # Twice as quick as `since // _MILLISECOND`, and a turn does it several times.
    return since.days * _DAY_MS + since.seconds * 1000 + since.microseconds // 1000


def from_ms(ms: int) -> dt.datetime:
    """The instant of so many milliseconds, in UTC."""
    return _EPOCH + ms * _MILLISECOND
