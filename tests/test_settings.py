"""Settings: what is unknown or wrong stops the start and is named, and no secret is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.people.wards import all_provinces
from bot.settings import PREFIX, Settings, SettingsWrong, read_settings
from tests.sealed import KEY

TOKEN = "123456:AAsecretAAsecretAAsecret"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def wrong(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """What is said of these settings."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as told:
        read_settings()
    return str(told.value)


def test_without_anything_set_there_is_a_first_value_for_all() -> None:
    settings = read_settings()
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///var/sohoctap.db"
    assert settings.telegram_token is None
    assert settings.web_port == 8080
    assert str(settings.zone) == "Asia/Ho_Chi_Minh"


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WEB_PORT", "0")
    monkeypatch.setenv("BOT_CONTROLLER", "UBND phường Ô Chợ Dừa")
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_PUBLIC_URL", "https://so.example.vn/")
    settings = read_settings()
    assert settings.web_port == 0
    assert settings.controller == "UBND phường Ô Chợ Dừa"
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.public_url == "https://so.example.vn"


def test_the_file_beside_the_service_is_read_and_the_environment_is_stronger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["BOT_WEB_PORT=9001", "BOT_LOG_LEVEL=ERROR", 'BOT_CONTROLLER="UBND xã Sóc Sơn"']
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv("BOT_WEB_PORT", "9002")
    settings = read_settings()
    assert settings.web_port == 9002
    assert settings.log_level == "ERROR"
    assert settings.controller == "UBND xã Sóc Sơn"


@pytest.mark.parametrize("name", ["BOT_TELEGRAM_TOKN", "BOT_", "BOT_PORT", "bot_webport"])
def test_an_unknown_name_is_named_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told = wrong(monkeypatch, **{name: "sekret"})
    assert f"{name}: no such setting" in told
    for known in Settings.model_fields:
        assert f"{PREFIX}{known.upper()}" in told
    assert "sekret" not in told


