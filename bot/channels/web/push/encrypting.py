"""Encrypting: the service's own key, its signature, and a push that only one browser can read."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from urllib.parse import urlsplit

import http_ece  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02  # type: ignore[import-untyped]
from yarl import URL

from bot.services.ports.push import PushSubscription

SIGNED_FOR = dt.timedelta(hours=12)
"""How long a signature holds; RFC 8292 allows 24 hours."""

RENEWED_AFTER = dt.timedelta(hours=6)

_KEY_DIGITS = 64
_POINT_BYTES = 65
_AUTH_BYTES = 16


def draw_push_key() -> str:
    """A new private key (P-256), as 64 hex digits."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return f"{number:0{_KEY_DIGITS}x}"


def is_push_key(stored: str) -> bool:
    """Whether a stored value is a private key."""
    try:
        ec.derive_private_key(int(stored, 16), ec.SECP256R1())
    except ValueError:
        return False
    return len(stored) == _KEY_DIGITS


def in_base64url(raw: bytes) -> str:
    """Bytes in base64url without padding, as Web Push has them everywhere."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of a text in base64url, with or without padding. Raises `ValueError`."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error


def keys_fit(subscription: PushSubscription) -> bool:
    """Whether the browser's key is a point of the curve, and its secret has 16 bytes."""
    try:
        point = from_base64url(subscription.p256dh.rstrip("="))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        auth = from_base64url(subscription.auth.rstrip("="))
    except ValueError:
        return False
    return len(point) == _POINT_BYTES and len(auth) == _AUTH_BYTES


def encrypted(body: bytes, subscription: PushSubscription) -> bytes:
    """A push as `aes128gcm` (RFC 8188, 8291), under a key that is used once."""
    sealed: bytes = http_ece.encrypt(
        body,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=from_base64url(subscription.p256dh.rstrip("=")),
        auth_secret=from_base64url(subscription.auth.rstrip("=")),
        version="aes128gcm",
    )
    return sealed


class PushKey:
    """The service's own key pair: push services know the sender by it (RFC 8292).

    `contact` is whom a push service may ask: an https or a mailto address.
    """

    def __init__(self, stored: str, public_url: str) -> None:
        private = ec.derive_private_key(int(stored, 16), ec.SECP256R1())
        self._vapid = Vapid02(private)
        self.contact = _contact(public_url)
        self._signed: dict[str, tuple[dt.datetime, str]] = {}

    @property
    def public(self) -> str:
        """The public key, as a browser wants it when it subscribes."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return in_base64url(point)

    def authorization(self, endpoint: str, now: dt.datetime) -> str:
        """The `Authorization` header for a push service; one signature serves for hours."""
        audience = str(URL(endpoint).origin())
        known = self._signed.get(audience)
        if known is not None and dt.timedelta() <= now - known[0] < RENEWED_AFTER:
            return known[1]
        claims = {
            "aud": audience,
            "exp": int((now + SIGNED_FOR).timestamp()),
            "sub": self.contact,
        }
        signed = self._vapid.sign(claims)
        header: str = signed["Authorization"]
        self._signed[audience] = (now, header)
        return header


def _contact(public_url: str) -> str:
    """The page's own address; a page without https is one for trying things out."""
    address = urlsplit(public_url)
    if address.scheme == "https" and address.hostname:
        return f"https://{address.hostname}"
    return "mailto:admin@localhost"
