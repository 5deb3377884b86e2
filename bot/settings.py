"""Settings: read once from the environment, `.env` and secrets (`BOT_…`), checked, frozen."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.key_settings import BACKUP_KEY, KeySettings
from bot.limit_settings import LimitSettings

PREFIX = "BOT_"
ENV_FILE = ".env"
SECRETS = Path("/run/secrets")
"""A container's secrets: a setting may be a file of its name there, in small letters."""

ALL_PROVINCES = frozenset({
    "01", "04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "25", "31", "33",
    "37", "38", "40", "42", "44", "46", "48", "51", "52", "56", "66", "68", "75", "79",
    "80", "82", "86", "91", "92", "96",
})  # fmt: skip
"""The official codes of the 34 provinces since July 2025, as the data of the wards have them."""

_PUSH_HOSTS = (
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.notify.windows.com,*.push.apple.com"
)
_PUSH_HOST = re.compile(
    r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
    r"|http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?"
)
_TAKEN_PATHS = ("", "/", "/ws", "/live", "/ready", "/health", "/metrics", "/file", "/leave",
                "/push/subscribe", "/push/unsubscribe", "/get")  # fmt: skip
"""Paths that the web server has another use for."""


class SettingsWrong(Exception):
    """A setting is unknown or wrong; the message names it and says what was expected."""


