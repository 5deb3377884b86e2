"""The guard of the web server's connections: how many there may be, and how long one may wait.

aiohttp gives a connection as long as it likes for its first request and for a body; some thousand
of them use up the descriptors, and then nobody is served.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.domain.limits.networks import Network, network_of, read_networks
from bot.settings import Settings

REQUEST_SECONDS = 20.0
"""How long the first request's headers may take; aiohttp itself ends those between two requests."""
BODY_SECONDS = 30.0
UPLOAD_SECONDS = 310.0
"""How long a body may take, and that of an upload, which ends itself a little earlier."""
LOOK_SECONDS = 2.0
NETWORK_SHARE = 4
"""One network that is no trusted proxy may have a quarter of all connections."""

WANTED_FILES = 65_536
"""More than one process can serve; a system that allows more is not asked for it."""

_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class ConnectionGuard:
    """Makes the connections of a server, refuses those above `most`, ends those that wait.

    `monotonic` gives seconds of a clock that is never set back. `count` counts what was refused
    or ended: once for each time that it begins, so that nobody can fill the log.
    """

    def __init__(
        self,
        most: int,
        trusted: Sequence[Network],
        monotonic: Callable[[], float],
        count: Callable[[str], None],
    ) -> None:
        self.most = most
        self._trusted = trusted
        self._monotonic = monotonic
        self._count = count
        self._open: dict[asyncio.BaseTransport, _Guarded] = {}
        self._networks: Counter[str] = Counter()
        self._full = False

    def __len__(self) -> int:
        return len(self._open)

    def factory(self, server: Callable[[], asyncio.Protocol]) -> Callable[[], asyncio.Protocol]:
        """A factory of guarded connections, from one of the server's own."""
        return lambda: _Guarded(self, server())

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], object]
    ) -> web.StreamResponse:
        """Notes which request a connection is at."""
        guarded = self._open.get(request.transport) if request.transport is not None else None
        if guarded is None:
            return await handler(request)  # type: ignore[misc, no-any-return]
        guarded.request, guarded.since = request, self._monotonic()
        try:
            return await handler(request)  # type: ignore[misc, no-any-return]
        finally:
            guarded.request, guarded.asked = None, True

    def end_waiting(self) -> int:
        """End what has kept the server waiting for too long; how many connections."""
        now = self._monotonic()
        late = [each for each in self._open.values() if each.is_late(now)]
        for each in late:
            each.abort()
        if late:
            self._count("connections_slow")
        return len(late)

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop`."""
        while not stop.is_set():
            self.end_waiting()
            try:
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    # --- what a connection tells ------------------------------------------------------------------

    def opened(self, guarded: _Guarded, transport: asyncio.BaseTransport) -> bool:
        """Take a new connection in; False when there is no room for it."""
        peer = transport.get_extra_info("peername")
        network = network_of(peer[0], "", self._trusted) if isinstance(peer, tuple) else ""
        crowded = network and self._networks[network] * NETWORK_SHARE >= self.most
        if len(self._open) >= self.most or crowded:
            if not self._full:
                self._count("connections_full")
            self._full = True
            return False
        self._full = False
        guarded.network, guarded.since = network, self._monotonic()
        self._open[transport] = guarded
        self._networks[network] += 1
        return True

    def closed(self, guarded: _Guarded, transport: asyncio.BaseTransport) -> None:
        """Forget a connection."""
        if self._open.pop(transport, None) is not None:
            self._networks[guarded.network] -= 1
            if not self._networks[guarded.network]:
                del self._networks[guarded.network]


def raise_open_files() -> int:
    """Raise the soft limit of open files as far as the hard one allows; returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return WANTED_FILES if soft == resource.RLIM_INFINITY else soft


def connections_for(most: int, open_files: int) -> int:
    """How many connections there may be: a quarter of the open files is left to all else."""
    return max(1, min(most, open_files * 3 // 4))


def guard_of(
    settings: Settings, monotonic: Callable[[], float], count: Callable[[str], None]
) -> ConnectionGuard:
    """The guard of a process: it raises its limit of open files first."""
    most = connections_for(settings.max_connections, raise_open_files())
    return ConnectionGuard(most, read_networks(settings.trusted_proxies), monotonic, count)


class _Guarded(asyncio.Protocol):
    """One connection: hands everything to the server's own protocol."""

    def __init__(self, guard: ConnectionGuard, inner: asyncio.Protocol) -> None:
        self._guard = guard
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._refused = False
        self.network = ""
        self.since = 0.0
        self.asked = False
        self.request: web.Request | None = None

    def is_late(self, now: float) -> bool:
        """Whether the other end has kept us waiting for too long."""
        if self.request is None:
            return not self.asked and now - self.since > REQUEST_SECONDS
        limit = UPLOAD_SECONDS if self.request.path == "/file" else BODY_SECONDS
        return not self.request.content.is_eof() and now - self.since > limit

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._guard.opened(self, transport):
            self._inner.connection_made(transport)
        else:
            self._refused = True
            transport.write(_FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None and not self._refused:
            self._guard.closed(self, self._transport)
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._refused else self._inner.eof_received()

    def pause_writing(self) -> None:
        if not self._refused:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if not self._refused:
            self._inner.resume_writing()
