"""Scratch: a file without a name for what is prepared to be sent, unreadable on the disk.

Its key is in memory only and goes with it. So a copy of somebody's data that was being prepared
shows nobody on a stolen disk, in a swapped-out page of it or after a power cut.
"""

from __future__ import annotations

import io
import os
import secrets
import tempfile

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

_KEY_BYTES = 32
_BLOCK_BYTES = 16


class Scratch(io.RawIOBase):
    """A binary file that is encrypted as it is written (AES-256 in counter mode).

    It may be written and read at any place. Nothing says that it was not changed: nobody else has
    it open.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._stream: tuple[int, CipherContext] | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place where the next byte is written or read."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; which one."""
        return self._file.seek(offset, whence)

    def write(self, data: object, /) -> int:
        """Write all of it. Raises `OSError` when the disk is full."""
        content = bytes(data)  # type: ignore[call-overload]
        return self._file.write(self._applied(content))

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes; all that is left where none are said."""
        place = self._file.tell()
        found = self._file.read(-1 if size is None else size)
        return self._applied(found, place)

    def close(self) -> None:
        """Let the file go, and the key."""
        self._file.close()
        self._stream = None
        super().close()

    def _applied(self, content: bytes, place: int | None = None) -> bytes:
        """Encrypted or decrypted, which is the same here, from a place on."""
        at = self._file.tell() if place is None else place
        stream = self._stream
        if stream is None or stream[0] != at:
            blocks, within = divmod(at, _BLOCK_BYTES)
            mode = CTR(blocks.to_bytes(_BLOCK_BYTES, "big"))
            context = Cipher(AES256(self._key), mode).encryptor()
            context.update(bytes(within))
        else:
            context = stream[1]
        self._stream = (at + len(content), context)
        return context.update(content)
