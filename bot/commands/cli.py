"""The command line: what an operator types, and the function that does it."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog
from sqlalchemy.engine import make_url

from bot.accounts import MAX_ACCOUNT, adopt_rows
from bot.channels.http_server import PortTaken
from bot.commands.announce import list_year, plan_now, preview_day
from bot.commands.backup import add_backup, backup
from bot.commands.campaigns import WrongOrder, add_campaigns, run_campaigns
from bot.commands.doctor import examine
from bot.commands.keys import add_parser as add_keys_parser
from bot.commands.keys import change_keys, seal_old_rows
from bot.commands.logs import log_structured
from bot.commands.move import add_move, move
from bot.commands.play import play_here
from bot.commands.report import CannotReport, add_report, run_report
from bot.commands.requests import WrongAnswer, add_requests, run_requests
from bot.commands.restore import add_restore, restore
from bot.commands.staff import WrongStaff, add_staff, run_staff
from bot.commands.wrong import Wrong, answers, be_finished, be_migrated, be_ready
from bot.content.files import DataWrong
from bot.domain.notifications.calendar import YEARS as CALENDAR_YEARS
from bot.domain.people.persons import LOCALES
from bot.domain.people.wards import ward as find_ward
from bot.services.ports.messages import NotStored
from bot.serving import Application, serve
from bot.settings import Settings, SettingsWrong, read_settings
from bot.storage.databases.account_lock import AccountTaken
from bot.storage.databases.file_modes import UMASK, kept_paths, narrow
from bot.storage.databases.migrating import CannotMigrate, migrate
from bot.storage.databases.opening import CANNOT_OPEN
from bot.storage.secrets.master_key import NoKey
from bot.wording.catalog import CatalogMissing


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exits 0 when it went well, 1 when it did not, 2 for a wrong call."""
    os.umask(UMASK)
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except SettingsWrong as error:
        print(f"A setting is wrong:\n{error}", file=sys.stderr)
        raise SystemExit(1) from None
    log_structured(settings, quiet=given.command == "play" and not given.log)
    if given.command != "doctor":  # which only looks
        _keep_others_out(settings)
    try:
        raise SystemExit(_COMMANDS[given.command or "start"](settings, given))
    except (
        Wrong, WrongAnswer, WrongOrder, WrongStaff, CannotReport, PortTaken, CannotMigrate,
        AccountTaken, NoKey,
    ) as error:  # fmt: skip
        print(error, file=sys.stderr)
    except NotStored as error:
        print(f"The database did not take it ({error}): nothing is half done, try again.",
              file=sys.stderr)  # fmt: skip
    except DataWrong as error:
        print(f"The data files of this release cannot be used:\n{error}", file=sys.stderr)
    except CatalogMissing as error:
        print(f"The catalog of “{error}” is not compiled: run “make catalogs”.", file=sys.stderr)
    except CANNOT_OPEN as error:
        shown = make_url(settings.database_url.get_secret_value()).render_as_string()
        print(f"The database {shown} cannot be used ({type(error).__name__}).", file=sys.stderr)
        print("Check BOT_DATABASE_URL, or ask “python -m bot doctor”.", file=sys.stderr)
    except KeyboardInterrupt:
        print()
    raise SystemExit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sohoctap",
        description="Sổ học tập: a learning notebook for residents of Vietnamese wards. "
        "Without a command: migrate, then run where BOT_TELEGRAM_TOKEN is set, else demo.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="serve every channel that is set up, until Ctrl-C")
    commands.add_parser("demo", help="serve the web page with demo people and print their links")
    playing = commands.add_parser("play", help="talk in the terminal")
    playing.add_argument("--person", default="console", help="who is talking (default: console)")
    playing.add_argument(
        "--log", action="store_true", help="write the log to standard error, between the words"
    )
    migrating = commands.add_parser("migrate", help="bring the database to this release")
    migrating.add_argument("--to", default="head", help="a revision (default: the newest)")
    migrating.add_argument(
        "--account",
        type=_account,
        metavar="ID",
        help="the Telegram bot (the number before “:” of its token) that gets the rows of a "
        "release without accounts (default: the first bot that starts)",
    )
    announcing = commands.add_parser(
        "announce",
        help="the year's calendar, and who would get what on a day",
        description="Announcements: days of the year and Lifelong Learning Week. The service "
        "plans them by itself; here an operator looks ahead, or plans today's now. Days, themes, "
        "programmes and what is switched off stand in calendar.toml (docs/operate.md).",
    )
    announcing.add_argument("--list", action="store_true", help="print the calendar of a year")
    announcing.add_argument("--year", type=_year, help="which year (default: this one)")
    announcing.add_argument("--on", type=_day, metavar="DATE", help="a day, as 2026-10-01")
    announcing.add_argument("--ward", help="only this ward, by its code of five digits")
    announcing.add_argument(
        "--dry-run", action="store_true", help="print who would get what, when, and who not and why"
    )
    announcing.add_argument("--people", action="store_true", help="name each person's inner number")
    announcing.add_argument(
        "--language", choices=LOCALES, default=LOCALES[0], help="of the words that are shown"
    )
    add_backup(commands)
    add_restore(commands)
    add_move(commands)
    add_requests(commands)
    add_staff(commands, _day)
    add_campaigns(commands)
    add_report(commands, _day)
    add_keys_parser(commands)
    commands.add_parser("doctor", help="check settings, database, catalogs and tokens")
    return parser


