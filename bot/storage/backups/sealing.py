"""Sealing: a stream of bytes is encrypted piece by piece, so that any change to it is seen.

Each piece of `PIECE_BYTES` is encrypted with AES-256-GCM under a key of this archive alone. The
nonce counts the pieces and marks the last one, so pieces cannot be left out, moved or cut off at
the end (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, “Online Authenticated-
Encryption and its Nonce-Reuse Misuse-Resistance”, CRYPTO 2015).
"""

from __future__ import annotations

import hmac
import io
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"sohoctap backup 1\n"
PIECE_BYTES = 1024 * 1024
KEY_BYTES = 32
_SALT_BYTES = _CHECK_BYTES = 32
_TAG_BYTES = 16
_COUNTER_BYTES = 11


class CannotUnseal(Exception):
    """The archive cannot be read; the message says why and what to do."""


class Sealer(io.RawIOBase):
    """Writes an encrypted stream into a file. It is whole only after `close`."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        super().__init__()
        salt = secrets.token_bytes(_SALT_BYTES)
        own, check = _derived(key, salt)
        self._head = MAGIC + salt + check
        self._cipher = AESGCM(own)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def writable(self) -> bool:
        """True: it is only written to."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # a buffer is bytes here
        """Take bytes; whole pieces go into the file."""
        self._waiting += data
        # One piece is kept back: only the last one has the mark of the last.
        while len(self._waiting) > PIECE_BYTES:
            self._seal(bytes(self._waiting[:PIECE_BYTES]), last=False)
            del self._waiting[:PIECE_BYTES]
        return len(data)

    def finish(self) -> None:
        """Write the last piece."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._head))
        self._number += 1


class Unsealer(io.RawIOBase):
    """Reads an encrypted stream. Raises `CannotUnseal` for what is not whole, ours or unchanged."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        super().__init__()
        self._head = file.read(len(MAGIC) + _SALT_BYTES + _CHECK_BYTES)
        if not self._head.startswith(MAGIC):
            raise CannotUnseal("It is no backup of Sổ học tập: choose another file.")
        if len(self._head) < len(MAGIC) + _SALT_BYTES + _CHECK_BYTES:
            raise CannotUnseal(_CUT)
        salt = self._head[len(MAGIC) : len(MAGIC) + _SALT_BYTES]
        own, check = _derived(key, salt)
        if not hmac.compare_digest(check, self._head[-_CHECK_BYTES:]):
            raise CannotUnseal(
                "It was made with another key: set BOT_BACKUP_KEY or BOT_BACKUP_KEY_FILE to the "
                "key of that time."
            )
        self._cipher = AESGCM(own)
        self._file = file
        self._number = 0
        self._ready = memoryview(b"")
        self._next = file.read(PIECE_BYTES + _TAG_BYTES)
        self._ended = False

    def readable(self) -> bool:
        """True: it is only read from."""
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]  # as above
        """Fill a buffer as far as there is something; 0 at the end."""
        while not self._ready and not self._ended:
            self._unseal()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unseal(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE_BYTES + _TAG_BYTES)
        self._ended = not self._next
        nonce = _nonce(self._number, last=self._ended)
        try:
            self._ready = memoryview(self._cipher.decrypt(nonce, piece, self._head))
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(_CUT if self._ended else _CHANGED) from error
        self._number += 1


_CUT = "It is not whole: it was cut off or changed. Use another backup."
_CHANGED = "It was changed or is damaged. Use another backup."


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one archive, and what tells whether a key is the right one."""
    size = KEY_BYTES + _CHECK_BYTES
    made = HKDF(SHA256(), size, salt, b"sohoctap backup").derive(key)
    return made[:KEY_BYTES], made[KEY_BYTES:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + (b"\1" if last else b"\0")
