"""Pictures on the web page: what the page is told of them, and who gets them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.web.signing import Signer
from bot.services.demo import RESIDENT
from bot.talk.messages import Button, Message
from bot.talk.pictures import Drawing, DrawnSeries
from tests.channels.web.visit import KEY, Site
from tests.emulators.telegram.wire.files import small_png

LIGHT, DARK = small_png(640, 480), small_png(320, 240)
DRAWING = Drawing(
    chart="weeks",
    title="Hai tuần qua",
    labels=("46", "47"),
    series=(DrawnSeries("giờ học", (3.0, 2.0)),),
    unit="giờ",
)
FACTS = "Tuần 46: 3 giờ.\nTuần 47 chưa ghi gì"
PICTURED = Message(
    "Hai tuần qua", ((Button("Xem thêm", "3:more"),),), "nothing", drawing=DRAWING, facts=FACTS
)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


def draw(site: Site, address: str, row: int) -> None:
    """Make both pictures of a row."""
    site.desk.drawn[address, row, "light"] = LIGHT
    site.desk.drawn[address, row, "dark"] = DARK


# --- what the page gets ---------------------------------------------------------------------------


async def test_a_picture_is_told_by_its_addresses_and_what_it_shows(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    await site.show(browser.address, 12, PICTURED)
    store = Signer(KEY).seal("store", browser.address)[:16]
    assert await talk.hear() == {
        "t": "message",
        "row": 12,
        "text": "Hai tuần qua",
        "buttons": [[{"label": "Xem thêm", "data": "3:more"}]],
        "wants": "nothing",
        "picture": {
            "light": f"/picture/12/light.png?of={store}",
            "dark": f"/picture/12/dark.png?of={store}",
            "alt": "Hai tuần qua",
            "facts": FACTS,
            "height": 94,
        },
    }


async def test_a_message_without_a_picture_tells_of_none(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    await site.say(browser.address, 12, "câu")
    assert "picture" not in await talk.hear()


async def test_what_is_told_leads_to_both_pictures(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    draw(site, browser.address, 12)
    await site.show(browser.address, 12, PICTURED)
    told = (await talk.hear())["picture"]
    for theme, png in (("light", LIGHT), ("dark", DARK)):
        async with browser.client.get(told[theme]) as response:
            assert (response.status, await response.read()) == (200, png)


async def test_words_and_then_the_picture_of_one_row_both_arrive_once(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    words = Message("Sổ tuần này:", wants="nothing")
    await site.show(browser.address, 12, words)
    await site.show(browser.address, 12, PICTURED)
    assert [(await talk.hear())["text"] for _part in range(2)] == ["Sổ tuần này:", "Hai tuần qua"]
    # The way out may say them again, and so may the replay.
    await site.channel.speak(browser.address, 12, words)
    await site.channel.speak(browser.address, 12, PICTURED)
    await talk.hello()
    assert talk.replayed == []
    again = await browser.talk()
    assert [frame["text"] for frame in again.replayed] == ["Sổ tuần này:", "Hai tuần qua"]


async def test_the_replay_tells_of_pictures_as_the_first_telling_did(site: Site) -> None:
    browser = await site.visitor()
    first = await browser.talk()
    await site.show(browser.address, 12, PICTURED)
    told = await first.hear()
    second = await browser.talk()
    assert second.replayed == [told]
    assert (await browser.talk(after=12)).replayed == []


# --- who gets it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "png"), [("light", LIGHT), ("dark", DARK)])
async def test_its_person_gets_the_picture_and_may_keep_it(
    site: Site, theme: str, png: bytes
) -> None:
    browser = await site.visitor()
    draw(site, browser.address, 12)
    async with browser.client.get(f"/picture/12/{theme}.png") as response:
        assert (response.status, await response.read()) == (200, png)
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Content-Disposition" not in response.headers, "it opens in a tab"


async def test_nobody_else_gets_it_and_nothing_of_a_refusal_is_kept(site: Site) -> None:
    owner, stranger = await site.visitor(), await site.visitor()
    draw(site, owner.address, 12)
    async with stranger.client.get("/picture/12/light.png") as response:
        assert response.status == 404
        assert response.headers["Cache-Control"] == "no-store"
        assert LIGHT not in await response.read()
    async with (await site.browser()).client.get("/picture/12/light.png") as response:
        assert response.status == 403
        assert response.headers["Cache-Control"] == "no-store"
    assert site.counted == {"web_cookie": 1}


async def test_a_made_up_cookie_gets_nothing(site: Site) -> None:
    owner, forger = await site.visitor(), await site.browser()
    draw(site, owner.address, 12)
    for cookie in (owner.address, Signer(b"another key").sign("cookie", owner.address)):
        forger.client.session.cookie_jar.update_cookies({"sohoctap": cookie})
        async with forger.client.get("/picture/12/light.png") as response:
            assert response.status == 403


async def test_a_demo_persons_pictures_are_nobodys_where_the_service_is_no_demo(
    site: Site,
) -> None:
    browser = await site.browser()
    draw(site, RESIDENT, 12)
    cookie = {"sohoctap": Signer(KEY).sign("cookie", RESIDENT)}
    browser.client.session.cookie_jar.update_cookies(cookie)
    async with browser.client.get("/picture/12/light.png") as response:
        assert response.status == 403


async def test_whoever_gave_the_device_up_leaves_no_picture_to_the_next(site: Site) -> None:
    browser = await site.visitor()
    left = browser.address
    talk = await browser.talk()
    draw(site, left, 12)
    await site.show(left, 12, PICTURED)
    told = (await talk.hear())["picture"]["light"]
    async with browser.client.post("/leave", headers=browser.origin) as response:
        assert response.status == 204
    async with browser.client.get(told) as response:
        assert response.status == 404
    # What the browser kept lies under another address than the next person's pictures.
    draw(site, browser.address, 12)
    other = await browser.talk()
    await site.show(browser.address, 12, PICTURED)
    assert (await other.hear())["picture"]["light"] != told


async def test_a_row_without_a_picture_is_not_found(site: Site) -> None:
    browser = await site.visitor()
    await site.say(browser.address, 12, "câu")
    async with browser.client.get("/picture/12/light.png") as response:
        assert response.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/picture/12/blue.png",
        "/picture/12/LIGHT.png",
        "/picture/12/light.svg",
        "/picture/12/light",
        "/picture/12/lightXpng",
        "/picture/0/light.png",
        "/picture/012/light.png",
        "/picture/-12/light.png",
        "/picture/%D9%A1%D9%A2/light.png",
        "/picture/9223372036854775808/light.png",
        "/picture/" + "9" * 5000 + "/light.png",
        "/picture/12a/light.png",
        "/picture//light.png",
        "/picture/12%2F..%2F12/light.png",
        "/picture/12/light.png/",
    ],
)
async def test_what_is_no_name_of_a_picture_is_not_found(site: Site, path: str) -> None:
    browser = await site.visitor()
    draw(site, browser.address, 12)
    async with browser.client.get(path) as response:
        assert response.status == 404
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert site.counted == {}