def test_an_unknown_name_in_the_file_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("BOT_TELEGRAM_TOKN=sekret\n", "utf-8")
    told = wrong(monkeypatch)
    assert "BOT_TELEGRAM_TOKN" in told
    assert "sekret" not in told


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = wrong(monkeypatch, BOT_WEB_PORT="x", BOT_TIMEZONE="Mars/Olympus", BOT_NOPE="1")
    assert [line.split(":")[0] for line in sorted(told.splitlines())] == [
        "BOT_NOPE",
        "BOT_TIMEZONE",
        "BOT_WEB_PORT",
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_WEB_PORT", "port", "port of the web server"),
        ("BOT_WEB_PORT", "65536", "less than or equal to 65535"),
        ("BOT_WEB_PORT", "-1", "greater than or equal to 0"),
        ("BOT_TELEGRAM_RATE_PER_SECOND", "1001", "less than or equal to 1000"),
        ("BOT_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("BOT_TIMEZONE", "Hanoi", "Asia/Ho_Chi_Minh"),
        ("BOT_TIMEZONE", "../../etc/passwd", "Asia/Ho_Chi_Minh"),
        ("BOT_DATABASE_URL", "mysql://user:sekret@host/db", "sqlite+aiosqlite:///FILE"),
        ("BOT_DATABASE_URL", "sekret", "sqlite+aiosqlite:///FILE"),
        ("BOT_DATABASE_URL", "postgresql+asyncpg://user:se@kret@host/db", "%40"),
        ("BOT_DATABASE_URL", "postgresql+asyncpg://user:sekret@host:port/db", "as the port"),
        ("BOT_PROVINCES", "", "there is no province “”; known are 01, 04, 08"),
        ("BOT_PROVINCES", "1", "there is no province “1”; known are 01, 04, 08"),
        ("BOT_PROVINCES", "01, 99", "there is no province “99”; known are 01, 04, 08"),
        ("BOT_PROVINCES", "01,all", "there is no province “all”"),
        ("BOT_TELEGRAM_TOKEN", "sekret", "BotFather"),
        ("BOT_TELEGRAM_TOKEN", "abc:sekret", "BotFather"),
        ("BOT_TELEGRAM_TOKEN", "123:sek ret", "BotFather"),
        ("BOT_TELEGRAM_TOKEN", "123:sekret/x", "BotFather"),
        ("BOT_TELEGRAM_WEBHOOK_SECRET", "sek ret", "letters, digits, _ or -"),
        ("BOT_TELEGRAM_WEBHOOK_SECRET", "sekrét", "letters, digits, _ or -"),
        ("BOT_TELEGRAM_WEBHOOK_SECRET", "s" * 257, "letters, digits, _ or -"),
        ("BOT_TELEGRAM_WEBHOOK_URL", "so.example.vn", "begins with https://"),
        ("BOT_PUBLIC_URL", "ftp://so.example.vn", "begins with https://"),
        ("BOT_TELEGRAM_API_BASE", "localhost:8081", "begins with https://"),
    ],
)
def test_a_wrong_value_is_named_and_what_was_expected_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    told = wrong(monkeypatch, **{name: value})
    assert told.startswith(f"{name}: ")
    assert expected in told
    for secret in ("sekret", "sek ret", "sekrét", "kret", "s" * 257):
        assert secret not in told


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (None, {"01"}),
        ("79", {"79"}),
        ("01, 79", {"01", "79"}),
        ("all", {each.code for each in all_provinces()}),
    ],
)
def test_the_served_provinces_are_some_or_all_that_there_are(
    monkeypatch: pytest.MonkeyPatch, value: str | None, codes: set[str]
) -> None:
    if value is not None:
        monkeypatch.setenv("BOT_PROVINCES", value)
    assert read_settings().served_provinces == codes


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = wrong(monkeypatch, BOT_TELEGRAM_WEBHOOK_URL="https://so.example.vn/telegram")
    assert "needs BOT_TELEGRAM_WEBHOOK_SECRET" in told
    monkeypatch.setenv("BOT_TELEGRAM_WEBHOOK_SECRET", "a-secret_1")
    assert read_settings().telegram_webhook_url == "https://so.example.vn/telegram"


@pytest.mark.parametrize("path", ["", "/", "/ws", "/live", "/ready", "/health", "/file", "/leave"])
def test_a_webhook_has_a_path_of_its_own(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    told = wrong(
        monkeypatch,
        BOT_TELEGRAM_WEBHOOK_URL=f"https://so.example.vn{path}",
        BOT_TELEGRAM_WEBHOOK_SECRET="a-secret_1",
    )
    assert "needs a path of its own" in told


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////srv/a@b@c/so.db",
        "postgresql+asyncpg://so",
        "postgresql+asyncpg://bot@/so?host=/run/postgresql:5433",
        "postgresql+asyncpg://bot:p%40ss/w:rd@db.example.vn:5432/so",
        "postgresql+asyncpg://bot:secret@[::1]:5432/so",
        "postgresql+asyncpg://bot:secret@[::1]/so",
    ],
)
def test_every_way_to_name_a_database_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert read_settings().database_url.get_secret_value() == url


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "")
    monkeypatch.setenv("BOT_TELEGRAM_WEBHOOK_SECRET", "")
    settings = read_settings()
    assert settings.telegram_token is None
    assert settings.telegram_webhook_secret is None


def test_settings_are_frozen_and_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql+asyncpg://bot:hidden-word@db/so")
    monkeypatch.setenv("BOT_DATA_KEY", KEY)
    settings = read_settings()
    assert TOKEN not in repr(settings)
    assert KEY not in repr(settings)
    assert "hidden-word" not in repr(settings)
    assert set(settings.secrets) == {TOKEN, "postgresql+asyncpg://bot:hidden-word@db/so", KEY}
    with pytest.raises(ValidationError):
        settings.web_port = 1  # type: ignore[misc]  # to see that it cannot be done


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
