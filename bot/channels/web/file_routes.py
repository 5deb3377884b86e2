"""The routes of files: a person uploads one, and downloads those of their own address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.channels.web.files import LIMIT_BYTES, MEDIA_TYPES, Files, NotOfItsType, TooBig
from bot.channels.web.sessions import Sessions
from bot.channels.web.signing import Signer

_UPLOAD_SECONDS = 300


class FileRoutes:
    """Takes uploads and gives them back to the address that sent them; `count` notes refusals."""

    def __init__(
        self, files: Files, sessions: Sessions, signer: Signer, count: Callable[[str], None]
    ) -> None:
        self._files = files
        self._sessions = sessions
        self._signer = signer
        self._count = count

    def add_routes(self, app: web.Application) -> None:
        """Add `POST /file` and `GET /file/{reference}`."""
        app.router.add_post("/file", self._upload)
        app.router.add_get("/file/{reference}", self._download)

    async def _upload(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        try:
            if (request.content_length or 0) > LIMIT_BYTES:
                raise TooBig
            async with asyncio.timeout(_UPLOAD_SECONDS):
                name = await self._files.keep(request.content.iter_any(), request.content_type)
        except TooBig:
            self._count("web_file_size")
            return web.json_response({"error": "too_big"}, status=413)
        except NotOfItsType:
            self._count("web_file_type")
            return web.json_response({"error": "type"}, status=415)
        except TimeoutError:
            self._count("web_file_slow")
            return web.json_response({"error": "slow"}, status=408)
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
