"""Fixtures: the emulator and bots of both libraries; a bot that breaks a rule fails its test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from telegram.ext import ExtBot

from tests.emulators.telegram.bots import aiogram_towards, ptb_towards
from tests.emulators.telegram.emulator import TelegramEmulator


@pytest_asyncio.fixture
async def telegram_emulator() -> AsyncIterator[TelegramEmulator]:
    """A started emulator; a test that means to break a rule calls `clear_violations()`."""
    async with TelegramEmulator() as emulator:
        yield emulator
    emulator.assert_no_violations()


@pytest_asyncio.fixture
async def ptb_bot(
    telegram_emulator: TelegramEmulator, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ExtBot[Any]]:
    """A python-telegram-bot that speaks to the emulator."""
    # Without it a flood answer is a deprecation warning, which tests turn into an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with ptb_towards(telegram_emulator) as bot:
        yield bot


@pytest_asyncio.fixture
async def aiogram_bot(telegram_emulator: TelegramEmulator) -> AsyncIterator[Bot]:
    """An aiogram bot that speaks to the emulator."""
    async with aiogram_towards(telegram_emulator) as bot:
        yield bot
