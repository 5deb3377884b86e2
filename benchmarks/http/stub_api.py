"""A stub of the Telegram Bot API that answers at once and reports each message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias, cast
from urllib.parse import unquote_plus, unquote_to_bytes

import msgspec

from benchmarks.http.wire import Cutter

Heard: TypeAlias = Callable[[int, str, bytes], None]
"""Called for every message: the chat, the text, the reply markup as raw JSON (or empty)."""

_ME = (
    b'{"id":1000000001,"is_bot":true,"first_name":"Benchmark","username":"benchmark_bot",'
    b'"can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}'
)
_FIXED = {
    b"getme": _ME,
    b"getwebhookinfo": b'{"url":"","has_custom_certificate":false,"pending_update_count":0}',
    b"getmycommands": b"[]",
    b"getupdates": b"[]",
}
_SAYING = frozenset(
    {b"sendmessage", b"sendphoto", b"senddocument", b"editmessagetext", b"editmessagecaption"}
)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class StubApi:
    """The part of the server that its connections share: it counts and makes messages."""

    def __init__(self, heard: Heard, date: int) -> None:
        self._heard = heard
        self._date = date
        self._quote = msgspec.json.Encoder().encode
        self._server: asyncio.Server | None = None
        self.calls: dict[str, int] = {}
        """How often each method was called, in lower case."""
        self.messages = 0

    async def open(self) -> int:
        """Listen on a free port of the loopback; returns the address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Accept no more connections."""
        if self._server is not None:
            self._server.close()

    def answer(self, head: bytes, body: bytes) -> bytes:
        """The whole HTTP response to one request."""
        method = _method_of(head)
        name = method.decode()
        self.calls[name] = self.calls.get(name, 0) + 1
        result = self._say(head, body) if method in _SAYING else _FIXED.get(method, b"true")
        answer = b'{"ok":true,"result":%s}' % result
        return _OK % (len(answer), answer)

    def _say(self, head: bytes, body: bytes) -> bytes:
        fields = _fields_of(head, body)
        chat = int(fields[b"chat_id"])
        text = (fields.get(b"text") or fields.get(b"caption", b"")).decode()
        markup = fields.get(b"reply_markup", b"")
        self.messages += 1
        self._heard(chat, text, markup)
        return (
            b'{"message_id":%d,"from":%s,"chat":{"id":%d,"first_name":"Lan","type":"private"},'
            b'"date":%d,"text":%s%s}'
        ) % (
            self.messages,
            _ME,
            chat,
            self._date,
            self._quote(text),
            b',"reply_markup":%s' % markup if b'"inline_keyboard"' in markup else b"",
        )


class _Connection(asyncio.Protocol):
    def __init__(self, api: StubApi) -> None:
        self._api = api
        self._cutter = Cutter()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        for head, body in self._cutter.feed(data):
            self._transport.write(self._api.answer(head, body))


def _method_of(head: bytes) -> bytes:
    """The method in `POST /bot<token>/<method> HTTP/1.1`, in lower case."""
    target = head[: head.find(b"\r\n")].split(b" ")[1].partition(b"?")[0]
    return target.rpartition(b"/")[2].lower()


def _fields_of(head: bytes, body: bytes) -> dict[bytes, bytes]:
    """The fields of a body in any of the three forms that the Bot API accepts."""
    if body[:1] == b"{":
        raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        return {name.encode(): _plain(bytes(value)) for name, value in raw.items()}
    place = head.find(b"boundary=")
    if place >= 0:
        boundary = head[place + 9 :].partition(b"\r\n")[0].partition(b";")[0].strip(b'"')
        return _parts_of(boundary, body)
    fields = {}
    for pair in body.split(b"&"):
        name, _, value = pair.partition(b"=")
        fields[name] = _unquoted(value)
    return fields


def _plain(value: bytes) -> bytes:
    return msgspec.json.decode(value, type=str).encode() if value[:1] == b'"' else value


def _unquoted(value: bytes) -> bytes:
    if b"%" in value or b"+" in value:
        return unquote_to_bytes(value.replace(b"+", b" "))
    return value


def _parts_of(boundary: bytes, body: bytes) -> dict[bytes, bytes]:
    fields = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.partition(b' name="')[2].partition(b'"')[0]
        if not name:  # a client may leave the quotes out
            name = head.partition(b" name=")[2].partition(b"\r\n")[0].partition(b";")[0]
        fields[unquote_plus(name.decode()).encode()] = value.removesuffix(b"\r\n")
    return fields
