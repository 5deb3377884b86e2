"""The web channel: the page's routes, and the conversation over the socket."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from functools import partial

from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.web import frames
from bot.channels.web.connections import Connection, Connections
from bot.channels.web.downloads import Downloads, DownloadSource
from bot.channels.web.files import Files
from bot.channels.web.frames import (
    Ack,
    FileFrame,
    HappenedFrame,
    HelloFrame,
    Nack,
    OpenFrame,
    PressFrame,
    ReadyFrame,
    Rejected,
    ReminderSetFrame,
    TextFrame,
)
from bot.channels.web.history import History
from bot.channels.web.leaving import Leaving
from bot.channels.web.page import load_page
from bot.channels.web.page_routes import PageRoutes
from bot.channels.web.picture_routes import Pictures, PictureSource
from bot.channels.web.push.web_push import WebPush
from bot.channels.web.quota import Networks, UploadQuota
from bot.channels.web.sessions import Sessions
from bot.channels.web.signing import Signer
from bot.channels.web.uploads import Uploads
from bot.domain.limits.networks import Network
from bot.domain.limits.upload_limits import UploadLimits
from bot.services.ports.messages import (
    Clock,
    Delivered,
    EditOutcome,
    Incoming,
    NotStored,
    OutboxMessage,
    Outcome,
    Receive,
    Translate,
)
from bot.services.ports.uploads import WaitingUploads
from bot.talk.events import RawPress, Said, Sent
from bot.talk.messages import Capabilities, Message

CAPABILITIES = Capabilities(
    text_limit=20_000,
    unit="chars",
    buttons=40,
    label_limit=80,
    edits=True,
    files_in=True,
    pictures="fetched",
    kept_files="web",
    opens_paths=True,
)

REPLAYED = 60
"""The most old messages that a page gets when it opens."""

MOST_TABS = 12
"""The most open pages of one address."""
HELLO_SECONDS = 30.0
"""How long an open page may say nothing at all; afterwards its heartbeat counts."""

_FRAME_BYTES = 64 * 1024
_HEARTBEAT_SECONDS = 20.0
_GOODBYE_SECONDS = 3.0
_MALFORMED_LIMIT = 5


class WebChannel:
    """The channel of our own page.

    Messages stay in the outbox, and `history` reads them there. So a message counts as delivered
    when it is stored, whether or not the page is open. `picture` makes a chart when the page asks
    for it.
    """

    name = "web"
    account = ""
    in_flight = 32
    take_buttons = None
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        receive: Receive,
        history: History,
        picture: PictureSource,
        files: Files,
        key: bytes,
        public_url: str,
        count: Callable[[str], None],
        sentences: Translate,
        clock: Clock,
        push: WebPush,
        downloads: DownloadSource,
        waiting: WaitingUploads,
        monotonic: Callable[[], float],
        upload_limits: UploadLimits,
        trusted_proxies: Sequence[Network],
        demo: bool = False,
        draw_address: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    ) -> None:
        self._receive, self._history = receive, history
        self._signer = Signer(key)
        self._sessions = Sessions(self._signer, public_url, count, demo=demo)
        self._networks = Networks(trusted_proxies)
        quota = UploadQuota(waiting, files, upload_limits, clock, monotonic, self._networks)
        self._uploads = Uploads(self._sessions, self._signer, files, quota, count)
        self._count, self._clock = count, clock
        self._connections = Connections()
        self._seen_off: frozenset[str] = frozenset()
        self._push, self.listening = push, False
        self._served = (
            PageRoutes(load_page(sentences), self._sessions, draw_address),
            self._uploads,
            Pictures(self._sessions, picture),
            Downloads(downloads, sentences, count),
            Leaving(self._sessions, self._signer, push, self._connections, draw_address, demo=demo),
        )

    def add_routes(self, app: web.Application) -> None:
        """Add the page's routes, and its security headers to every response of the server."""
        app.on_response_prepare.append(self._sessions.add_security_headers)
        app.router.add_get("/ws", self._socket)
        self._push.add_routes(app, self._sessions)
        for routes in self._served:
            routes.add_routes(app)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Show a message on the open pages of its address; waits for none of them."""
        for connection in self._connections.of(address):
            connection.lay_words(row, message)
        return Delivered(str(row))

    async def edit(self, address: str, row: int, message_id: str, message: Message) -> EditOutcome:
        """Change a message on the open pages of its address, whose first row is `message_id`."""
        for connection in self._connections.of(address):
            connection.lay_words(row, message, int(message_id))
        return Delivered(message_id)

    async def alert(self, row: OutboxMessage) -> None:
        """Push a notification to a person who has no page open; whoever has one sees it there."""
        if not self._connections.of(row.address) and row.address not in self._seen_off:
            await self._push.alert(row)

    async def open(self) -> None:
        """Nothing to open: speaking needs no connection."""

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`; the routes do the work."""
        self.listening = True
        try:
            await stop.wait()
        finally:
            self.listening = False

    async def show_drawing(self, address: str) -> None:
        """Show nothing: the page asks for a picture by itself, and keeps its place free."""

    async def check(self) -> str:
        """The channel's name; the page has no platform that could refuse."""
        return self.name

    async def close(self) -> None:
        """Close the open pages, which connect again by themselves, and let the push go."""
        self._seen_off |= self._connections.addresses
        await self._connections.end_all(WSCloseCode.GOING_AWAY, _GOODBYE_SECONDS)
        await self._push.close()

    # --- the socket -------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        address = self._sessions.known(request)
        if len(self._connections.of(address)) >= MOST_TABS:
            self._count("web_tabs")
            raise web.HTTPTooManyRequests(text="")
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_SECONDS,
            max_msg_size=_FRAME_BYTES,
            compress=False,
            timeout=_GOODBYE_SECONDS,
        )
        await socket.prepare(request)

        def hang_up() -> None:
            self._count("web_slow")
            if request.transport is not None:
                request.transport.abort()

        store = self._signer.seal("store", address)[:16]
        place_of = partial(self._uploads.place_of, address)
        network = self._networks.of(request)
        connection = Connection(address, store, place_of, socket, hang_up, network)
        self._connections.add(connection)
        loop = asyncio.get_running_loop()
        silent = loop.call_later(HELLO_SECONDS, connection.end_silent)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(connection.write())
                connection.end(await self._listen(connection))
        finally:
            silent.cancel()
            self._connections.drop(connection)
        return socket

    async def _listen(self, connection: Connection) -> int:
        """Take the page's frames until it disconnects; returns the close code of the socket."""
        async for received in connection.socket:
            if received.type is WSMsgType.ERROR:
                self._count("web_frame_size")
                continue
            raw = received.data if received.type is WSMsgType.TEXT else ""
            frame = frames.read(raw)
            if isinstance(frame, HelloFrame):
                await self._bring_up_to_date(connection, frame)
            elif frame is None or not connection.greeted or not await self._take(connection, frame):
                self._count("web_frame")
                connection.lay(Rejected(frames.id_of(raw), "bad"))
                connection.malformed += 1
                if connection.malformed >= _MALFORMED_LIMIT:
                    return WSCloseCode.POLICY_VIOLATION
        return WSCloseCode.OK

    async def _bring_up_to_date(self, connection: Connection, hello: HelloFrame) -> None:
        connection.language = hello.language
        if hello.offers:
            connection.reminders = await self._push.reminders_on(connection.address)
        connection.greeted = True  # before the history is read, so that no message is missed
        said = await self._history(connection.address, hello.after, REPLAYED)
        for row, message, edits in said:
            connection.lay_words(row, message, edits)
        newest = max((row for row, *_ in said), default=hello.after)
        connection.lay(ReadyFrame(newest, connection.store))

    async def _take(self, connection: Connection, frame: HappenedFrame) -> bool:
        """Hand one event to the desk; False when the frame holds no event."""
        try:
            channel_event = self._event_of(connection.address, frame)
        except frames.TooLong:
            self._count("web_too_long")
            connection.lay(Rejected(frame.id, "too_long"))
            return True
        if channel_event is None:
            return False
        incoming = Incoming(
            self.name,
            connection.address,
            frame.id,
            channel_event,
            connection.language,
            written=frames.written(frame.age, self._clock()),
            network=connection.network,
        )
        try:
            await self._receive(incoming)
        except NotStored:
            self._count("web_not_stored")
            connection.lay(Nack(frame.id))
        else:
            connection.lay(Ack(frame.id))
            await self._notice_reminder(connection)
        return True

    async def _notice_reminder(self, connection: Connection) -> None:
        """Tell a page that wants to know when there is a reminder more."""
        before = connection.reminders
        if before is not None:
            connection.reminders = await self._push.reminders_on(connection.address)
            if connection.reminders is not None and connection.reminders > before:
                connection.lay(ReminderSetFrame())

    def _event_of(self, address: str, frame: HappenedFrame) -> Said | RawPress | Sent | None:
        match frame:
            case TextFrame(text=text):
                return frames.said(text)
            case PressFrame(data=data):
                return frames.tapped(data)
            case OpenFrame(word=word, rest=rest):
                return frames.asked(word, rest)
            case FileFrame(kind=kind, reference=reference, caption=caption):
                name = self._uploads.name_of(address, reference)
                if name is None or not self._uploads.is_there(name):
                    return None
                return Sent(kind, f"{self.name}:{name}", frames.clean(caption))
