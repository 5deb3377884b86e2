"""A browser that has subscribed: its keys, and how it reads a push (RFC 8188, RFC 8291).

Written from the standards, and not with the library that the service encrypts with.
"""

from __future__ import annotations

import base64
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
_HEADER = 21
_TAG = 16
_POINT = 65
_MIN_RECORD = 18


class Unreadable(Exception):
    """The browser cannot read a push; the message says why."""


def base64url(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of a text in base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as an uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Subscriber:
    """One browser; `sender` is the public key that it subscribed with."""

    endpoint: str
    sender: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def as_json(self) -> dict[str, object]:
        """What the browser gives the page (`PushSubscription.toJSON`)."""
        keys = {"p256dh": base64url(point_of(self.key.public_key())), "auth": base64url(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, sealed: bytes) -> bytes:
        """Decrypt a body. Raises `Unreadable`."""
        if len(sealed) < _HEADER:
            raise Unreadable("no header of aes128gcm")
        salt, record, length = sealed[:16], struct.unpack("!L", sealed[16:20])[0], sealed[20]
        point, text = sealed[_HEADER : _HEADER + length], sealed[_HEADER + length :]
        if length != _POINT or point[:1] != b"\x04":
            raise Unreadable("the sender's key is no uncompressed point")
        if record < _MIN_RECORD or len(text) > record:
            raise Unreadable("a push is one record")  # RFC 8291, section 4
        secret = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        )
        own = point_of(self.key.public_key())
        mixed = _derived(secret, self.auth, b"WebPush: info\0" + own + point, 32)
        content_key = _derived(mixed, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(mixed, salt, b"Content-Encoding: nonce\0", 12)
        try:
            padded = AESGCM(content_key).decrypt(nonce, text, None)
        except InvalidTag as error:
            raise Unreadable("encrypted for somebody else") from error
        body, delimiter, rest = padded.rpartition(b"\x02")
        if not delimiter or rest.strip(b"\0"):
            raise Unreadable("the record does not end as a last one")
        return body


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
