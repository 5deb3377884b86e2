"""What the service keeps on the disk is for its own user alone, whatever the umask was."""

from __future__ import annotations

import stat
import uuid
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.service import Service, running
from tests.emulators.telegram.wire.files import small_png

WAIT_SECONDS = 90.0
ALL_OTHER_WARDS = 0o077


def demo(folder: Path) -> Service:
    """A demonstration that keeps everything in a folder."""
    kept = {"BOT_FILES_DIR": str(folder / "files"), "BOT_DATA_DIR": str(folder / "data")}
    url = f"sqlite+aiosqlite:///{folder}/sohoctap.db"
    return Service(folder.parent, url, command="demo", **kept)


class Page:
    """The demo resident's page."""

    def __init__(self, session: aiohttp.ClientSession, service: Service) -> None:
        self._session = session
        self._base = service.base
        self._origin = {"Origin": service.base}
        self._socket: Any = None

    async def open(self, link: str) -> None:
        async with self._session.get(link) as response:
            assert response.status == 200
        self._socket = await self._session.ws_connect(f"{self._base}/ws", headers=self._origin)
        await self._socket.send_json({"t": "hello", "language": "vi"})
        await self.hears("ready")

    async def hears(self, what: str) -> dict[str, Any]:
        """The next frame that is of a kind, or that has such a field."""
        while True:
            frame: dict[str, Any] = await self._socket.receive_json(timeout=WAIT_SECONDS)
            if (what in (frame["t"], *frame) and frame.get(what) is not None) or frame["t"] == what:
                return frame

    async def sends(self, t: str, **rest: str) -> None:
        await self._socket.send_json({"t": t, "id": str(uuid.uuid4()), **rest})

    async def uploads(self, body: bytes) -> str:
        headers = {**self._origin, "Content-Type": "image/png"}
        url = f"{self._base}/file"
        async with self._session.post(url, data=body, headers=headers) as response:
            reference: str = (await response.json())["reference"]
            return reference

    async def fetches(self, path: str) -> bytes:
        async with self._session.get(f"{self._base}{path}") as response:
            assert response.status == 200
            return await response.read()


async def served(service: Service) -> None:
    """A turn with an upload, and one that is answered with a picture."""
    jar = aiohttp.CookieJar(unsafe=True)  # also of an address that is a number
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        page = Page(session, service)
        _newcomer, resident, *_staff = service.links()
        await page.open(resident)
        await page.sends("file", kind="photo", reference=await page.uploads(small_png(3, 2)))
        await page.hears("message")
        await page.sends("say", text="/progress")
        told = await page.hears("picture")
        assert (await page.fetches(told["picture"]["light"])).startswith(b"\x89PNG")


def open_to_others(folder: Path) -> dict[str, str]:
    """What others can use in a folder, with its mode."""
    found = ((path, stat.S_IMODE(path.lstat().st_mode)) for path in folder.rglob("*"))
    return {
        str(path.relative_to(folder)): oct(mode) for path, mode in found if mode & ALL_OTHER_WARDS
    }


async def test_nobody_else_can_read_what_a_served_turn_leaves(tmp_path: Path) -> None:
    kept = tmp_path / "var"
    async with running(demo(kept)) as service:
        await served(service)
        found = {path.suffix or path.name for path in kept.rglob("*")}
        assert {".db", ".db-wal", ".db-shm", "files", "pictures", ".png"} - found == set()
        assert open_to_others(tmp_path).keys() <= {"service.log", "out.log"}  # the shell's


async def test_what_an_older_release_left_open_is_narrowed_at_the_start(tmp_path: Path) -> None:
    kept = tmp_path / "var"
    async with running(demo(kept)) as service:
        await served(service)
    # Killed, so that the files beside the database are there.
    for path in kept.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    opened = open_to_others(kept)
    service = demo(kept)
    async with running(service):
        assert open_to_others(kept) == {}
    told = [event for event in service.events() if event["event"] == "narrowed"]
    assert [(event["level"], event["count"]) for event in told] == [("warning", len(opened))]
