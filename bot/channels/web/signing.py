"""Signing: a browser's address is a random id with our signature, for one purpose."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

SignedFor: TypeAlias = Literal["cookie", "enter", "file", "store"]
"""The purpose of a signature; a signature for one purpose is invalid for another."""

_ADDRESS = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEAL = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs texts for a purpose (HMAC-SHA256 with the service's key)."""

    key: bytes

    def seal(self, purpose: SignedFor, *words: str) -> str:
        """The signature of these texts, as 64 hex digits. The texts must not contain a NUL."""
        said = "\0".join((purpose, *words)).encode()
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()

    def fits(self, seal: str, purpose: SignedFor, *words: str) -> bool:
        """Whether the signature is ours for these texts; compares in constant time."""
        if not _SEAL.fullmatch(seal):
            return False
        return hmac.compare_digest(seal, self.seal(purpose, *words))

    def sign(self, purpose: SignedFor, address: str) -> str:
        """An address with its signature: `<address>.<seal>`."""
        if not _ADDRESS.fullmatch(address):
            raise ValueError("an address of the web is letters, digits, _ and - only")
        return f"{address}.{self.seal(purpose, address)}"

    def read(self, purpose: SignedFor, signed: str) -> str | None:
        """The address in a signed text; None without our signature for this purpose."""
        address, _, seal = signed.rpartition(".")
        if not _ADDRESS.fullmatch(address) or not self.fits(seal, purpose, address):
            return None
        return address


def enter_link(base: str, key: bytes, address: str) -> str:
    """A link that gives a browser this address; it works in a demonstration only."""
    return f"{base.rstrip('/')}/enter/{Signer(key).sign('enter', address)}"
