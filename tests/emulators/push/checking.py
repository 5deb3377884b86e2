"""What a push service checks of a request: headers (RFC 8030), signature (RFC 8292)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.emulators.push.subscriber import CURVE, from_base64url
from tests.emulators.push.world import Refusal

MAX_BODY = 4096
MAX_TTL = 28 * 24 * 3600
LONGEST_SIGNED = 24 * 3600
_URGENCIES = ("very-low", "low", "normal", "high")
_SIGNED = re.compile(
    r"vapid (?=.*\bt=(?P<token>[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+))"
    r"(?=.*\bk=(?P<key>[A-Za-z0-9_-]{87}))"
)


def header_fault(headers: Mapping[str, str], body: bytes) -> Refusal | None:
    """What is wrong with the headers of a message."""
    ttl = headers.get("TTL", "")
    if not ttl.isdecimal() or int(ttl) > MAX_TTL:
        return 400, f"TTL {ttl!r}"
    if headers.get("Urgency", "normal") not in _URGENCIES:
        return 400, f"Urgency {headers['Urgency']!r}"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers.get("Topic", "topic")):
        return 400, f"Topic {headers['Topic']!r}"
    if headers.get("Content-Encoding") != "aes128gcm":
        return 400, f"Content-Encoding {headers.get('Content-Encoding')!r}"
    if len(body) > MAX_BODY:
        return 413, f"{len(body)} bytes"
    return None


def signature_fault(authorization: str, origin: str, sender: str, now: float) -> Refusal | None:
    """What is wrong with the sender's signature; `sender` is the key of the subscription.

    `now` is in seconds since 1970.
    """
    found = _SIGNED.match(authorization)
    if found is None:
        return 401, "no vapid signature"
    if found["key"] != sender:
        return 403, "another key than the browser subscribed with"
    head, claims, signature = found["token"].split(".")
    raw = from_base64url(signature)
    if json.loads(from_base64url(head)).get("alg") != "ES256" or len(raw) != 64:
        return 401, "not signed by ES256"
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(sender))
    numbers = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    try:
        key.verify(encode_dss_signature(*numbers), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return 401, "signed by another key"
    return _claims_fault(json.loads(from_base64url(claims)), origin, now)


def _claims_fault(claims: Mapping[str, object], origin: str, now: float) -> Refusal | None:
    if claims.get("aud") != origin:
        return 401, f"aud {claims.get('aud')!r}"
    expires = claims.get("exp")
    if not isinstance(expires, int) or not now < expires <= now + LONGEST_SIGNED:
        return 401, f"exp {expires!r}"
    if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
        return 401, f"sub {claims.get('sub')!r}"
    return None
