"""The wire: cuts a stream of bytes into HTTP/1.1 messages, at a few microseconds each."""

from __future__ import annotations


class Cutter:
    """Cuts what one keep-alive connection received into (head, body) pairs.

    Knows bodies with a Content-Length and chunked ones, which is all that the servers and
    clients under measurement send; it checks nothing else.
    """

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """Add bytes; returns the messages that are now complete."""
        rest = self._rest + data if self._rest else data
        messages: list[tuple[bytes, bytes]] = []
        while (end := rest.find(b"\r\n\r\n")) >= 0:
            head = rest[:end]
            cut = _cut_body(head, rest, end + 4)
            if cut is None:
                break
            body, stop = cut
            messages.append((head, body))
            rest = rest[stop:]
        self._rest = rest
        return messages


def _cut_body(head: bytes, rest: bytes, start: int) -> tuple[bytes, int] | None:
    """The body from `start` and its end; None while it is incomplete."""
    lower = head.lower()
    place = lower.find(b"\r\ncontent-length:")
    if place >= 0:
        line_end = lower.find(b"\r\n", place + 17)
        size = int(lower[place + 17 : line_end if line_end >= 0 else None])
        stop = start + size
        return (rest[start:stop], stop) if len(rest) >= stop else None
    if b"\r\ntransfer-encoding: chunked" in lower:
        return _cut_chunks(rest, start)
    return b"", start


def _cut_chunks(rest: bytes, start: int) -> tuple[bytes, int] | None:
    body = b""
    while (line_end := rest.find(b"\r\n", start)) >= 0:
        size = int(rest[start:line_end].split(b";")[0], 16)
        stop = line_end + 2 + size + 2
        if len(rest) < stop:
            return None
        if size == 0:
            return body, stop
        body += rest[line_end + 2 : stop - 2]
        start = stop
    return None
