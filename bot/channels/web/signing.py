"""Addresses: who a browser is — a random id that only we can sign, and what is signed for it."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

SignedFor: TypeAlias = Literal["cookie", "enter", "file", "store"]
"""What a signature is good for; one made for a purpose is worth nothing for another."""

_ADDRESS = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEAL = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs words for a purpose (HMAC-SHA256 by the service's key)."""

    key: bytes

    def seal(self, purpose: SignedFor, *words: str) -> str:
        """The signature of these words, as 64 hex digits. The words must not hold a NUL."""
        said = "\0".join((purpose, *words)).encode()
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()

    def fits(self, seal: str, purpose: SignedFor, *words: str) -> bool:
        """Whether the signature is ours for these words; takes as long for a near miss."""
        if not _SEAL.fullmatch(seal):
            return False
        return hmac.compare_digest(seal, self.seal(purpose, *words))

    def sign(self, purpose: SignedFor, address: str) -> str:
        """An address with its signature: `<address>.<seal>`."""
        if not _ADDRESS.fullmatch(address):
            raise ValueError("an address of the web is letters, digits, _ and - only")
        return f"{address}.{self.seal(purpose, address)}"

    def read(self, purpose: SignedFor, signed: str) -> str | None:
        """The address of a signed one; None when it is not signed by us for this purpose."""
        address, _, seal = signed.rpartition(".")
        if not _ADDRESS.fullmatch(address) or not self.fits(seal, purpose, address):
            return None
        return address


def enter_link(base: str, key: bytes, address: str) -> str:
    """A link that makes a browser this address; works where the channel runs as a demo only."""
    return f"{base.rstrip('/')}/enter/{Signer(key).sign('enter', address)}"
