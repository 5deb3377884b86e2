"""`staff`: invite, list and remove administrators and officers."""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, get_args

from sqlalchemy.engine import make_url

from bot.application import Application
from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.people.wards import Ward, named_ward
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.domain.staff.invitations import MAX_NAME, check_name, invitation_hash
from bot.domain.staff.roles import RIGHTS, Role, RoleName, last_admin
from bot.phrases.roles import ward_title
from bot.schedule.laid_files import lay
from bot.schedule.staff_clock import Laid, LaidEnd, LaidInvitation
from bot.service_channels import telegram_channel
from bot.settings import Settings
from handlers.phrases import INVITED

_KEY_BYTES = 10


class WrongStaff(Exception):
    """It cannot be done so; the message says why and what to do."""


def add_staff(commands: Any, day: Callable[[str], dt.date]) -> None:
    """Add the command to the parser of the command line; `day` reads a day."""
    staff = commands.add_parser(
        "staff",
        help="invite, list and remove administrators and officers",
        description="Roles of staff (docs/operate.md). An invitation is a code for one person: "
        "good once, for 24 hours.",
    )
    actions = staff.add_subparsers(dest="action", metavar="ACTION", required=True)
    inviting = actions.add_parser("invite", help="make a code that gives a role")
    inviting.add_argument("--role", choices=get_args(RoleName), required=True)
    inviting.add_argument("--name", required=True, help="the full name of the person")
    inviting.add_argument(
        "--ward", action="append", default=[], metavar="WARD",
        help="a ward by its code or name, may be repeated (an admin without one: every ward)",
    )  # fmt: skip
    inviting.add_argument(
        "--right", action="append", default=[], choices=RIGHTS,
        help="a right of an officer, may be repeated",
    )  # fmt: skip
    inviting.add_argument(
        "--until", type=day, metavar="DATE", help="the last day of the role (default: no end)"
    )
    actions.add_parser("list", help="every role that holds now")
    removing = actions.add_parser("remove", help="end a role")
    removing.add_argument("number", type=int, metavar="NUMBER", help="the number in the list")


async def run_staff(settings: Settings, given: argparse.Namespace, *, service_runs: bool) -> None:
    """Invite, list or remove. Raises `WrongStaff`.

    `service_runs`: a service listens here, which on SQLite is the only one that writes.
    """
    application = Application(settings)
    sqlite = make_url(settings.database_url.get_secret_value()).get_backend_name() == "sqlite"
    lays = sqlite and service_runs
    match given.action:
        case "invite":
            await _invite(application, given, lays=lays)
        case "list":
            async with _opened(application):
                for role in await application.staff.active():
                    print(_line(role))
        case _:
            await _remove(application, given.number, lays=lays)


async def _invite(application: Application, given: argparse.Namespace, *, lays: bool) -> None:
    provinces = application.settings.served_provinces
    wards = tuple(sorted({_ward(each, provinces).code for each in given.ward}))
    _check(given, wards)
    code = recovery_code_of(secrets.token_hex(_KEY_BYTES))
    laid = LaidInvitation(
        invitation_hash(code),
        _name(given.name),
        given.role,
        wards or None,
        tuple(right for right in RIGHTS if right in given.right),
        None if given.until is None else given.until + dt.timedelta(days=1),
    )
    async with _opened(application):
        await _carry_out(application, laid, lays=lays)
    print(f"{laid.called}: {given.role} of {_places(laid.wards)}")
    print(f"  code: {code}")
    for link in await _links(application, code):
        print(f"  link: {link}")
    print("Give it to that person only: they open the link, or type “lời mời” and then the code.")
    ready = " It works within a minute." if lays else ""
    print(f"It is good once, for 24 hours, and is not shown again.{ready}")


def _check(given: argparse.Namespace, wards: tuple[str, ...]) -> None:
    if given.role == "officer" and not wards:
        raise WrongStaff("Say for which ward: --ward 00226, or --ward “Ô Chợ Dừa”.")
    if given.role == "officer" and not given.right:
        raise WrongStaff(f"Say what the officer may do: --right {', --right '.join(RIGHTS)}.")
    if given.role == "admin" and given.right:
        raise WrongStaff("An admin has every right: leave --right out.")


def _name(text: str) -> str:
    try:
        return check_name(text)
    except Refusal as refusal:
        raise WrongStaff(
            "Give the full name of a person, as --name “Nguyễn Văn An”."
            if refusal.code == "name_empty"
            else f"The name is too long: {MAX_NAME} letters at most."
        ) from None


def _ward(text: str, provinces: frozenset[str]) -> Ward:
    found = find_ward(text) or named_ward(text, provinces)
    if found is None or found.province.code not in provinces:
        raise WrongStaff(f"No ward “{text}” is served: give its code of five digits, as 00226.")
    return found


async def _remove(application: Application, number: int, *, lays: bool) -> None:
    async with _opened(application):
        active = await application.staff.active()
        role = next((each for each in active if each.id == number), None)
        if role is None:
            raise WrongStaff(f"There is no role {number}: “staff list” shows them.")
        if last_admin(role, active):
            raise WrongStaff("This is the last admin: invite another one first, who accepts.")
        try:
            await _carry_out(application, LaidEnd(number), lays=lays)
        except Refusal:
            raise WrongStaff("The roles were changed meanwhile: look at “staff list”.") from None
    print(f"Role {number} of {role.called} ends {'within a minute' if lays else 'now'}.")


async def _carry_out(application: Application, laid: Laid, *, lays: bool) -> None:
    """Do it, or let the running service do it."""
    if lays:
        lay(application.staff_dir, secrets.token_hex(8), laid)
    else:
        await application.staff.carry_out(laid)


@asynccontextmanager
async def _opened(application: Application) -> AsyncIterator[None]:
    await application.database.open()
    try:
        yield
    finally:
        await application.close()


def _line(role: Role) -> str:
    rights = " ".join(sorted(role.rights)) if role.name == "officer" else "every right"
    until = f" until {role.until.date():%d/%m/%Y}" if role.until else ""
    by = "the command line" if role.invited_by is None else f"person {role.invited_by}"
    places = _places(None if role.wards is None else tuple(sorted(role.wards)))
    who = f"{role.id}  {role.name:<7}  {role.called}  (person {role.person})"
    since = f"since {role.since.date():%d/%m/%Y}{until}, invited by {by}"
    return f"{who}  {places}: {rights}  {since}"


def _places(wards: tuple[str, ...] | None) -> str:
    return "every ward" if wards is None else ", ".join(f"{ward_title(w)} ({w})" for w in wards)


async def _links(application: Application, code: str) -> list[str]:
    """Where the invitation opens: the page, and the bot if it can be asked for its name."""
    links = []
    if application.settings.public_url:
        links.append(f"{application.settings.public_url.rstrip('/')}/#invitation={code}")
    channel = telegram_channel(application)
    if channel is not None:
        await channel.open()
        try:
            links.append(f"https://t.me/{await channel.check()}?start={INVITED}{code}")
        except Exception as error:
            print(f"(Telegram did not tell the name of the bot: {type(error).__name__}.)")
        finally:
            await channel.close()
    return links
