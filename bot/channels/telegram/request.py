"""python-telegram-bot's HTTP over aiohttp: its stock client collapses under parallel calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECTIONS = 64
TOTAL_SECONDS = 20.0
CONNECT_SECONDS = 5.0


class NotReached(NetworkError):
    """The request did not leave: it may be sent again without fear of doubling."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a request without files, as `RequestData` gives them, and nothing built."""

    parameters: dict[str, Any]
    contains_files: bool = False


class AiohttpRequest(BaseRequest):
    """One keep-alive pool; errors say whether the request had left."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer is waited for."""
        return TOTAL_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
                # The Bot API sets no cookies and needs none of the headers that a browser sends.
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
                auto_decompress=False,
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Raises `NotReached` before the request left, `TimedOut` or `NetworkError` after."""
        del read_timeout, write_timeout, connect_timeout, pool_timeout
        if self._session is None:
            raise NotReached("the client is closed")
        try:
            async with self._session.request(
                method,
                _address(url),
                data=_body(request_data),
                headers=_headers(request_data),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotReached(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's fields; raises `TelegramError` when it is not JSON."""
        try:
            parsed: dict[str, Any] = msgspec.json.decode(payload, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise TelegramError("the answer cannot be read") from error
        return parsed


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    """The address of a method, parsed once."""
    return URL(url, encoded=True)


def _headers(data: RequestData | None) -> dict[str, str] | None:
    if data is None or data.contains_files:
        return None
    return {"Content-Type": "application/json"}


def _body(data: RequestData | None) -> Any:
    """JSON for plain parameters, multipart where a file goes with them."""
    if data is None:
        return None
    if not data.contains_files:
        return msgspec.json.encode(data.parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        # As a stream: aiohttp writes bytes in one go and, over a megabyte, warns that it does.
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime)
    return form
