"""What the service reads from files it has read at its start: no turn needs a free descriptor."""

from __future__ import annotations

import os
from pathlib import Path

import aiohttp

from bot.domain.people.persons import LOCALES
from tests.channels.web.visit import Talk
from tests.e2e import skills
from tests.e2e.residents import joined, record, seen_when
from tests.e2e.service import Service, running
from tests.e2e.skills import begun, newer
from tests.emulators.telegram import TOKEN, Patience, Person, Seen, TelegramEmulator

_HOOK = '''
"""Says in a file which files this process opens, and who asked for them."""
import os
import sys

_SAID = os.open(os.environ["OPENED_FILES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _say(event, arguments):
    if event == "open" and not isinstance(arguments[0], int):
        os.write(_SAID, os.fsencode(arguments[0]) + b"\\n")


if sys.orig_argv[-2:] == ["bot", "run"]:
    sys.addaudithook(_say)
'''


class Opened:
    """The files that a service opens."""

    def __init__(self, folder: Path) -> None:
        self._hooks = folder / "hooks"
        self._hooks.mkdir()
        (self._hooks / "sitecustomize.py").write_text(_HOOK)
        self._said = folder / "opened_files"
        self._files = folder / "files"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a service say which files it opens."""
        root = str(Path(__file__).parent.parent.parent)
        return {
            "PYTHONPATH": os.pathsep.join((str(self._hooks), root)),
            "OPENED_FILES": str(self._said),
        }

    def so_far(self) -> list[str]:
        """All of them but pictures and what people sent, in their order."""
        own = (str(self._files), os.devnull)
        return [line for line in self._said.read_text().splitlines() if not line.startswith(own)]


async def test_no_turn_opens_a_file(tmp_path: Path, sqlite_url: str) -> None:
    opened = Opened(tmp_path)
    async with TelegramEmulator(patience=Patience(longest_pause_seconds=0.2)) as telegram:
        service = Service(
            tmp_path, sqlite_url, BOT_TELEGRAM_RATE_PER_SECOND="0", **opened.environment
        )
        service.with_telegram(TOKEN, telegram.base, webhook=True)
        async with running(service):
            at_the_start = opened.so_far()
            assert len(at_the_start) > 100
            await _everything_on_telegram(telegram)
            await _sentences_on_the_page(service.base)
        assert opened.so_far()[len(at_the_start) :] == []


async def _everything_on_telegram(telegram: TelegramEmulator) -> None:
    (person,) = await joined(telegram, "Bà Sáu")
    await record(telegram, person, "đọc sách tập xk")
    last = person.last.id
    await person.say("/progress")
    await newer(telegram, person, skills.WEEKS, last)
    await begun(telegram, person)
    for locale in LOCALES:
        name = {"vi": "Tiếng Việt", "en": "English"}[locale]
        last = person.last.id
        await person.say("/language")
        await person.tap(name, of=await _offered(telegram, person, name, last))
        for words in (
            "/mylog", "/citizen", "/remind", "thứ 2, 4, 6 lúc 19:30", "/week", "/notices", "/link",
            "/help", "/cancel", "dpc sach 20 phut", "no words of ours", "/menu",
        ):  # fmt: skip
            last = person.last.id
            await person.say(words)
            await newer(telegram, person, "", last)
    await person.photo("đọc sách 20 phút")
    await telegram.drained()


async def _offered(telegram: TelegramEmulator, person: Person, label: str, than: int) -> Seen:
    """The message that came after another one and has a button of this label."""
    return await seen_when(
        telegram, person, lambda message: message.id > than and label in message.labels
    )


async def _sentences_on_the_page(base: str) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(f"{base}/") as response:
            assert response.status == 200
        async with session.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            talk = Talk(socket)
            await talk.hello()
            for text in ("/start", "xin chào"):
                await talk.send("say", text=text)
                while (await talk.hear())["t"] != "message":
                    pass
