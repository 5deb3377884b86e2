"""The web channel's files: what may be uploaded, and who gets it back."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest

from bot.channels.web.files import LIMIT_BYTES, delete_drafts, looks_like
from bot.domain.limits.upload_limits import LEAST_COUNTED, MEGABYTE, UploadLimits
from bot.talk.events import Sent
from bot.talk.files import ShownFile
from bot.talk.messages import Message
from tests.channels.web.visit import Browser, Site
from tests.sealed import SEALER

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
PDF = b"%PDF-1.7\n" + b"\0" * 40


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


async def _upload(browser: Browser, body: object, media_type: str) -> tuple[int, dict[str, str]]:
    headers = {**browser.origin, "Content-Type": media_type}
    async with browser.client.post("/file", data=body, headers=headers) as response:
        return response.status, await response.json()


@asynccontextmanager
async def _site_with(folder: Path, limits: UploadLimits) -> AsyncIterator[Site]:
    site = Site(folder, upload_limits=limits)
    yield site
    await site.close()


def _picture(number: int, size: int) -> bytes:
    return JPEG + number.to_bytes(4, "big") + b"\0" * (size - len(JPEG) - 4)


def _kept(site: Site) -> list[Path]:
    return [path for path in site.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("body", "media_type", "extension", "how"),
    [
        (PNG, "image/png", "png", "inline;"),
        (JPEG, "image/jpeg", "jpg", "inline;"),
        (WEBP, "image/webp", "webp", "inline;"),
        (HEIC, "image/heic", "heic", "attachment;"),
        (PDF, "application/pdf", "pdf", "attachment;"),
    ],
)
async def test_a_file_is_kept_by_its_content_and_given_back_as_it_was(
    site: Site, body: bytes, media_type: str, extension: str, how: str
) -> None:
    browser = await site.visitor()
    status, answer = await _upload(browser, body, media_type)
    assert status == 200
    digest = hashlib.sha256(body).hexdigest()
    assert answer["reference"].startswith(f"{digest}.{extension}.")
    assert _kept(site) == [site.folder / digest[:2] / digest]
    async with browser.client.get(f"/file/{answer['reference']}") as response:
        assert await response.read() == body
        assert response.headers["Content-Type"] == media_type
        assert response.headers["Content-Disposition"].startswith(how)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"


async def test_an_uploaded_file_can_be_sent(site: Site) -> None:
    browser = await site.visitor()
    _status, answer = await _upload(browser, JPEG, "image/jpeg")
    talk = await browser.talk()
    event = await talk.send(
        "file", kind="photo", reference=answer["reference"], caption=" lớp học "
    )
    assert await talk.hear() == {"t": "taken", "id": event}
    digest = hashlib.sha256(JPEG).hexdigest()
    assert [incoming.channel_event for incoming in site.desk.taken] == [
        Sent("photo", f"web:{digest}.jpg", "lớp học")
    ]


@pytest.mark.parametrize(
    "stored",
    [b"~sealed:test\n" + b"x" * 60, SEALER.seal_file(PNG), PNG, b""],
    ids=["changed", "of another file", "of another file, from before there were keys", "emptied"],
)
async def test_a_file_that_was_changed_on_the_disk_is_not_shown(site: Site, stored: bytes) -> None:
    browser = await site.visitor()
    _status, answer = await _upload(browser, JPEG, "image/jpeg")
    (path,) = _kept(site)
    path.write_bytes(stored)
    async with browser.client.get(f"/file/{answer['reference']}") as response:
        assert response.status == 404
    assert site.counted == {"web_file_damaged": 1}


def test_what_an_upload_that_was_cut_off_left_is_deleted_later(tmp_path: Path) -> None:
    for name in ("draft-old", "draft-new", "ab"):
        (tmp_path / name).write_bytes(b"x")
    at = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
    os.utime(tmp_path / "draft-old", (at.timestamp() - 1, at.timestamp() - 1))
    os.utime(tmp_path / "draft-new", (at.timestamp(), at.timestamp()))
    assert delete_drafts(tmp_path, at) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ab", "draft-new"]


async def test_somebody_elses_reference_opens_nothing(site: Site) -> None:
    owner, stranger = await site.visitor(), await site.visitor()
    _status, answer = await _upload(owner, JPEG, "image/jpeg")
    async with stranger.client.get(f"/file/{answer['reference']}") as response:
        assert response.status == 403
    async with (await site.browser()).client.get(f"/file/{answer['reference']}") as response:
        assert response.status == 403
    talk = await stranger.talk()
    await talk.send("file", kind="photo", reference=answer["reference"])
    assert (await talk.hear())["t"] == "refused"
    assert site.desk.taken == []
    assert site.counted == {"web_file_reference": 2, "web_frame": 1}


async def test_a_kept_photo_is_shown_again_to_its_person_and_to_nobody_else(site: Site) -> None:
    owner, stranger = await site.visitor(), await site.visitor()
    _status, answer = await _upload(owner, JPEG, "image/jpeg")
    name = answer["reference"].rpartition(".")[0]
    talk = await owner.talk()
    files = (ShownFile("photo", name, "Ảnh 1"),)
    await site.show(owner.address, 3, Message("Mục này có 1 ảnh.", files=files))
    (shown,) = (await talk.hear())["files"]
    assert (shown["kind"], shown["name"]) == ("photo", "Ảnh 1")
    async with owner.client.get(shown["place"]) as response:
        assert await response.read() == JPEG
    async with stranger.client.get(shown["place"]) as response:
        assert response.status == 403


async def test_a_message_without_files_tells_of_none(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    await site.say(browser.address, 3, "chào")
    assert "files" not in await talk.hear()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", "image/png"),
        (b"\x89PNG", "image/png"),
        (b"<html>" + b" " * 40, "image/png"),
        (PNG, "image/jpeg"),
        (PNG, "text/html"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "image/webp"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "image/heic"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
)
async def test_what_is_not_of_its_type_is_not_kept(
    site: Site, body: bytes, media_type: str
) -> None:
    browser = await site.visitor()
    assert await _upload(browser, body, media_type) == (415, {"error": "type"})
    assert _kept(site) == []
    assert site.counted == {"web_file_type": 1}


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(site: Site) -> None:
    browser = await site.visitor()
    largest = JPEG + bytes(LIMIT_BYTES - len(JPEG))
    status, _answer = await _upload(browser, BytesIO(largest), "image/jpeg")
    assert status == 200
    assert await _upload(browser, BytesIO(largest + b"\0"), "image/jpeg") == (
        413,
        {"error": "too_big"},
    )
    assert [SEALER.open_file(path.read_bytes()) for path in _kept(site)] == [largest]
    assert site.counted == {"web_file_size": 1}


async def test_a_file_that_hides_its_size_is_stopped_at_the_limit(site: Site) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield JPEG
        for _chunk in range(11):
            yield bytes(1024 * 1024)

    browser = await site.visitor()
    assert await _upload(browser, endless(), "image/jpeg") == (413, {"error": "too_big"})
    assert _kept(site) == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_file_that_cannot_be_unpacked_is_said_to_be_broken(
    site: Site, encoding: str
) -> None:
    browser = await site.visitor()
    headers = {**browser.origin, "Content-Type": "image/jpeg", "Content-Encoding": encoding}
    async with browser.client.post("/file", data=BytesIO(JPEG), headers=headers) as response:
        assert (response.status, await response.json()) == (400, {"error": "broken"})
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert _kept(site) == []
    assert site.counted == {"web_file_broken": 1}
    status, _answer = await _upload(browser, JPEG, "image/jpeg")
    assert status == 200


async def test_the_same_file_twice_is_kept_once(site: Site) -> None:
    browser = await site.visitor()
    first = await _upload(browser, PDF, "application/pdf")
    assert await _upload(browser, PDF, "application/pdf") == first
    assert len(_kept(site)) == 1


async def test_a_file_that_is_gone_is_not_found(site: Site) -> None:
    browser = await site.visitor()
    _status, answer = await _upload(browser, PDF, "application/pdf")
    _kept(site)[0].unlink()
    async with browser.client.get(f"/file/{answer['reference']}") as response:
        assert response.status == 404


@pytest.mark.parametrize("reference", ["a", "..%2f..%2fetc%2fpasswd", "a.jpg." + "0" * 64])
async def test_a_made_up_reference_is_forbidden(site: Site, reference: str) -> None:
    browser = await site.visitor()
    async with browser.client.get(f"/file/{reference}") as response:
        assert response.status == 403


def test_a_short_head_looks_like_nothing() -> None:
    for body in (PNG, JPEG, WEBP, HEIC, PDF):
        assert looks_like(body[:2]) is None
        assert looks_like(body[:12]) is not None


async def test_a_visitor_may_store_so_much_and_no_more(tmp_path: Path) -> None:
    limits = UploadLimits(visitor=2 * MEGABYTE, person=4 * MEGABYTE, free=0)
    async with _site_with(tmp_path, limits) as site:
        browser = await site.visitor()
        site.waiting.joined.clear()
        for number in range(2):
            status, _answer = await _upload(browser, _picture(number, MEGABYTE), "image/jpeg")
            assert status == 200
        status, answer = await _upload(browser, _picture(9, MEGABYTE), "image/jpeg")
        assert (status, answer) == (429, {"error": "no_room"})
        assert len(_kept(site)) == 2
        site.waiting.joined.add(browser.address)
        status, _answer = await _upload(browser, _picture(9, MEGABYTE), "image/jpeg")
        assert status == 200
        assert site.counted == {"web_file_quota": 1}


async def test_many_small_files_have_an_end_too(tmp_path: Path) -> None:
    async with _site_with(tmp_path, UploadLimits(visitor=3 * LEAST_COUNTED, free=0)) as site:
        browser = await site.visitor()
        statuses = [
            (await _upload(browser, _picture(number, 100), "image/jpeg"))[0] for number in range(5)
        ]
        assert statuses == [200, 200, 200, 429, 429]


async def test_uploads_at_once_get_no_more_room(tmp_path: Path) -> None:
    async with _site_with(tmp_path, UploadLimits(visitor=2 * MEGABYTE, free=0)) as site:
        browser = await site.visitor()
        answers = await asyncio.gather(
            *(_upload(browser, _picture(n, MEGABYTE), "image/jpeg") for n in range(8))
        )
        assert sum(status == 200 for status, _answer in answers) <= 2
        assert sum(site.waiting.sizes.values()) <= 2 * MEGABYTE


async def test_many_visitors_of_one_network_have_a_looser_limit(tmp_path: Path) -> None:
    limits = UploadLimits(visitor=MEGABYTE, network=3 * MEGABYTE, free=0)
    async with _site_with(tmp_path, limits) as site:
        statuses = []
        for number in range(5):
            browser = await site.visitor()
            headers = browser.origin | {
                "Content-Type": "image/jpeg",
                "X-Forwarded-For": "198.51.100.9, 203.0.113.7",
            }
            picture = _picture(number, MEGABYTE)
            async with browser.client.post("/file", data=picture, headers=headers) as response:
                statuses.append(response.status)
        assert statuses == [200, 200, 200, 429, 429]
        site.seconds += 24 * 3600
        assert (await _upload(await site.visitor(), JPEG, "image/jpeg"))[0] == 200


async def test_a_disk_that_is_nearly_full_is_left_to_the_database(tmp_path: Path) -> None:
    limits = UploadLimits(free=2 * shutil.disk_usage(tmp_path).total)
    async with _site_with(tmp_path, limits) as site:
        status, answer = await _upload(await site.visitor(), JPEG, "image/jpeg")
        assert (status, answer) == (507, {"error": "no_room"})
        assert _kept(site) == []


async def test_a_file_of_nobody_is_not_kept(site: Site) -> None:
    browser = await site.visitor()
    site.waiting.strangers.add(browser.address)
    status, answer = await _upload(browser, JPEG, "image/jpeg")
    assert (status, answer) == (409, {"error": "stranger"})
    assert _kept(site) == []


async def test_an_upload_is_noted_before_its_file_is_there(site: Site) -> None:
    browser = await site.visitor()
    _status, answer = await _upload(browser, JPEG, "image/jpeg")
    name = answer["reference"].rpartition(".")[0]
    assert site.waiting.added == [(browser.address, f"web:{name}")]


async def test_a_file_that_was_deleted_meanwhile_is_refused_and_not_recorded(site: Site) -> None:
    browser = await site.visitor()
    _status, answer = await _upload(browser, JPEG, "image/jpeg")
    for path in _kept(site):
        path.unlink()
    talk = await browser.talk()
    event = await talk.send("file", kind="photo", reference=answer["reference"])
    assert await talk.hear() == {"t": "refused", "id": event, "why": "bad"}
    assert site.desk.taken == []
