"""Sealing: values are encrypted before they reach the database, and opened when they come back.

A text is sealed anew each time (AES-256-GCM, NIST SP 800-38D). An id is sealed the same way each
time (AES-SIV, RFC 5297): equality, keys and joins go on working on what is stored, and nobody
without the key can compute it.
"""

from __future__ import annotations

import os
import re
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import overload

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from pybase64 import b64decode, b64encode_as_string

TEXT_KEY_BYTES = 32
ID_KEY_BYTES = 64

_NONCE_BYTES = 12
_LEAST_SEALED = 38
_LEAST_SEALED_ID = 25
_NONCES_AT_ONCE = 256
_KEPT_IDS = 4096
_KEPT_TEXTS = 2048
_TEXT_MARK = "~1:"
_ID_MARK = "~i:"
_FILE_MARK = b"~sealed:"
# 28 bytes are the least of a sealed text (nonce, tag), 16 of an id: in base64 38 and 22 letters.
_SEALED_TEXT = re.compile(r"~1:([0-9a-z]{1,16}):([A-Za-z0-9+/]{38,}={0,2})")
_SEALED_ID = re.compile(r"~i:([A-Za-z0-9+/]{22,}={0,2})")
_FILE_HEAD = re.compile(rb"~sealed:([0-9a-z]{1,16})\n")

_decode_list = msgspec.json.Decoder(list[str]).decode
_encode_list = msgspec.json.Encoder().encode


_nonces: list[bytes] = []
# A process that was forked must not use the same ones.
os.register_at_fork(after_in_child=_nonces.clear)


class CannotOpen(Exception):
    """A stored value cannot be opened: it was changed, or its key is not here."""


class Damaged(CannotOpen):
    """A stored value was changed: no key opens it, now or later."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The data keys: text keys by their ids, which of them seals, and the key of ids.

    A text key has `TEXT_KEY_BYTES`, the key of ids `ID_KEY_BYTES`.
    """

    texts: Mapping[str, bytes] = field(repr=False)
    sealing: str
    ids: bytes = field(repr=False)


