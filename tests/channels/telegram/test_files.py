"""What a person sent on Telegram is fetched for the copy of their data, within time and size."""

from __future__ import annotations

import pytest

from bot.channels.telegram.files import fetch_files
from tests.emulators.telegram import TOKEN, Fault, TelegramEmulator
from tests.emulators.telegram.wire.files import small_png

pytest_plugins = ("tests.emulators.telegram.fixtures",)

MOST_BYTES = 1_000_000


def kept(emulator: TelegramEmulator, count: int) -> list[str]:
    """The ids of some photos, each of another width."""
    files = emulator.world.files
    return [files.keep("photos", f"{n}.png", small_png(90 + n)).file_id for n in range(count)]


async def test_every_file_comes_with_its_content(telegram_emulator: TelegramEmulator) -> None:
    ids = kept(telegram_emulator, 9)
    found = await fetch_files(TOKEN, telegram_emulator.base, ids, seconds=60, most_bytes=MOST_BYTES)
    assert found == {each: small_png(90 + n) for n, each in enumerate(ids)}


async def test_a_file_that_telegram_does_not_give_is_left_out(
    telegram_emulator: TelegramEmulator,
) -> None:
    (own,) = kept(telegram_emulator, 1)
    found = await fetch_files(
        TOKEN, telegram_emulator.base, ["AgAC-unknown", own], seconds=60, most_bytes=MOST_BYTES
    )
    assert list(found) == [own]
    telegram_emulator.clear_violations()


async def test_no_more_than_the_size_is_kept(telegram_emulator: TelegramEmulator) -> None:
    ids = kept(telegram_emulator, 5)
    size = len(small_png(94))
    found = await fetch_files(TOKEN, telegram_emulator.base, ids, seconds=60, most_bytes=2 * size)
    assert 1 <= len(found) <= 2
    assert sum(len(content) for content in found.values()) <= 2 * size


async def test_what_does_not_come_in_time_is_left_out(
    telegram_emulator: TelegramEmulator,
) -> None:
    telegram_emulator.fault("getFile", Fault.SLOW(30))
    found = await fetch_files(
        TOKEN, telegram_emulator.base, kept(telegram_emulator, 1),
        seconds=0.2, most_bytes=MOST_BYTES,
    )  # fmt: skip
    assert found == {}


async def test_a_platform_that_is_not_reached_gives_none() -> None:
    found = await fetch_files(
        TOKEN, "http://127.0.0.1:9", ["AgAC-any"], seconds=60, most_bytes=MOST_BYTES
    )
    assert found == {}


@pytest.mark.parametrize("ids", [[], ["a"]])
async def test_no_time_is_no_error(ids: list[str]) -> None:
    assert await fetch_files(TOKEN, "http://127.0.0.1:9", ids, seconds=0, most_bytes=1) == {}
