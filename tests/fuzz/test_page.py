"""5,000 damaged frames and requests to the page: no 5xx, and whoever comes next is answered."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientWebSocketResponse, WSMsgType
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.channel import CAPABILITIES
from tests.applications import open_application
from tests.channels.web.visit import Browser, Site
from tests.databases import SqliteFiles
from tests.examples import examples
from tests.fuzz.damaging import BATCH, Damaged, damaged_ones, damaged_text

VALID: tuple[dict[str, Any], ...] = (
    {"t": "hello", "after": 0, "language": "vi", "offers": True},
    {"t": "say", "id": "event-of-fuzz", "text": "hôm nay học excel 45 phút", "age": 10.5},
    {"t": "press", "id": "event-of-fuzz", "data": "1:yes"},
    {"t": "file", "id": "event-of-fuzz", "kind": "photo", "reference": "x.y.z", "caption": "a"},
    {"t": "ask", "id": "event-of-fuzz", "word": "mylog", "rest": "HT-1"},
)
_HELLO = '{"t":"hello","after":9223372036854775807}'

PARTS: Final = {
    "method": (b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"BREW", b"", b"\x00", b"G" * 9000),
    "path": (
        b"/", b"/ws", b"/file", b"/file/x", b"/file/" + b"a" * 7000, b"/words/vi", b"/words/xx",
        b"/picture/1", b"/session", b"/leave", b"/push/subscribe", b"/../../etc/passwd",
        b"/%2e%2e/%2e%2e/etc/passwd", b"/%00", b"/%ff%fe", b"//", b"*", b"", b"http://x/",
        b"/?" + b"q" * 7000, b"/\xff",
    ),
    "header": (
        b"Host: a", b"Host: ", b"Cookie: sohoctap=x.y", b"Cookie: sohoctap=\xff\xfe.\x80",
        b"Cookie: =;;;=", b"Origin: http://a", b"Origin: \xff", b"Content-Length: 5",
        b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Length: x",
        b"Transfer-Encoding: chunked", b"Content-Encoding: br", b"Content-Encoding: nonsense",
        b"Content-Encoding: gzip", b"Content-Type: image/jpeg", b"Content-Type: \xff/;=",
        b"If-None-Match: \"", b"If-Modified-Since: x", b"Range: bytes=9-1",
        b"Accept-Language: \xff",
        b"X-Forwarded-For: <>, ::::, 1.2.3", b"Upgrade: websocket", b"Connection: upgrade",
        b"Sec-WebSocket-Version: 99", b"Sec-WebSocket-Key: x", b"Expect: 100-continue",
        b"A" * 9000 + b": b", b"no colon", b": x", b"X: " + b"y" * 9000,
    ),
    "body": (b"", b"hello", b"{", b"\x1f\x8b\x08broken", b"5\r\nhello\r\n0\r\n\r\n", b"\xff" * 5),
}  # fmt: skip
"""Parts of which a request is put together."""

_PATIENCE_SECONDS = 0.3

Request = tuple[int, int, list[int], int]


async def _socket(browser: Browser) -> ClientWebSocketResponse:
    socket = await browser.socket()
    await socket.send_str(_HELLO)
    return socket


async def _reaches_ready(socket: ClientWebSocketResponse) -> bool:
    """Read until the answer to hello; False when the socket was closed instead."""
    while (received := await socket.receive()).type is WSMsgType.TEXT:
        if '"ready"' in received.data:
            return True
    return False


async def _says(socket: ClientWebSocketResponse, frame: str) -> bool:
    """Send a frame, and wait until it was read; False when the socket was closed for it."""
    try:
        await socket.send_str(frame)
        await socket.send_str(_HELLO)
    except ConnectionError:
        return False
    return await _reaches_ready(socket)


async def _frames(url: str, batch: Sequence[Damaged]) -> dict[str, Any]:
    """Send a batch of frames; what the next person's event gets."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_application(url, channels={"web": CAPABILITIES}) as house:
            site = Site(Path(folder), receive=house.application.receive)
            browser = await site.visitor()
            socket = await _socket(browser)
            await _reaches_ready(socket)
            for each in batch:
                if not await _says(socket, damaged_text(VALID, each)):
                    socket = await _socket(browser)
                    await _reaches_ready(socket)
            talk = await (await site.visitor()).talk()
            await talk.send("say", text="/help", id="whoever-comes-next")
            answer = await talk.hear()
            await house.worker.settled()
            await site.close()
            return answer


@examples(5)
@given(damaged_ones())
def test_damaged_frames_end_nothing(sqlite_files: SqliteFiles, batch: list[Damaged]) -> None:
    url = sqlite_files.fresh()
    answer = asyncio.run(_frames(url, batch))
    sqlite_files.drop(url)
    assert answer == {"t": "taken", "id": "whoever-comes-next"}


def _bytes(request: Request) -> bytes:
    """A request as it goes over the wire."""
    method, path, headers, body = request
    lines = [
        b" ".join((_of(PARTS["method"], method), _of(PARTS["path"], path), b"HTTP/1.1")),
        b"Host: a",
        b"Connection: close",
        *(_of(PARTS["header"], each) for each in headers),
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + _of(PARTS["body"], body) + b" " * 5


def _of(parts: Sequence[bytes], which: int) -> bytes:
    return parts[which % len(parts)]


async def _status(port: int, raw: bytes) -> int:
    """The status of an answer to some bytes; 0 when the connection is closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw)
        first = await asyncio.wait_for(reader.readline(), _PATIENCE_SECONDS)
        return int(first.split(b" ")[1]) if first.startswith(b"HTTP/1.1 ") else 0
    except (ConnectionError, TimeoutError):
        return 0  # what is not complete is waited for: the guard ends it
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def _requests(batch: Sequence[Request]) -> tuple[set[int], int]:
    """The statuses that a batch got, and that of the next one who comes."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        await site.visitor()
        port = site.server.port
        assert port is not None
        statuses = {await _status(port, _bytes(each)) for each in batch}
        last = await _status(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        await site.close()
        return statuses, last


@examples(5)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 99),
            st.integers(0, 99),
            st.lists(st.integers(0, 99), max_size=5),
            st.integers(0, 99),
        ),
        min_size=BATCH,
        max_size=BATCH,
    )
)
def test_damaged_requests_get_no_fault_of_ours(batch: list[Request]) -> None:
    statuses, last = asyncio.run(_requests(batch))
    assert {status for status in statuses if status >= 500} <= {501}
    assert last == 200
