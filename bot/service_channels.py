"""The channels that the service runs, each made with what it needs of the application."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence

from bot.application import Application
from bot.channels import Channel
from bot.channels.web import WebChannel, WebPush
from bot.channels.web.files import FileDamaged, Files
from bot.channels.web.quota import upload_limits
from bot.domain.limits.networks import read_networks
from bot.domain.people.persons import Person
from bot.domain.people.wards import ward as find_ward
from bot.exports.campaigns import ResultFiles
from bot.exports.copies import Copies, Missing
from bot.exports.yearbooks import yearbook_page
from bot.services.learning.yearbooks import read_yearbook
from bot.services.ports.privacy import Downloader
from bot.settings import Settings
from bot.storage.copying import StoredCopies
from bot.storage.outbox.rows import decode_say
from bot.storage.privacy.uploads import StoredUploads
from bot.storage.push.queries import StoredPushSubscriptions
from bot.talk.messages import Message
from bot.talk.pictures import Theme
from bot.wording.render import render

_FETCHING_SECONDS = 8.0
"""A copy takes at most ten seconds; the rest is for the rest."""

_MOST_FETCHED_BYTES = 64 * 1024 * 1024
"""What is fetched for one copy is in memory until it is written."""


def web_channel(application: Application) -> Channel | None:
    """The page: always served."""

    async def history(
        address: str, after: int, limit: int
    ) -> Sequence[tuple[int, Message, int | None]]:
        return await application.history(
            WebChannel.name, WebChannel.capabilities, address, after, limit
        )

    async def picture(address: str, row: int, theme: Theme) -> bytes | None:
        return await application.picture(
            WebChannel.name, WebChannel.capabilities, address, row, theme
        )

    settings = application.settings
    return WebChannel(
        picture=picture,
        receive=application.gate,
        history=history,
        files=Files(settings.files_dir, application.database.sealer),
        key=application.web_key,
        public_url=settings.public_url,
        count=application.count,
        sentences=application.translator.line,
        clock=application.clock,
        push=_web_push(application),
        downloads=copies_of(application),
        waiting=StoredUploads(application.database, WebChannel.name, WebChannel.account),
        monotonic=time.monotonic,
        upload_limits=upload_limits(settings),
        trusted_proxies=read_networks(settings.trusted_proxies),
        demo=application.demo,
    )


def _web_push(application: Application) -> WebPush:
    """How the page's people are told of messages while they have no page open."""
    return WebPush(
        StoredPushSubscriptions(application.database, WebChannel.name, WebChannel.account),
        key=application.push_key,
        public_url=application.settings.public_url,
        hosts=application.settings.push_hosts,
        clock=application.clock,
        quiet=lambda: application.notification_policy().quiet,
        sentences=application.translator.line,
        count=application.count,
    )


def copies_of(application: Application) -> Copies:
    """What the links to copies and to the notebook in print open."""
    files = Files(application.settings.files_dir, application.database.sealer)

    def spoken(stored: str, locale: str) -> str:
        messages = render(
            decode_say(stored), WebChannel.capabilities, application.translator, locale, 0
        )
        return "\n".join(message.text for message in messages)

    def read_file(reference: str) -> bytes | Missing:
        channel, _colon, name = reference.partition(":")
        if channel != WebChannel.name:
            return "elsewhere"
        try:
            return files.read(name)
        except (FileDamaged, OSError) as error:
            why: Missing = "gone" if isinstance(error, FileNotFoundError) else "changed"
            application.count(f"file_{why}")
            return why

    async def yearbook(whose: Downloader) -> bytes:
        person = Person(whose.person, whose.locale, whose.ward, consents=whose.consents)
        data, now = application.data.reference_data, application.clock()
        book = await application.database.transact(
            lambda work: read_yearbook(work, person, data, now)
        )
        ward = find_ward(whose.ward) if whose.ward else None
        return yearbook_page(
            book,
            locale=whose.locale,
            value=application.translator.value,
            place=ward.place if ward else None,
        )

    return Copies(
        StoredCopies(application.database),
        clock=application.clock,
        value=application.translator.value,
        spoken=spoken,
        read_file=read_file,
        fetch_files=fetching(application.settings),
        yearbook=yearbook,
        result=ResultFiles(
            application.database.transact, application.translator.line, application.clock
        ).file,
    )


def fetching(settings: Settings) -> Callable[[Sequence[str]], Awaitable[dict[str, bytes]]]:
    """Fetches the photos and files that lie with Telegram, where there is a token."""

    async def fetch(references: Sequence[str]) -> dict[str, bytes]:
        ids = [each.partition(":")[2] for each in references if each.startswith("telegram:")]
        if settings.telegram_token is None or not ids:
            return {}
        from bot.channels.telegram.files import fetch_files  # as below

        token = settings.telegram_token.get_secret_value()
        found = await fetch_files(
            token, settings.telegram_api_base, ids,
            seconds=_FETCHING_SECONDS, most_bytes=_MOST_FETCHED_BYTES,
        )  # fmt: skip
        return {f"telegram:{file_id}": content for file_id, content in found.items()}

    return fetch


def telegram_channel(application: Application) -> Channel | None:
    """Telegram: where there is a token."""
    settings = application.settings
    if settings.telegram_token is None:
        return None
    # Here and not above: its libraries take two seconds to load, for nothing without a token.
    from bot.channels.telegram.channel import TelegramChannel

    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        token=settings.telegram_token.get_secret_value(),
        api_base=settings.telegram_api_base,
        rate_per_second=settings.telegram_rate_per_second,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else None,
        commands=application.commands(),
        sentences=application.translator.line,
        receive=application.gate,
        receive_album=application.receive,
        admit=application.gate.admit,
        album_parts=application.album_parts,
        clock=application.clock,
        count=application.count,
    )


CHANNELS: tuple[Callable[[Application], Channel | None], ...] = (web_channel, telegram_channel)
"""Every channel that the service runs; one that gives None is not set up."""
