"""The web channel: what is said over the socket, and who may say it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from bot.channels.web import enter_link
from bot.channels.web.signing import SignedFor, Signer
from bot.services.demo import NEWCOMER, RESIDENT
from bot.services.ports.messages import Delivered, Incoming
from bot.talk.events import ChannelEvent, RawPress, Said
from bot.talk.messages import Button, Message
from tests.channels.web.visit import KEY, Browser, Site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


# --- who it is ------------------------------------------------------------------------------------


async def test_the_page_gives_a_browser_one_address_and_keeps_it(site: Site) -> None:
    browser = await site.visitor()
    first = browser.cookie
    async with browser.client.get("/") as response:
        assert browser.cookie == first
        morsel = response.cookies["sohoctap"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert int(morsel["max-age"]) == 400 * 24 * 3600
    assert not morsel["secure"]
    assert (await site.visitor()).address != browser.address
    assert site.desk.taken == [], "a mere look at the page stores nothing"


async def test_the_cookie_is_bound_to_the_host_where_the_page_is_on_https(tmp_path: Path) -> None:
    site = Site(tmp_path, public_url="https://so.example")
    browser = await site.browser()
    async with browser.client.get("/") as response:
        morsel = response.cookies["__Host-sohoctap"]
    assert morsel["secure"]
    assert morsel["domain"] == ""
    await site.close()


def _forgeries() -> list[str]:
    signer, other = Signer(KEY), Signer(b"another key")
    signed = signer.sign("cookie", "visitor-1")
    others: list[SignedFor] = ["enter", "file", "store"]
    return [
        "",
        "visitor-1",
        "visitor-1.",
        f"visitor-2.{signed.partition('.')[2]}",
        signed[:-1] + ("0" if signed[-1] != "0" else "1"),
        signed.upper(),
        other.sign("cookie", "visitor-1"),
        *(signer.sign(purpose, "visitor-1") for purpose in others),
    ]


@pytest.mark.parametrize("forged", _forgeries())
async def test_a_cookie_that_we_did_not_sign_is_nobody(site: Site, forged: str) -> None:
    browser = await site.browser()
    browser.client.session.cookie_jar.update_cookies({"sohoctap": forged})
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.socket()
    assert refused.value.status == 403
    async with browser.client.post("/leave", headers=browser.origin) as response:
        assert response.status == 403
    assert site.counted == {"web_cookie": 2}
    async with browser.client.get("/"):
        assert browser.cookie == Signer(KEY).sign("cookie", "visitor-1"), "a new address"


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "http://so.example.evil.example", "file://so.example"],
)
async def test_another_page_gets_no_socket_and_no_say(site: Site, origin: str | None) -> None:
    browser = await site.visitor()
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.client.ws_connect("/ws", headers=headers)
    assert refused.value.status == 403
    for path in ("/file", "/leave"):
        async with browser.client.post(path, headers=headers) as response:
            assert response.status == 403
            assert "Set-Cookie" not in response.headers
    assert site.counted == {"web_origin": 3}


async def test_the_page_may_stand_behind_a_proxy_that_hides_its_host(site: Site) -> None:
    browser = await site.visitor()
    socket = await browser.client.ws_connect("/ws", headers={"Origin": "http://so.example"})
    await socket.send_json({"t": "hello"})
    assert json.loads(await socket.receive_str())["t"] == "ready"


async def test_leaving_gives_a_new_address_and_ends_every_tab_of_the_old(site: Site) -> None:
    browser = await site.visitor()
    left, tab = browser.address, await browser.talk()
    await site.say(left, 1, "của người trước")
    assert (await tab.hear())["row"] == 1
    async with browser.client.post("/leave", headers=browser.origin) as response:
        assert response.status == 204
    ended = await tab.socket.receive(timeout=60)
    assert (ended.type, ended.data) == (WSMsgType.CLOSE, 4001)
    assert browser.address != left
    assert (await browser.talk()).replayed == []


async def test_a_demo_lets_a_link_in_and_nothing_else_does(tmp_path: Path) -> None:
    demo = Site(tmp_path, demo=True)
    browser = await demo.visitor()
    link = enter_link("http://so.example/", KEY, "resident-lan")
    path = link.removeprefix("http://so.example")
    async with browser.client.get(path, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/")
    assert browser.address == "resident-lan"
    wrong = Signer(KEY).sign("cookie", "resident-lan")
    async with browser.client.get(f"/enter/{wrong}", allow_redirects=False) as response:
        assert response.status == 403
    assert demo.counted == {"web_enter": 1}
    await demo.close()


async def test_the_link_leads_nowhere_where_the_service_is_no_demo(site: Site) -> None:
    browser = await site.visitor()
    before = browser.cookie
    async with browser.client.get(enter_link("", KEY, "resident-lan")) as response:
        assert response.status == 404
    assert browser.cookie == before


@pytest.mark.parametrize("person", [NEWCOMER, f"{NEWCOMER}-5f3a", RESIDENT])
async def test_a_demo_person_is_nobody_where_the_service_is_no_demo(
    site: Site, person: str
) -> None:
    browser = await site.browser()
    cookie = {"sohoctap": Signer(KEY).sign("cookie", person)}
    browser.client.session.cookie_jar.update_cookies(cookie)
    await site.say(person, 1, "của người dùng thử")
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.socket()
    assert refused.value.status == 403
    for path in ("/file", "/leave"):
        async with browser.client.post(path, headers=browser.origin) as response:
            assert response.status == 403
    assert site.counted == {"web_cookie": 3}
    async with browser.client.get("/"):
        assert browser.address == "visitor-1", "a new address is drawn"
    assert (await browser.talk()).replayed == []


async def test_a_demo_person_comes_back_by_the_cookie_where_the_service_is_a_demo(
    tmp_path: Path,
) -> None:
    demo = Site(tmp_path, demo=True)
    browser = await demo.browser()
    cookie = {"sohoctap": Signer(KEY).sign("cookie", RESIDENT)}
    browser.client.session.cookie_jar.update_cookies(cookie)
    await demo.say(RESIDENT, 1, "của người dùng thử")
    async with browser.client.get("/"):
        assert browser.address == RESIDENT
    assert [frame["row"] for frame in (await browser.talk()).replayed] == [1]
    await demo.close()


def test_an_address_that_could_not_be_signed_unmistakably_gets_no_link() -> None:
    with pytest.raises(ValueError, match="letters"):
        enter_link("http://so.example", KEY, "a.b")


# --- what comes in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "channel_event"),
    [
        ({"t": "say", "text": "  học\r\nnấu ăn\x00 "}, Said("học\nnấu ăn")),
        ({"t": "say", "text": "ho\u0323c"}, Said("học")),
        ({"t": "say", "text": "/ghi 30 phút"}, Said("/ghi 30 phút")),
        ({"t": "say", "text": "/menu"}, Said("/menu")),
        ({"t": "say", "text": "/"}, Said("/")),
        ({"t": "say", "text": "a" * 4096}, Said("a" * 4096)),
        ({"t": "ask", "word": "language", "rest": "en"}, Said("/language en")),
        ({"t": "press", "data": "7:topic:a"}, RawPress(7, "topic:a")),
        ({"t": "press", "data": "xin chào"}, RawPress(-1, "")),
        ({"t": "press", "data": "7:\x00"}, RawPress(-1, "")),
        ({"t": "press", "data": "7:" + "k" * 200}, RawPress(-1, "")),
    ],
)
async def test_what_the_page_sends_is_read(
    site: Site, frame: dict[str, Any], channel_event: ChannelEvent
) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    event = await talk.send(**frame)
    assert await talk.hear() == {"t": "taken", "id": event}
    assert site.desk.taken == [Incoming("web", browser.address, event, channel_event, "vi")]


async def test_a_text_that_is_too_long_is_given_back(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    event = await talk.send("say", text="ạ" * 4097)
    assert await talk.hear() == {"t": "refused", "id": event, "why": "too_long"}
    await talk.send("say", text="ngắn", id="the-next-one")
    assert await talk.hear() == {"t": "taken", "id": "the-next-one"}
    assert site.counted == {"web_too_long": 1}


async def test_taken_is_said_only_after_the_turn_is_committed(site: Site) -> None:
    browser = await site.visitor()
    talk = await browser.talk()
    site.desk.commit.clear()
    event = await talk.send("say", text="học bơi")
    await site.desk.began.wait()
    # Frames that were added meanwhile arrive first, so no ack of the event was sent yet.
    await site.say(browser.address, 1, "trong khi chờ")
    assert (await talk.hear())["t"] == "message"
    assert site.desk.taken == []
    site.desk.commit.set()
    assert await talk.hear() == {"t": "taken", "id": event}
    assert [incoming.id for incoming in site.desk.taken] == [event]


async def test_what_was_not_stored_is_to_be_sent_again_and_counts_once(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    site.desk.closed_for = 1
    event = await talk.send("say", text="học bơi")
    assert await talk.hear() == {"t": "not_taken", "id": event, "again": True}
    for _attempt in range(2):
        await talk.send("say", text="học bơi", id=event)
        assert await talk.hear() == {"t": "taken", "id": event}
    assert [incoming.channel_event for incoming in site.desk.taken] == [Said("học bơi")]
    assert site.counted == {"web_not_stored": 1}


_MALFORMED = [
    "",
    "{",
    "[]",
    '"say"',
    "[" * 50_000,
    '{"t":"shout","id":"12345678","text":"a"}',
    '{"t":"say","text":"a"}',
    '{"t":"say","id":"short","text":"a"}',
    '{"t":"say","id":"12345678\\n","text":"a"}',
    '{"t":"say","id":"' + "1" * 65 + '","text":"a"}',
    '{"t":"say","id":"12345678","text":7}',
    '{"t":"say","id":"12345678","text":" \\u0000 "}',
    '{"t":"ask","id":"12345678","word":""}',
    '{"t":"press","id":"12345678"}',
    '{"t":"hello","after":-1}',
    '{"t":"hello","after":true}',
    '{"t":"hello","after":0,"language":"../vi"}',
    '{"t":"file","id":"12345678","kind":"photo","reference":"aa.jpg.bb"}',
]


@pytest.mark.parametrize("raw", _MALFORMED)
async def test_a_frame_that_is_none_is_refused_and_goes_no_further(site: Site, raw: str) -> None:
    talk = await (await site.visitor()).talk()
    await talk.socket.send_str(raw)
    known = "12345678" if '"12345678"' in raw else ""
    assert await talk.hear() == {"t": "refused", "id": known, "why": "bad"}
    assert site.desk.taken == []
    assert site.counted == {"web_frame": 1}


async def test_the_fifth_frame_that_is_none_ends_the_line(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    for _attempt in range(4):
        await talk.socket.send_bytes(b"\xff")
    await talk.socket.send_str("{")
    refused = [await talk.hear() for _attempt in range(5)]
    assert {frame["why"] for frame in refused} == {"bad"}
    ended = await talk.socket.receive(timeout=60)
    assert (ended.type, ended.data) == (WSMsgType.CLOSE, 1008)


async def test_an_event_before_hello_is_refused(site: Site) -> None:
    browser = await site.visitor()
    socket = await browser.socket()
    await socket.send_json({"t": "say", "id": "12345678", "text": "a"})
    assert json.loads(await socket.receive_str())["t"] == "refused"
    assert site.desk.taken == []


async def test_a_frame_beyond_64_kib_ends_the_line(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    await talk.socket.send_str("a" * (64 * 1024 + 1))
    ended = await talk.socket.receive(timeout=60)
    assert (ended.type, ended.data) == (WSMsgType.CLOSE, 1009)
    assert site.counted == {"web_frame_size": 1}


# --- what goes out --------------------------------------------------------------------------------


async def test_a_message_reaches_every_tab_of_its_address_and_no_other(site: Site) -> None:
    browser, stranger = await site.visitor(), await site.visitor()
    tabs = [await browser.talk(), await browser.talk()]
    other = await stranger.talk()
    message = Message("Bạn học gì?", ((Button("Nấu ăn", "3:a"), Button("Bơi", "3:b")),), "evidence")
    assert await site.channel.speak(browser.address, 12, message) == Delivered("12")
    for tab in tabs:
        assert await tab.hear() == {
            "t": "message",
            "row": 12,
            "text": "Bạn học gì?",
            "buttons": [[{"label": "Nấu ăn", "data": "3:a"}, {"label": "Bơi", "data": "3:b"}]],
            "wants": "evidence",
        }
    await site.say(stranger.address, 13, "cho người khác")
    assert (await other.hear())["row"] == 13


async def test_speaking_to_nobody_who_is_there_counts_as_delivered(site: Site) -> None:
    assert await site.channel.speak("visitor-9", 5, Message("a")) == Delivered("5")


async def test_whoever_comes_back_is_told_what_was_said_meanwhile_once(site: Site) -> None:
    browser = await site.visitor()
    first = await browser.talk()
    for row in (3, 4):
        await site.say(browser.address, row, f"câu {row}")
        assert (await first.hear())["row"] == row
    await first.socket.close()
    await site.say(browser.address, 7, "câu 7")
    second = await browser.talk(after=4)
    assert [frame["row"] for frame in second.replayed] == [7]
    # The outbox may speak a row that the replay has already shown, and hello may be repeated.
    await site.channel.speak(browser.address, 7, Message("câu 7"))
    await second.hello(after=0)
    assert [frame["row"] for frame in second.replayed] == [3, 4]
    await site.say(browser.address, 8, "câu 8")
    assert (await second.hear())["row"] == 8


async def test_what_is_said_before_hello_is_not_lost(site: Site) -> None:
    browser = await site.visitor()
    socket = await browser.socket()
    await site.say(browser.address, 1, "chào bạn")
    await socket.send_json({"t": "hello"})
    assert json.loads(await socket.receive_str())["row"] == 1
    assert json.loads(await socket.receive_str())["t"] == "ready"


async def test_a_long_talk_is_replayed_from_its_newest_end(site: Site) -> None:
    browser = await site.visitor()
    for row in range(1, 101):
        await site.say(browser.address, row, "câu")
    talk = await browser.talk()
    assert [frame["row"] for frame in talk.replayed] == list(range(41, 101))


async def test_the_name_of_a_talk_differs_by_person_and_does_not_tell_the_address(
    site: Site,
) -> None:
    async def store(browser: Browser) -> str:
        socket = await browser.socket()
        await socket.send_json({"t": "hello"})
        return str(json.loads(await socket.receive_str())["store"])

    one, two = await site.visitor(), await site.visitor()
    assert await store(one) == await store(one) != await store(two)
    assert one.address not in await store(one)


async def test_a_page_that_does_not_read_is_hung_up_on_and_holds_nobody(site: Site) -> None:
    deaf, other = await site.visitor(), await site.visitor()
    talk, heard = await deaf.talk(), await other.talk()
    for row in range(1, 600):
        await site.channel.speak(deaf.address, row, Message("một câu"))
    assert site.counted["web_slow"] >= 1
    await site.say(other.address, 1000, "câu")
    assert (await heard.hear())["row"] == 1000
    ends = (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR)
    while (await talk.socket.receive(timeout=60)).type not in ends:
        pass


async def test_closing_says_goodbye_to_every_page(site: Site) -> None:
    talk = await (await site.visitor()).talk()
    await asyncio.gather(site.channel.close(), talk.socket.receive(timeout=60))
    assert talk.socket.close_code == 1001
