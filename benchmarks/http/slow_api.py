"""A Bot API in its own process that answers each call after a delay."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.http.stub_api import StubApi
from benchmarks.http.wire import Cutter


class _Slow(asyncio.Protocol):
    """Answers in the order of the calls, each after a fixed delay in seconds."""

    def __init__(self, api: StubApi, seconds: float) -> None:
        self._api = api
        self._seconds = seconds
        self._cutter = Cutter()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        for head, body in self._cutter.feed(data):
            answer = self._api.answer(head, body)
            asyncio.get_running_loop().call_later(self._seconds, self._transport.write, answer)


@contextmanager
def slow_api(seconds: float) -> Iterator[str]:
    """Gives its address; the process ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.http.slow_api", str(seconds)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def _serve(seconds: float) -> None:
    api = StubApi(lambda _chat, _text, _markup: None, 0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Slow(api, seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(float(sys.argv[1])))