class Sealer:
    """Seals and opens values; every database has one. Without keys it refuses both.

    None and "" stay as they are, and a value of a release without keys is given back as it is.
    """

    __slots__ = ("_earlier", "_newest", "_open_id", "_recent", "_seal_id", "_texts", "ring")

    def __init__(self, ring: KeyRing | None = None) -> None:
        self.ring: KeyRing | None = None
        self._texts: dict[str, AESGCM] = {}
        # What was sealed lately, by its sealed form: the next turn and the outbox open it again.
        # Two halves: the older one goes as a whole, which needs no lock between threads.
        self._recent: dict[str, str] = {}
        self._earlier: dict[str, str] = {}
        if ring is not None:
            self.use(ring)

    def use(self, ring: KeyRing) -> None:
        """Go on with these keys; a thread that seals meanwhile uses the ones before."""
        self._texts = {name: AESGCM(key) for name, key in ring.texts.items()}
        self._newest = (f"~1:{ring.sealing}:", self._texts[ring.sealing])
        self._recent, self._earlier = {}, {}
        ids = AESSIV(ring.ids)

        # A turn needs the same few ids several times.
        @lru_cache(maxsize=_KEPT_IDS)
        def seal_id(value: str) -> str:
            return _ID_MARK + b64encode_as_string(ids.encrypt(value.encode(), None))

        @lru_cache(maxsize=_KEPT_IDS)
        def open_id(sealed: str) -> str:
            return ids.decrypt(b64decode(sealed, validate=True), None).decode()

        self._seal_id, self._open_id = seal_id, open_id
        self.ring = ring

    @overload
    def seal_text(self, value: str) -> str: ...
    @overload
    def seal_text(self, value: None) -> None: ...
    def seal_text(self, value: str | None) -> str | None:
        """A text, sealed with the newest key."""
        if not value:
            return value
        mark, key = self._keys()
        nonce = _nonce()
        sealed = mark + b64encode_as_string(nonce + key.encrypt(nonce, value.encode(), None))
        if len(self._recent) >= _KEPT_TEXTS:
            self._recent, self._earlier = {}, self._recent
        self._recent[sealed] = value
        return sealed

    @overload
    def seal_id(self, value: str) -> str: ...
    @overload
    def seal_id(self, value: None) -> None: ...
    def seal_id(self, value: str | None) -> str | None:
        """An id, sealed; the same id gives the same text."""
        if not value:
            return value
        self._keys()
        return self._seal_id(value)

    def seal_ids(self, value: str | None) -> str | None:
        """A JSON list of ids, each of them sealed."""
        if not value:
            return value
        return _encode_list([self.seal_id(each) for each in _decode_list(value)]).decode()

    @overload
    def open(self, value: str) -> str: ...
    @overload
    def open(self, value: None) -> None: ...
    def open(self, value: str | None) -> str | None:
        """What was sealed. Raises `CannotOpen`, `Damaged` when it was changed."""
        if not value or value[0] != "~":
            return value
        if (known := self._recent.get(value) or self._earlier.get(value)) is not None:
            return known
        try:
            if value.startswith(_TEXT_MARK):
                end = value.find(":", len(_TEXT_MARK))
                key = self._texts.get(value[len(_TEXT_MARK) : end])
                if key is not None and len(value) - end > _LEAST_SEALED:
                    raw = b64decode(value[end + 1 :], validate=True)
                    return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
                if (text := _SEALED_TEXT.fullmatch(value)) is not None:
                    self._text_key(text[1])
            elif value.startswith(_ID_MARK) and len(value) >= _LEAST_SEALED_ID:
                self._keys()
                return self._open_id(value[len(_ID_MARK) :])
        except (InvalidTag, NotBase64, UnicodeDecodeError, ValueError) as error:
            raise Damaged("a stored value was changed") from error
        return value

    def is_current(self, value: str | None) -> bool:
        """Whether a stored value needs no sealing: it is empty, an id, or has the newest key."""
        if not value or _SEALED_ID.fullmatch(value):
            return True
        return value.startswith(self._keys()[0]) and _SEALED_TEXT.fullmatch(value) is not None

    # --- files --------------------------------------------------------------------------------

    def seal_file(self, content: bytes) -> bytes:
        """The content of a file, sealed with the newest key; it says so at its beginning."""
        mark, key = self._keys()
        head = _FILE_MARK + mark.split(":")[1].encode() + b"\n"
        nonce = _nonce()
        return b"".join((head, nonce, key.encrypt(nonce, content, head)))

    def open_file(self, stored: bytes) -> bytes:
        """The content of a file, also of one from a release without keys. Raises `CannotOpen`."""
        head = _FILE_HEAD.match(stored)
        if head is None:
            return stored
        end = head.end()
        nonce, sealed = stored[end : end + _NONCE_BYTES], stored[end + _NONCE_BYTES :]
        try:
            return self._text_key(head[1].decode()).decrypt(nonce, sealed, head[0])
        except (InvalidTag, ValueError) as error:
            raise Damaged("a stored file was changed") from error

    def is_current_file(self, stored: bytes) -> bool:
        """Whether a file (its first bytes are enough) is sealed with the newest key."""
        head = _FILE_HEAD.match(stored)
        return head is not None and f"~1:{head[1].decode()}:" == self._keys()[0]

    # --- keys ---------------------------------------------------------------------------------

    def _keys(self) -> tuple[str, AESGCM]:
        if self.ring is None:
            raise CannotOpen("the database was opened without its key")
        return self._newest

    def _text_key(self, name: str) -> AESGCM:
        self._keys()
        try:
            return self._texts[name]
        except KeyError:
            raise CannotOpen("the key of a stored value is not here") from None


def _nonce() -> bytes:
    """A random nonce. They are drawn many at once: each draw lets another thread take its turn."""
    try:
        return _nonces.pop()
    except IndexError:
        drawn = os.urandom(_NONCE_BYTES * _NONCES_AT_ONCE)
        places = range(_NONCE_BYTES, len(drawn), _NONCE_BYTES)
        _nonces.extend(drawn[place : place + _NONCE_BYTES] for place in places)
        return drawn[:_NONCE_BYTES]
