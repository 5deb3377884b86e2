"""Talking in the terminal: in the language of the environment, and no log between the words."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys

from bot.application import Application
from bot.channels.console.play import Console, typed_lines
from bot.commands.keys import seal_old_rows
from bot.delivery.worker import Worker
from bot.domain.people.persons import LOCALES
from bot.serving import play
from bot.settings import Settings, environment_language
from bot.storage.databases.migrating import migrate
from bot.talk.messages import Message
from bot.talk.text import _, plain

_OPENING = _("Type as a person would (/start begins, /help helps); an empty line or Ctrl-D ends.")


def play_here(settings: Settings, given: argparse.Namespace) -> int:
    """Hand each typed line to the desk and print what is said, until the input ends."""
    asyncio.run(migrate(settings.database_url.get_secret_value()))
    asyncio.run(seal_old_rows(settings))
    language = environment_language()
    locale = language if language in LOCALES else LOCALES[0]
    console = Console(_show)

    async def talk(application: Application, worker: Worker) -> None:
        say = application.translator.line
        print(say(_OPENING, locale))
        await console.play(
            application.receive,
            typed_lines(_read_line),
            person=given.person,
            language=locale,
            visit=secrets.token_hex(4),
            answered=worker.settled,
            fail=lambda why: print(
                say(_("(not stored: {why}; please type it again)", why=plain(why)), locale)
            ),
        )

    asyncio.run(play(settings, console, talk))
    return 0


def _read_line() -> str:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return "" if line == "\n" and sys.stdin.isatty() else line


def _show(message: Message) -> None:
    print(f"\n{message.text}\n", flush=True)