def _keep_others_out(settings: Settings) -> None:
    """Narrow what an older release left open to everybody, and say so once."""
    url = settings.database_url.get_secret_value()
    narrowed = narrow(kept_paths(url, settings.files_dir))
    log = structlog.get_logger("cli")
    if narrowed.count:
        log.warning("narrowed", count=narrowed.count)
    if narrowed.refused:
        log.warning("not_narrowed", count=narrowed.refused)


# --- commands -------------------------------------------------------------------------------------


def _start(settings: Settings, given: argparse.Namespace) -> int:
    _migrate(settings, argparse.Namespace(to="head", account=None))
    return (_demo if settings.telegram_token is None else _run)(settings, given)


def _run(settings: Settings, given: argparse.Namespace) -> int:
    del given
    asyncio.run(be_ready(settings))
    asyncio.run(serve(settings, demo=False, ready=_tell_ready))
    return 0


def _demo(settings: Settings, given: argparse.Namespace) -> int:
    del given
    asyncio.run(migrate(settings.database_url.get_secret_value()))
    asyncio.run(seal_old_rows(settings))
    # A demonstration speaks on the page only: demo people have nobody on Telegram.
    alone = settings.model_copy(update={"telegram_token": None})
    asyncio.run(serve(alone, demo=True, ready=_tell_ready))
    return 0


def _migrate(settings: Settings, given: argparse.Namespace) -> int:
    url = settings.database_url.get_secret_value()
    if given.account is not None and given.to != "head":
        raise Wrong("Accounts belong to the newest revision: give --account without --to.")
    asyncio.run(be_finished(settings))
    before, after = asyncio.run(migrate(url, given.to))
    if before == after:
        print(f"The database is at revision {after or 'none'}: nothing to migrate.")
    else:
        print(f"The database was migrated from {before or 'nothing'} to {after or 'nothing'}.")
    if given.to == "head":
        asyncio.run(seal_old_rows(settings))
    if given.account is not None:
        count = asyncio.run(adopt_rows(settings, given.account))
        print(
            "No row was without an account: nothing to give."
            if count is None
            else f"The rows without an account, {count} of them addresses, are that bot's now."
        )
    return 0


def _tell_ready(base: str, links: Sequence[tuple[str, str]]) -> None:
    print(f"Sổ học tập is served on {base} (Ctrl-C stops it).", flush=True)
    for who, link in links:
        print(f"  Be {who}: {link}", flush=True)


def _doctor(settings: Settings, given: argparse.Namespace) -> int:
    del given
    return asyncio.run(examine(settings))


def _account(text: str) -> str:
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_ACCOUNT):
        # It is not shown: it may be the whole token.
        raise argparse.ArgumentTypeError("expected the number before “:” of a bot's token")
    return text


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day as 2026-10-01, not {text!r}") from None
    _year(f"{day.year}")
    return day


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:5]) in CALENDAR_YEARS):
        first, last = CALENDAR_YEARS[0], CALENDAR_YEARS[-1]
        raise argparse.ArgumentTypeError(f"expected a year from {first} to {last}, not {text!r}")
    return int(text)


def _announce(settings: Settings, given: argparse.Namespace) -> int:
    application = Application(settings)
    application.data.look()
    if given.ward is not None and find_ward(given.ward) is None:
        raise Wrong(f"There is no ward {given.ward}: give its code of five digits, as 00070.")
    if given.list:
        list_year(application, given.year or application.clock().year, given.ward)
        return 0
    if given.on is None:
        raise Wrong("Say which day: “announce --on 2026-10-01 --dry-run”, or “announce --list”.")
    if not given.dry_run and given.on != application.clock().date():
        raise Wrong("Only today's announcements can be planned: add --dry-run to look at a day.")
    asyncio.run(be_ready(settings))
    if not given.dry_run and answers(settings):
        raise Wrong(
            "The service is running: it plans today's announcements by itself, each at its hour. "
            "To look at them add --dry-run."
        )

    async def carry_out() -> None:
        await application.database.open()
        try:
            if given.dry_run:
                await preview_day(
                    application, given.on, given.ward, people=given.people, locale=given.language
                )
            else:
                await plan_now(application, given.on, given.ward)
        finally:
            await application.close()

    asyncio.run(carry_out())
    return 0


def _beside_service(
    run: Callable[..., Coroutine[Any, Any, None]],
) -> Callable[[Settings, argparse.Namespace], int]:
    """A command that the running service carries out, where only that may write."""

    def command(settings: Settings, given: argparse.Namespace) -> int:
        asyncio.run(be_ready(settings))
        asyncio.run(run(settings, given, service_runs=answers(settings)))
        return 0

    return command


def _report(settings: Settings, given: argparse.Namespace) -> int:
    asyncio.run(be_migrated(settings))
    asyncio.run(run_report(settings, given))
    return 0


_COMMANDS: dict[str, Any] = {
    "start": _start,
    "run": _run,
    "demo": _demo,
    "play": play_here,
    "migrate": _migrate,
    "announce": _announce,
    "backup": backup,
    "restore": restore,
    "move": move,
    "requests": _beside_service(run_requests),
    "staff": _beside_service(run_staff),
    "campaigns": _beside_service(run_campaigns),
    "report": _report,
    "keys": change_keys,
    "doctor": _doctor,
}
