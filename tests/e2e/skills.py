"""The self-check as a resident reads it in Vietnamese, and the processes that draw its charts."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

from bot.domain.skills.instruments import Form, Item
from tests.domain import reference_files as shelf_files
from tests.e2e.residents import seen_when
from tests.e2e.sentences import vi
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import Person, Seen, TelegramEmulator

CHOOSE = vi("Which form would you like?")
PAUSE = vi("⏸ Later")
TOP = vi("💡 What is the highest step?")
SO_FAR = vi("Your answer so far") + ": "
CLAIMS_NOTHING = shelf_files.self_check().disclaimer.vi
RESULT = vi("Your self-check of {day}: {form}", day="", form="").partition(":")[0]
RADAR = vi("Digital skills, self-check of {day}", day="")
PROGRESS = vi("Your progress until {day}", day="")
WEEKS = vi("Hours a week, the last {weeks} weeks until {day}", weeks="12", day="")
MY_PROGRESS = vi("📈 My progress")
STEPS = tuple(option.label.vi for option in shelf_files.self_check().scale)
"""The labels of the answers; the index of each is its value."""


def _short() -> Form:
    form = shelf_files.self_check().form("short")
    assert form is not None
    return form


SHORT = _short()
NAME = SHORT.name.vi
GO_ON = vi("▶ Go on: {form}", form=NAME)
ANEW = f"↺ Làm lại {NAME}"


def facts_of(answers: dict[str, int], before: dict[str, int] | None = None) -> list[str]:
    """The facts of a result's chart; `before` is the check that it is compared with."""
    return [
        f"{item.name.vi}: {STEPS[answers[item.id]]}"
        + (f" (lần trước: {STEPS[before[item.id]]})" if before is not None else "")
        for item in SHORT.items
    ]


# --- on Telegram ----------------------------------------------------------------------------------


async def newer(
    telegram: TelegramEmulator,
    person: Person,
    words: str,
    than: int,
    timeout_seconds: float = 60,
) -> Seen:
    """Wait for a message with this text that is newer than another one; returns the newest."""

    def true(message: Seen) -> bool:
        return message.id > than and words in message.text

    return await seen_when(telegram, person, true, timeout_seconds)


async def begun(telegram: TelegramEmulator, person: Person) -> Seen:
    """Start the short form; returns its first question."""
    last = person.last.id
    await person.say("/check")
    page = await newer(telegram, person, CHOOSE, last)
    await person.tap(NAME, of=page)
    return await newer(telegram, person, SHORT.items[0].question.vi, page.id)


async def answered(
    telegram: TelegramEmulator, person: Person, question: Seen, value: int, following: str
) -> Seen:
    """Answer a question by its button; returns the following message with this text.

    The next question takes the place of the one that was answered.
    """
    await person.tap(STEPS[value], of=question)
    return await newer(telegram, person, following, question.id - 1)


async def answered_up_to(
    telegram: TelegramEmulator, person: Person, question: Seen, until: Item, values: dict[str, int]
) -> list[Seen]:
    """Answer from the first question until a given one is asked; returns all questions."""
    asked = [question]
    for item, following in zip(SHORT.items, SHORT.items[1:], strict=False):
        if item == until:
            break
        words = following.question.vi
        asked.append(await answered(telegram, person, asked[-1], values[item.id], words))
    return asked


async def sheets(kept: Kept, person: Person) -> list[tuple[str, list[tuple[str, int, int | None]]]]:
    """Every self-check of a person, oldest first: its state and its answers in order."""
    checks = await kept.rows(
        "SELECT self_check.id, state FROM self_check "
        "JOIN address ON address.person_id = self_check.person_id "
        f"WHERE external_id = '{person.id}' ORDER BY self_check.id"
    )
    answers = await kept.rows("SELECT check_id, item, nth, value FROM check_answer ORDER BY id")
    return [
        (state, [(item, nth, value) for of, item, nth, value in answers if of == check])
        for check, state in checks
    ]


# --- the processes that draw ----------------------------------------------------------------------


def kept_pictures(files: Path) -> dict[Path, tuple[int, int]]:
    """The cached charts of a service, each with a value that changes when it is rewritten."""
    found = (files / "pictures").glob("??/*.png")
    return {path: (path.stat().st_ino, path.stat().st_size) for path in found}


def drawing_for(files: Path) -> list[psutil.Process]:
    """The drawing processes of the service in this folder, whatever their parent is now."""
    cache = str((files / "pictures" / "matplotlib").absolute())
    found = []
    for process in psutil.process_iter():
        # Ended meanwhile, or somebody else's, whose environment is none of our business.
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            ours = "bot.pictures" in process.cmdline()
            if ours and process.environ().get("MPLCONFIGDIR") == cache:
                found.append(process)
    return found


def all_gone(processes: list[psutil.Process], timeout_seconds: float = 60) -> list[psutil.Process]:
    """Wait until they ended; those that did not. One that has ended and is not reaped has ended."""

    left = psutil.wait_procs(processes, timeout=timeout_seconds)[1]
    return [process for process in left if process.status() != psutil.STATUS_ZOMBIE]
