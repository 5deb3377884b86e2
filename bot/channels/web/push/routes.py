"""The routes of Web Push: the service's public key, and the subscriptions of a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from bot.channels.web.push.encrypting import PushKey, keys_fit
from bot.channels.web.push.hosts import PushHosts
from bot.channels.web.sessions import Sessions
from bot.services.ports.messages import Clock, NotStored
from bot.services.ports.push import PushSubscription, PushSubscriptions

MAX_BODY_BYTES = 4096

KEY = "/push/key"
SUBSCRIBE = "/push/subscribe"
UNSUBSCRIBE = "/push/unsubscribe"


class KeysFrame(Struct, frozen=True):
    """The keys of a subscription, in base64url."""

    p256dh: Annotated[str, Meta(min_length=87, max_length=88, pattern=r"^[A-Za-z0-9_-]+=?\Z")]
    auth: Annotated[str, Meta(min_length=22, max_length=24, pattern=r"^[A-Za-z0-9_-]+={0,2}\Z")]


class SubscriptionFrame(Struct, frozen=True):
    """A subscription as a browser writes it (`PushSubscription.toJSON`)."""

    endpoint: Annotated[str, Meta(min_length=12, max_length=2048)]
    keys: KeysFrame


_decode = msgspec.json.Decoder(SubscriptionFrame).decode


class PushRoutes:
    """Takes the subscriptions of known browsers; without hosts there is no key to subscribe to."""

    def __init__(
        self,
        sessions: Sessions,
        subscriptions: PushSubscriptions,
        *,
        key: PushKey,
        hosts: PushHosts,
        clock: Clock,
        count: Callable[[str], None],
    ) -> None:
        self._sessions = sessions
        self._subscriptions = subscriptions
        self._key = key
        self._hosts = hosts
        self._clock = clock
        self._count = count

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(KEY, self._tell_key)
        app.router.add_post(SUBSCRIBE, self._subscribe)
        app.router.add_post(UNSUBSCRIBE, self._unsubscribe)

    async def _tell_key(self, _request: web.Request) -> web.Response:
        return web.json_response({"key": self._key.public if self._hosts.names else None})

    async def _subscribe(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        body = await request.read()
        try:
            if len(body) > MAX_BODY_BYTES:
                raise msgspec.ValidationError("too long")
            frame = _decode(body)
        except msgspec.DecodeError:
            return self._refused("push_bad", 400)
        subscription = PushSubscription(frame.endpoint, frame.keys.p256dh, frame.keys.auth)
        if not self._hosts.allow(subscription.endpoint):
            return self._refused("push_host", 403)
        if not keys_fit(subscription):
            return self._refused("push_bad", 400)
        try:
            if not await self._subscriptions.add(address, subscription, self._clock()):
                return self._refused("push_nobody", 409)
        except NotStored:
            return self._refused("push_not_stored", 503)
        return web.Response(status=204)

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        address = self._sessions.known(request)
        try:
            await self._subscriptions.forget_all(address)
        except NotStored:
            return self._refused("push_not_stored", 503)
        return web.Response(status=204)

    def _refused(self, why: str, status: int) -> web.Response:
        self._count(why)
        return web.Response(status=status)
