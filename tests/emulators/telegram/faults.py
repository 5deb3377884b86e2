"""Faults between the bot and Telegram, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection is cut; nothing was done."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The connection is cut before the answer; it was done."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """502 with a page of HTML; nothing was done."""


@dataclass(frozen=True, slots=True)
class Flood:
    """429; nothing was done."""

    retry_after_seconds: int


@dataclass(frozen=True, slots=True)
class Slow:
    """It is done at once, the answer comes after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Stray:
    """An answer that Telegram does not give, byte for byte; nothing was done."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


AnyFault = DropBefore | DropAfter | ServerError | Flood | Slow | Stray


class Fault:
    """The names that tests use."""

    DROP_BEFORE = DropBefore()
    DROP_AFTER = DropAfter()
    SERVER_ERROR = ServerError()
    FLOOD = Flood
    SLOW = Slow
    STRAY = Stray


@dataclass(slots=True)
class _Planned:
    method: str
    fault: AnyFault
    times: int
    chat: int | None


class Faults:
    """The faults that have not happened yet."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def plan(self, method: str, fault: AnyFault, times: int, chat: int | None) -> None:
        """The next `times` calls of `method` (to `chat`) go wrong."""
        self._planned.append(_Planned(method.lower(), fault, times, chat))

    def take(self, method: str, chat_id: int | None) -> AnyFault | None:
        """The fault that meets this call, if any."""
        for planned in self._planned:
            meets = planned.chat is None or planned.chat == chat_id
            if planned.times > 0 and planned.method == method.lower() and meets:
                planned.times -= 1
                return planned.fault
        return None