class Settings(KeySettings, LimitSettings):
    """Everything that an operator can set; the README and docs/operate.md say the same."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///var/sohoctap.db"),
        description="where the record is kept: sqlite+aiosqlite:///FILE or "
        "postgresql+asyncpg://USER:PASSWORD@HOST/NAME",
    )
    telegram_token: SecretStr | None = Field(
        None, description="the token of the Telegram bot, as BotFather gave it (123456:ABC…)"
    )
    telegram_api_base: str = Field(
        "https://api.telegram.org", description="address of the Bot API server, without a path"
    )
    telegram_webhook_url: str | None = Field(
        None, description="public address at which Telegram delivers; without it: long polling"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="1 to 256 letters, digits, _ or - that prove a delivery is Telegram's"
    )
    telegram_rate_per_second: int = Field(
        30, ge=0, le=1000, description="most messages a second for the token; 0: no own limit"
    )
    web_host: str = Field("127.0.0.1", description="address that the web server listens on")
    web_port: int = Field(8080, ge=0, le=65535, description="port of the web server; 0: any free")
    public_url: str = Field(
        "", description="address under which people open the web page, as https://so.example.vn"
    )
    push_hosts: str = Field(
        _PUSH_HOSTS,
        description="hosts of push services with commas between them, *.name for every host below "
        "a name; empty: no push",
    )
    timezone: str = Field("Asia/Ho_Chi_Minh", description="time zone of days and weeks")
    controller: str = Field(
        "Ủy ban nhân dân phường", description="who runs the service, shown in the notice"
    )
    provinces: str = Field(
        "01",
        description="whom the service serves: codes of provinces of two digits with commas between "
        "them, as 01,79; or all",
    )
    files_dir: Path = Field(
        Path("var/files"), description="folder for photos and files sent on the web page"
    )
    data_dir: Path = Field(
        Path("var/data"), description="folder for edited data files, which replace the release's"
    )
    operator_host: str = Field(
        "127.0.0.1", description="address on which /metrics and the whole /health are served"
    )
    operator_port: int | None = Field(
        None, ge=0, le=65535, description="port of /metrics and the whole /health; without it none"
    )
    operator_token: SecretStr | None = Field(
        None, description="at least 24 letters, digits, _ or - that open /metrics and /health"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="least level of what is logged"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            raise ValueError("expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…")
        who, _at, where = url.partition("://")[2].rpartition("@")
        port = where.partition("/")[0].rpartition("]")[2].partition(":")[2]
        # A stray @ would make a part of the password the host, and a host is shown.
        if url.startswith("postgresql") and ("@" in who or not (port or "0").isdecimal()):
            raise ValueError("expected a number as the port, and an @ in the password as %40")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        number, colon, secret = value.get_secret_value().partition(":")
        if not (
            colon
            and number.isdecimal()
            and len(number) <= 20
            and secret
            and not set(secret) & set(" /?#:")
        ):
            raise ValueError("expected a token as BotFather gives it: 123456:ABC…")
        return value

    @field_validator("telegram_webhook_url", "public_url", "telegram_api_base")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("expected an address that begins with https:// (or http://)")
        return value.rstrip("/")

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret_shape(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value() if value else ""
        allowed = all(c.isascii() and (c.isalnum() or c in "_-") for c in secret)
        if not allowed or len(secret) > 256:
            raise ValueError("expected 1 to 256 letters, digits, _ or -")
        return value if secret else None

    @field_validator("push_hosts")
    @classmethod
    def _known_shape(cls, value: str) -> str:
        names = [name for each in value.split(",") if (name := each.strip().lower())]
        for name in names:
            if not _PUSH_HOST.fullmatch(name) or (name.startswith("*.") and name.count(".") < 2):
                raise ValueError(
                    f"“{name}” is no host name such as fcm.googleapis.com or *.push.apple.com"
                )
        return ",".join(names)

    @field_validator("operator_token")
    @classmethod
    def _token_is_long(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value() if value else ""
        if token and not re.fullmatch(r"[A-Za-z0-9_-]{24,}", token):
            raise ValueError("expected at least 24 letters, digits, _ or -")
        return value if token else None

    @field_validator("provinces")
    @classmethod
    def _known_provinces(cls, value: str) -> str:
        codes = [code.strip() for code in value.split(",")]
        if codes == ["all"]:
            return "all"
        for code in codes:
            if code not in ALL_PROVINCES:
                known = ", ".join(sorted(ALL_PROVINCES))
                raise ValueError(f"there is no province “{code}”; known are {known}, or all")
        return ",".join(codes)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("expected a zone's name such as Asia/Ho_Chi_Minh") from error
        return value

    @model_validator(mode="after")
    def _webhook_has_secret(self) -> Settings:
        if self.telegram_webhook_url:
            if self.telegram_webhook_secret is None:
                raise ValueError(
                    "BOT_TELEGRAM_WEBHOOK_URL needs BOT_TELEGRAM_WEBHOOK_SECRET: without a secret "
                    "anybody could speak for Telegram"
                )
            if urlsplit(self.telegram_webhook_url).path in _TAKEN_PATHS:
                raise ValueError(
                    "BOT_TELEGRAM_WEBHOOK_URL needs a path of its own, such as /telegram/webhook"
                )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days and weeks."""
        return ZoneInfo(self.timezone)

    @property
    def erasures_file(self) -> Path:
        """The journal of erasures, beside the folder of files; no restore replaces it."""
        return self.files_dir.parent / "erasures.jsonl"

    @property
    def last_backup_file(self) -> Path:
        """The note of the last good backup, beside the folder of files."""
        return self.files_dir.parent / "last-backup.json"

    @property
    def served_provinces(self) -> frozenset[str]:
        """The codes of the provinces that are served."""
        return ALL_PROVINCES if self.provinces == "all" else frozenset(self.provinces.split(","))

    def read_backup_key(self) -> bytes | None:
        """The key of backups; None when there is none. Raises `SettingsWrong`."""
        key = self.backup_key.get_secret_value() if self.backup_key else ""
        if not key and self.backup_key_file is not None:
            try:
                key = self.backup_key_file.read_text("ascii")
            except (OSError, UnicodeDecodeError) as error:
                why = type(error).__name__
                raise SettingsWrong(f"BOT_BACKUP_KEY_FILE cannot be read ({why}).") from error
            if not BACKUP_KEY.fullmatch(key.strip()):
                raise SettingsWrong("BOT_BACKUP_KEY_FILE: expected 64 hexadecimal digits in it.")
        return bytes.fromhex(key.strip()) if key else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never reach a log."""
        kept = (
            self.telegram_token, self.telegram_webhook_secret, self.database_url, self.backup_key,
            self.operator_token, self.data_key,
        )  # fmt: skip
        return tuple(text for s in kept if s is not None and (text := s.get_secret_value()))


def environment_language() -> str | None:
    """The language of the environment, as `vi`; None where it names none (`C`, `POSIX`)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):  # noqa: TID251  # the one place that reads it
            language = re.split("[_.@-]", value)[0].lower()
            return None if language in ("c", "posix") else language
    return None


def read_settings() -> Settings:
    """Read and check; raises `SettingsWrong` with a line for each thing that is wrong."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in os.environ  # noqa: TID251  # the one place that reads it
        if name.upper().startswith(PREFIX) and name.upper() not in known
    )
    problems = [
        f"{name}: no such setting; known are {', '.join(sorted(known))}" for name in unknown
    ]
    try:
        settings = Settings(_secrets_dir=SECRETS if SECRETS.is_dir() else None)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = str(problem["loc"][0]) if problem["loc"] else ""
            message = str(problem["msg"]).removeprefix("Value error, ")
            field = Settings.model_fields.get(name)
            label = f"{PREFIX}{name.upper()}" if field else name.upper()
            expected = f" ({field.description})" if field else ""
            problems.append(f"{label}: {message}{expected}" if label else message)
        raise SettingsWrong("\n".join(problems)) from None
    if problems:
        raise SettingsWrong("\n".join(problems))
    return settings
