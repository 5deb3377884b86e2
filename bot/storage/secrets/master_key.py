"""The master key: it wraps the data keys that lie in the database, and never lies there itself.

It is 32 random bytes, written in base64url, in a setting or in a file of the service's own.
"""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.key_settings import KeySettings

MASTER_KEY_BYTES = 32
_NONCE_BYTES = 12


class NoKey(Exception):
    """The data of the database cannot be opened here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """Where the master key is: in `value`, or where that is empty in the file `path`."""

    path: Path
    value: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Where it is, in words for an operator."""
        return "BOT_DATA_KEY" if self.value else f"the file {self.path}"

    def read(self) -> bytes | None:
        """The key; None when there is none. Raises `NoKey` when what is there is no key."""
        if self.value:
            return self._parsed(self.value)
        try:
            return self._parsed(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise NoKey(
                f"The key of the data, {self.place}, cannot be read ({type(error).__name__})."
            ) from error

    def make(self) -> bytes:
        """The key; a new one is drawn and written when there is none. Raises `NoKey`."""
        if (found := self.read()) is not None:
            return found
        key = secrets.token_bytes(MASTER_KEY_BYTES)
        try:
            _write_new(self.path, urlsafe_b64encode(key) + b"\n")
        except FileExistsError:
            # Another process made one at the same moment: the first one counts, and it is whole.
            found = self.read()
            assert found is not None, "it was there a moment ago"
            return found
        except OSError as error:
            raise NoKey(
                f"No key of the data could be written to {self.place} ({type(error).__name__}): "
                "set BOT_DATA_KEY_FILE to a file that the service may write, or BOT_DATA_KEY."
            ) from error
        return key

    def _parsed(self, text: str) -> bytes:
        try:
            key = urlsafe_b64decode(text.strip())
        except (NotBase64, ValueError):
            key = b""
        if len(key) != MASTER_KEY_BYTES:
            raise NoKey(
                f"The key of the data, {self.place}, is no key: expected {MASTER_KEY_BYTES} bytes "
                "in base64url. Put the right one back (docs/operate.md, “Keys”)."
            )
        return key


def _write_new(path: Path, content: bytes) -> None:
    """Write a new file of the owner's own: whole and durable, or not there at all.

    What is sealed is lost without it: the folder is synced too, before anything is sealed.
    Raises `OSError`, `FileExistsError` when it is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def master_key(settings: KeySettings) -> MasterKey:
    """Where the settings say that the key of the data is."""
    key = settings.data_key
    return MasterKey(settings.data_key_file, "" if key is None else key.get_secret_value())


def draw_master_key() -> str:
    """A new master key, as the setting or the file has it."""
    return urlsafe_b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()


def wrap(master: bytes, name: str, key: bytes) -> str:
    """A data key, encrypted under the master key and bound to its name."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + AESGCM(master).encrypt(nonce, key, name.encode())
    return urlsafe_b64encode(sealed).decode()


def unwrap(master: bytes, name: str, wrapped: str) -> bytes | None:
    """The data key; None when another master key wrapped it, or it was changed."""
    try:
        sealed = urlsafe_b64decode(wrapped)
        return AESGCM(master).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
    except (InvalidTag, NotBase64, ValueError):
        return None
