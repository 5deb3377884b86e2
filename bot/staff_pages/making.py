"""Makes the pages of staff of the application's parts."""

from __future__ import annotations

import secrets

from bot.application import Application
from bot.channels.web.quota import Networks
from bot.domain.limits.networks import read_networks
from bot.domain.people.wrong_codes import WrongCodes
from bot.staff_pages.cookies import StaffCookie
from bot.staff_pages.rendering import Renderer
from bot.staff_pages.routes import StaffPages


def staff_pages(application: Application) -> StaffPages:
    """The routes under `/staff/`."""
    settings = application.settings
    return StaffPages(
        transact=application.database.transact,
        render=Renderer(application.translator.value),
        cookie=StaffCookie(settings.public_url),
        networks=Networks(read_networks(settings.trusted_proxies)),
        wrong_codes=WrongCodes(),
        clock=application.clock,
        count=application.count,
        random_below=secrets.randbelow,
    )
