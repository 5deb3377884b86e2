"""Accounts: this process takes the accounts that it speaks for, and adopts rows that have none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.channels import telegram
from bot.settings import Settings
from bot.storage.databases.adopting import adopt, count_unassigned
from bot.storage.databases.opening import account_lock_at

MAX_ACCOUNT = 20
"""Most digits of a bot's id."""

_log = structlog.get_logger("account")


def accounts_of(settings: Settings) -> Mapping[str, str]:
    """The account of each channel that has accounts: Telegram's is the bot's id."""
    token = settings.telegram_token
    return {} if token is None else {telegram.NAME: telegram.account_of(token.get_secret_value())}


@asynccontextmanager
async def speaking_for_accounts(settings: Settings) -> AsyncIterator[None]:
    """Hold the lock of each account, and give it the rows of a release without accounts.

    Raises `AccountTaken`, `CannotMigrate`, and what a database that cannot be used raises.
    """
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        for channel, account in accounts_of(settings).items():
            await stack.enter_async_context(account_lock_at(url, channel, account))
            count = await adopt(url, channel, account)
            if count is not None:
                _log.info("account_adopted", channel=channel, count=count)
        yield


async def adopt_rows(settings: Settings, account: str) -> int | None:
    """Give Telegram's rows without an account to this bot: how many addresses; None: no row."""
    return await adopt(settings.database_url.get_secret_value(), telegram.NAME, account)


async def old_addresses(settings: Settings) -> int:
    """How many of Telegram's addresses have no account yet."""
    return await count_unassigned(settings.database_url.get_secret_value(), telegram.NAME)
