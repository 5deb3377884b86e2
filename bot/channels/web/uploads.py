"""Uploads: the routes that store a person's files and serve them to that person only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.channels.web.files import (
    LIMIT_BYTES,
    MEDIA_TYPES,
    FileDamaged,
    Files,
    NotOfItsType,
    TooBig,
)
from bot.channels.web.quota import DiskFull, NobodyThere, NoRoom, UploadQuota
from bot.channels.web.sessions import Sessions
from bot.channels.web.signing import Signer
from bot.services.ports.messages import NotStored

_UPLOAD_SECONDS = 300

_SHOWN = ("image/jpeg", "image/png", "image/webp")
"""What every browser shows; anything else is saved."""

_NOT_KEPT: dict[type[Exception], tuple[str, str, int]] = {
    TooBig: ("web_file_size", "too_big", 413),
    NotOfItsType: ("web_file_type", "type", 415),
    web.RequestPayloadError: ("web_file_broken", "broken", 400),
    TimeoutError: ("web_file_slow", "slow", 408),
    NobodyThere: ("web_file_stranger", "stranger", 409),
    NoRoom: ("web_file_quota", "no_room", 429),
    DiskFull: ("web_file_disk", "no_room", 507),
    NotStored: ("web_file_not_stored", "busy", 503),
}
"""Why an upload is refused: the name of its count, the page's error, the HTTP status."""


class Uploads:
    """The upload routes. A file's reference is its name, signed for the uploading address."""

    def __init__(
        self,
        sessions: Sessions,
        signer: Signer,
        files: Files,
        quota: UploadQuota,
        count: Callable[[str], None],
    ) -> None:
        self._sessions = sessions
        self._signer = signer
        self._files = files
        self._quota = quota
        self._count = count

    def add_routes(self, app: web.Application) -> None:
        """Add `POST /file` for uploads and `GET /file/{reference}` for downloads."""
        app.router.add_post("/file", self._upload)
        app.router.add_get("/file/{reference}", self._download)

    async def _upload(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        try:
            if (request.content_length or 0) > LIMIT_BYTES:
                raise TooBig
            async with (
                self._quota.room(request, address, request.content_length or LIMIT_BYTES) as note,
                asyncio.timeout(_UPLOAD_SECONDS),
            ):
                name = await self._files.keep(
                    request.content.iter_any(), request.content_type, note
                )
        except tuple(_NOT_KEPT) as error:
            what, why, status = _NOT_KEPT[type(error)]
            self._count(what)
            refused = web.json_response({"error": why}, status=status)
            refused.force_close()  # the rest of the body would look like the next request
            return refused
        return web.json_response({"reference": self._reference(address, name)})

    def _reference(self, address: str, name: str) -> str:
        return f"{name}.{self._signer.seal('file', address, name)}"

    def place_of(self, address: str, name: str) -> str:
        """Where the page of an address gets a file of its person."""
        return f"/file/{self._reference(address, name)}"

    def name_of(self, address: str, reference: str) -> str | None:
        """The name of a file that this address uploaded; None for any other reference."""
        name, _, seal = reference.rpartition(".")
        return name if self._signer.fits(seal, "file", address, name) else None

    def is_there(self, name: str) -> bool:
        """False when the file was deleted, as one that nobody recorded."""
        return self._files.path(name).is_file()

    async def _download(self, request: web.Request) -> web.Response:
        address = self._sessions.address(request)
        name = self.name_of(address or "", request.match_info["reference"])
        if address is None or name is None:
            raise self._sessions.forbidden("web_file_reference")
        try:
            content = await asyncio.to_thread(self._files.read, name)
        except FileNotFoundError:
            raise web.HTTPNotFound from None
        except FileDamaged:
            self._count("web_file_damaged")
            raise web.HTTPNotFound from None
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        how = "inline" if media_type in _SHOWN else "attachment"
        disposition = f'{how}; filename="{name[:8]}.{name.rpartition(".")[2]}"'
        return web.Response(
            body=content, headers={"Content-Type": media_type, "Content-Disposition": disposition}
        )
