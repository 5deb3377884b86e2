"""The doctor: is everything in place that the service needs? One line for each thing."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bot.accounts import accounts_of, old_addresses
from bot.application import conversation_registry, data_files
from bot.channels.web import is_push_key
from bot.commands.doctor_staff import examine_staff
from bot.content.files import DATA_REQUESTS, NAMES, DataWrong
from bot.domain.privacy.declarations import RETENTION
from bot.domain.privacy.requests import DataRequest
from bot.pictures.process.maker import CannotDraw, PictureMaker
from bot.schedule.request_clock import due_soon
from bot.service_channels import telegram_channel
from bot.serving import LOCALES_DIR, Application
from bot.settings import ENV_FILE, Settings
from bot.storage.databases.file_modes import kept_paths, open_to_others
from bot.storage.databases.migrating import revision
from bot.storage.databases.opening import CANNOT_OPEN
from bot.storage.revisions import is_known, newest, of_newer_release
from bot.storage.secrets.master_key import NoKey, master_key
from bot.storage.secrets.reading import KeyState, key_state, secret_at
from bot.wording.catalog import CatalogMissing, Translator


async def examine(settings: Settings) -> int:
    """Print a line for each thing, with what to do about it; 1 when anything is wrong."""
    wrong = 0

    def tell(good: bool, what: str) -> None:
        nonlocal wrong
        wrong += not good
        print(f"{'✔' if good else '✘'} {what}")

    tell(True, f"settings: read ({len(Settings.model_fields)} known)")
    url = settings.database_url.get_secret_value()
    shown = make_url(url).render_as_string()
    try:
        at = await revision(url)
        tell(True, f"database: {shown} answers (SQLite library {sqlite3.sqlite_version})")
        if is_known(at):
            good = at == newest()
            advice = "" if good else f", needs {newest()}: run “python -m bot migrate”"
            tell(good, f"migrations: at {at or 'none'}{advice}")
            if good:
                await _examine_accounts(settings, tell)
                if (keys := await _examine_keys(settings, tell)) is not None:
                    await _examine_push(settings, tell)
                    await _examine_requests(settings, tell, keys)
                    await examine_staff(settings, tell, keys)
        else:
            tell(False, f"migrations: {of_newer_release(at)}")
    except CANNOT_OPEN as error:
        tell(
            False,
            f"database: {shown} cannot be used ({type(error).__name__}): check BOT_DATABASE_URL",
        )
    _tell_copies(settings, tell)
    _examine_modes(settings, tell)
    try:
        Translator.load(LOCALES_DIR)
        tell(True, "catalogs: vi and en are compiled")
    except CatalogMissing as error:
        tell(False, f"catalogs: “{error}” is not compiled: run “make catalogs”")
        return 1
    _examine_data(settings, tell)
    await _examine_pictures(settings, tell)
    if settings.telegram_token is None:
        tell(True, "telegram: no token, not served (set BOT_TELEGRAM_TOKEN to serve it)")
    else:
        await _examine_telegram(settings, tell)
    return int(wrong > 0)


async def _examine_accounts(settings: Settings, tell: Any) -> None:
    """Which bot is served, and whether rows of a release without accounts wait for one."""
    count = await old_addresses(settings)
    if count:
        tell(
            True,
            f"accounts: {count} addresses belong to no bot yet: the first one that starts gets "
            "them, unless “python -m bot migrate --account ID” names another",
        )
    for channel, account in accounts_of(settings).items():
        tell(True, f"accounts: {channel} is served for account {account}")


async def _examine_keys(settings: Settings, tell: Any) -> KeyState | None:
    """Whether the data can be opened, and all of it is encrypted; None: it cannot be opened."""
    master = master_key(settings)
    try:
        found = await key_state(settings.database_url.get_secret_value(), master)
    except NoKey as error:
        tell(False, f"keys: {error}")
        return None
    match found:
        case "none":
            tell(True, f"keys: made at the first start ({master.place})")
        case "plain":
            tell(False, "keys: some values are not encrypted yet: run “python -m bot migrate”")
        case _:
            tell(True, f"keys: {master.place} opens the data; keep a copy of it elsewhere")
    return found


async def _examine_push(settings: Settings, tell: Any) -> None:
    """Whether the web page can reach browsers that do not show it."""
    hosts = settings.push_hosts.split(",") if settings.push_hosts else []
    if not hosts:
        tell(True, "push: switched off (BOT_PUSH_HOSTS is empty)")
        return
    key = await secret_at(
        settings.database_url.get_secret_value(), "push_key", master_key(settings)
    )
    if key is not None and not is_push_key(key):
        tell(
            False,
            "push: the stored key is no key: delete the row push_key of the table secret, and "
            "start the service; browsers subscribe again at their next visit",
        )
        return
    kept = "the key is there" if key else "the key is made at the first start"
    secure = settings.public_url.startswith("https://")
    advice = "" if secure else "; browsers want https for it: set BOT_PUBLIC_URL"
    tell(True, f"push: {kept}; {len(hosts)} hosts are trusted: {', '.join(hosts)}{advice}")


def _tell_copies(settings: Settings, tell: Any) -> None:
    """Whether people on messengers can open the copy of their data, and how long what is kept."""
    if settings.public_url:
        tell(True, "copies: people open the copy of their data at BOT_PUBLIC_URL")
    else:
        tell(
            True,
            "copies: without BOT_PUBLIC_URL only people on the page can open the copy of their "
            "data: set it to the address of the page",
        )
    kept = ", ".join(
        f"{name} {each.days} days" if each.days else f"{name} this year and {each.years} before"
        for name, each in RETENTION.items()
        if each.days or each.years
    )
    tell(True, f"retention: {kept}; what is older is deleted once a day")


async def _examine_requests(settings: Settings, tell: Any, keys: KeyState) -> None:
    """Whether a request about personal data is due soon, and whether the days off are known."""
    application = Application(settings)
    try:
        rules = application.data.reference_data.request_rules
        requests: tuple[DataRequest, ...] = ()
        if keys != "none":  # opening would make them, and nobody has written anything yet
            await application.database.open()
            requests = await application.requests.open()
    except DataWrong:
        return  # told where the data files are examined
    finally:
        await application.close()
    today = application.clock().date()
    soon = due_soon(requests, rules, today)
    late = sum(each.days_left(today) < 0 for each in soon)
    tell(
        not soon,
        f"requests: {len(soon)} about personal data are due within {rules.remind_days} days, "
        f"{late} are late: “python -m bot requests” lists them"
        if soon
        else f"requests: none about personal data is due within {rules.remind_days} days",
    )
    year = (today + dt.timedelta(days=45)).year
    known = "are known" if rules.knows(year) else f"are not entered: edit {DATA_REQUESTS}"
    tell(True, f"requests: the days off of {year} that have no fixed date {known}")


def _examine_modes(settings: Settings, tell: Any) -> None:
    """Who can read what is kept, and the secrets in `.env`."""
    url = settings.database_url.get_secret_value()
    opened = open_to_others((*kept_paths(url, settings.files_dir), Path(ENV_FILE)))
    named = " ".join(map(str, opened))
    tell(
        not opened,
        f"files: others on this machine can read {named}: chmod -R go= {named}"
        if opened
        else "files: only their owner can read what is kept here",
    )


def _examine_data(settings: Settings, tell: Any) -> None:
    """The data files: each mistake with its file, its entry and the reason."""
    data = data_files(settings, conversation_registry())
    try:
        data.look()
    except DataWrong as error:
        tell(False, f"data: this release cannot be used: {error}")
        return
    for name, problems in data.problems.items():
        for mistake in problems:
            tell(
                False,
                f"data: {settings.data_dir / name}: {mistake.entry or 'the file'}: "
                f"{mistake.reason}; the service goes on with the last good version",
            )
    if not data.problems:
        edited = ", ".join(data.edited) or "none"
        tell(True, f"data: {len(NAMES)} files are good (edited in {settings.data_dir}: {edited})")


async def _examine_pictures(settings: Settings, tell: Any) -> None:
    maker = PictureMaker(settings.files_dir / "pictures")
    try:
        tell(True, f"pictures: {await maker.check()}")
    except CannotDraw as error:
        tell(False, f"pictures: {error}")
    finally:
        await maker.close()


async def _examine_telegram(settings: Settings, tell: Any) -> None:
    channel = telegram_channel(Application(settings))
    assert channel is not None
    await channel.open()
    try:
        name = await channel.check()
        way = "webhook" if settings.telegram_webhook_url else "long polling"
        tell(True, f"telegram: the token is @{name}'s; listening by {way}")
    except Exception as error:
        tell(
            False,
            f"telegram: {settings.telegram_api_base} did not take the token "
            f"({type(error).__name__}): check BOT_TELEGRAM_TOKEN and the network",
        )
    finally:
        await channel.close()
