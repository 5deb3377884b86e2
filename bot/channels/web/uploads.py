"""Uploads: the routes through which a person's files come in, and go out to that person only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.channels.web.files import LIMIT_BYTES, MEDIA_TYPES, Files, NotOfItsType, TooBig
from bot.channels.web.sessions import Sessions
from bot.channels.web.signing import Signer

_UPLOAD_SECONDS = 300

_NOT_KEPT: dict[type[Exception], tuple[str, str, int]] = {
    TooBig: ("web_file_size", "too_big", 413),
    NotOfItsType: ("web_file_type", "type", 415),
    web.RequestPayloadError: ("web_file_broken", "broken", 400),
    TimeoutError: ("web_file_slow", "slow", 408),
}
"""Why an upload is not kept: under what it is counted, and what the page is told."""


class Uploads:
    """A file is known by a reference: its name, sealed for the address that uploaded it."""

    def __init__(
        self, sessions: Sessions, signer: Signer, files: Files, count: Callable[[str], None]
    ) -> None:
        self._sessions = sessions
        self._signer = signer
        self._files = files
        self._count = count

    def add_routes(self, app: web.Application) -> None:
        """Take files in at `POST /file`, give them back at `GET /file/{reference}`."""
        app.router.add_post("/file", self._upload)
        app.router.add_get("/file/{reference}", self._download)

    async def _upload(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        try:
            if (request.content_length or 0) > LIMIT_BYTES:
                raise TooBig
            async with asyncio.timeout(_UPLOAD_SECONDS):
                name = await self._files.keep(request.content.iter_any(), request.content_type)
        except tuple(_NOT_KEPT) as error:
            what, why, status = _NOT_KEPT[type(error)]
            self._count(what)
            refused = web.json_response({"error": why}, status=status)
            refused.force_close()  # what is left of the body cannot be told from a next request
            return refused
        return web.json_response(
            {"reference": f"{name}.{self._signer.seal('file', address, name)}"}
        )

    def name_of(self, address: str, reference: str) -> str | None:
        """The name of a file that this address uploaded; None of any other."""
        name, _, seal = reference.rpartition(".")
        return name if self._signer.fits(seal, "file", address, name) else None

    async def _download(self, request: web.Request) -> web.StreamResponse:
        address = self._sessions.address(request)
        name = self.name_of(address or "", request.match_info["reference"])
        if address is None or name is None:
            raise self._sessions.forbidden("web_file_reference")
        path = self._files.path(name)
        if not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        disposition = f'attachment; filename="{name[:8]}.{name.rpartition(".")[2]}"'
        return web.FileResponse(
            path, headers={"Content-Type": media_type, "Content-Disposition": disposition}
        )
