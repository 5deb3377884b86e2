"""The settings of keys: what the data and the backups are encrypted with."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

BACKUP_KEY = re.compile(r"[0-9a-fA-F]{64}")
"""A key of backups, as it is written."""


class KeySettings(BaseSettings):
    """The part of the settings that says where the keys are."""

    data_key: SecretStr | None = Field(
        None, description="the key of the data, 32 bytes in base64url; without it: from the file"
    )
    data_key_file: Path = Field(
        Path("var/data.key"), description="file with the key of the data; made at the first start"
    )
    backup_key: SecretStr | None = Field(
        None, description="the key of backups: 64 hexadecimal digits, as of openssl rand -hex 32"
    )
    backup_key_file: Path | None = Field(
        None, description="a file with the key of backups, instead of BOT_BACKUP_KEY"
    )

    @field_validator("backup_key")
    @classmethod
    def _key_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if not BACKUP_KEY.fullmatch(value.get_secret_value().strip()):
            raise ValueError("expected 64 hexadecimal digits: openssl rand -hex 32 makes them")
        return value
