"""Turns: how many one person, one visitor and one network may take, decided before they begin."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from bot.domain.limits.buckets import MAX_KEYS, Buckets

NOTICE_SECONDS = 600.0
"""A flood is answered once, and after this long once more."""


@dataclass(frozen=True, slots=True)
class TurnRates:
    """How many turns; 0: no limit. A burst may be as large as what is allowed in the time.

    A visitor is somebody who never joined. A network may take `network_visitors` times what a
    visitor may; only its visitors count, since a school shares one address.
    """

    person_per_minute: int = 60
    visitor_per_hour: int = 120
    network_visitors: int = 25


@dataclass(frozen=True, slots=True)
class TurnRefused:
    """A turn that may not begin now; `notice` once a flood: then the person is told."""

    why: str
    seconds: float
    notice: bool


class TurnLimits:
    """The limits, in this process's memory: it is bounded, and a restart begins anew.

    A restart gives a flood one burst more, and nobody outside can cause one.
    """

    def __init__(self, rates: TurnRates = TurnRates(), max_keys: int = MAX_KEYS) -> None:
        per_minute, per_hour = rates.person_per_minute, rates.visitor_per_hour
        per_network = per_hour * rates.network_visitors
        self._persons = Buckets(per_minute, per_minute / 60, max_keys)
        self._visitors = Buckets(per_hour, per_hour / 3600, max_keys)
        self._networks = Buckets(per_network, per_network / 3600, max_keys)
        self._joined: OrderedDict[str, None] = OrderedDict()
        self._noticed: OrderedDict[str, float] = OrderedDict()
        self._max_keys = max_keys

    @property
    def remembered(self) -> int:
        """How many keys are in memory, of all kinds together."""
        of_kinds = len(self._persons) + len(self._visitors) + len(self._networks)
        return of_kinds + len(self._joined) + len(self._noticed)

    def judge(self, who: str, network: str, now: float) -> TurnRefused | None:
        """None when a turn of this address may begin, which then counts.

        `network` is "" where a platform stands between; `now` is in seconds of a clock that is
        never set back.
        """
        asked = [("person", self._persons, who)]
        if who not in self._joined:
            asked.append(("visitor", self._visitors, who))
            if network:
                asked.append(("network", self._networks, network))
        for why, buckets, key in asked:
            if seconds := buckets.seconds_until(key, now):
                return TurnRefused(why, seconds, self._first(who, now) and why != "network")
        for _why, buckets, key in asked:
            buckets.take(key, now)
        return None

    def note(self, who: str, joined: bool) -> None:
        """Remember whether the person of an address has joined."""
        if not joined:
            self._joined.pop(who, None)
        else:
            self._joined[who] = None
            self._joined.move_to_end(who)
            if len(self._joined) > self._max_keys:
                self._joined.popitem(last=False)

    def _first(self, who: str, now: float) -> bool:
        before = self._noticed.get(who)
        if before is not None and now - before < NOTICE_SECONDS:
            return False
        self._noticed[who] = now
        self._noticed.move_to_end(who)
        if len(self._noticed) > self._max_keys:
            self._noticed.popitem(last=False)
        return True
