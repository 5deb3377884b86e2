"""A push goes only to the hosts of the setting, by https, and to no machine beside ours."""

from __future__ import annotations

import datetime as dt

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from bot.channels.web.push.encrypting import PushKey, draw_push_key
from bot.channels.web.push.hosts import PushHosts
from bot.channels.web.push.resolving import PrivateAddress, PublicResolver, is_public
from bot.channels.web.push.sender import TRIES, PushSender
from bot.services.ports.push import PushSubscription
from bot.settings import Settings
from tests.applications import FRIDAY
from tests.emulators.push import Subscriber

HOSTS = PushHosts.of(Settings(_env_file=None).push_hosts)
GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:def-_",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2f",
    "https://web.push.apple.com/QHX",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://FCM.googleapis.com/fcm/send/abc",
]
BAD = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.evil.vn/x",
    "https://evilfcm.googleapis.com/x",
    "https://push.apple.com/x",
    "https://evilpush.apple.com/x",
    "https://fcm.googleapis.com@evil.vn/x",
    "https://evil.vn/fcm.googleapis.com",
    "https://evil.vn#@fcm.googleapis.com/x",
    "https://evil.vn\\@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@evil.vn/x",
    "https://fcm.googleapis.com/x#part",
    "https://fcm.googleapis.com /x",
    "https://user:pass@fcm.googleapis.com/x",
    "https://fcm.googleapis.com./x",
    "https://ｆcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1:8080/x",
    "https://[::1]/x",
    "https://2130706433/x",
    "https://localhost/x",
    "https://:443/x",
    "https://fcm.googleapis.com:x/x",
    "file:///etc/passwd",
    "//fcm.googleapis.com/x",
    "fcm.googleapis.com/x",
    "/x",
    "",
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_a_push_service_that_is_known_is_allowed(endpoint: str) -> None:
    assert HOSTS.allow(endpoint)


@pytest.mark.parametrize("endpoint", BAD)
def test_no_other_address_is(endpoint: str) -> None:
    assert not HOSTS.allow(endpoint)


@pytest.mark.parametrize("endpoint", GOOD)
def test_without_hosts_none_is(endpoint: str) -> None:
    assert not PushHosts.of("").allow(endpoint)


def test_an_origin_of_this_machine_stands_for_itself_only() -> None:
    hosts = PushHosts.of("http://127.0.0.1:8090")
    assert hosts.allow("http://127.0.0.1:8090/push/1")
    assert not hosts.allow("http://127.0.0.1:8091/push/1")
    assert not hosts.allow("https://127.0.0.1:8090/push/1")


class _Answering(AbstractResolver):
    """A resolver that gives fixed addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self._addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "no address",
    ],
)  # fmt: skip
async def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    resolver = PublicResolver(_Answering("142.250.66.138", address))
    with pytest.raises(PrivateAddress, match=r"fcm\.googleapis\.com"):
        await resolver.resolve("fcm.googleapis.com", 443)
    await resolver.close()


@pytest.mark.parametrize("address", ["142.250.66.138", "2404:6800:4005:80b::200a"])
async def test_a_public_address_is_given_as_it_is(address: str) -> None:
    assert is_public(address)
    [found] = await PublicResolver(_Answering(address)).resolve("fcm.googleapis.com", 443)
    assert found["host"] == address


async def test_a_name_on_the_list_that_leads_to_this_machine_is_not_called() -> None:
    called: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response(status=201)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    key = PushKey(draw_push_key(), "")
    sender = PushSender(key, HOSTS, lambda: FRIDAY, sleep, _Answering("127.0.0.1"))
    async with TestServer(app, port=0):
        told = Subscriber("https://fcm.googleapis.com/fcm/send/x", key.public).as_json()["keys"]
        assert isinstance(told, dict)
        subscription = PushSubscription("https://fcm.googleapis.com/fcm/send/x", **told)
        outcome = await sender.send(subscription, b"{}", dt.timedelta(hours=1), "normal")
    await sender.close()
    assert (outcome, called, len(slept)) == ("dropped", [], TRIES - 1)
    elsewhere = PushSubscription("https://evil.vn/x", **told)
    assert await sender.send(elsewhere, b"{}", dt.timedelta(), "normal") == "host"
