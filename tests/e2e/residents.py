"""Residents on Telegram: they join, record activities and read the replies."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.e2e import sentences as said
from tests.emulators.telegram import Person, Seen, TelegramEmulator

_RECEIPT = re.compile(
    re.escape(said.RECORDED) + r"(HT-[0-9A-Z]{4}-[0-9]{2})\n" + re.escape(said.TITLE) + "(.*)"
)


async def join(person: Person, timeout_seconds: float = 60) -> None:
    """Join with every consent; a repeated question does no harm."""
    await person.start()
    consents = ((f"{step}/7", said.AGREE) for step in range(2, 6))
    pages = ((said.NOTICE, said.GO_ON), (said.AGE, said.SIXTY), *consents)
    for words, label in pages:
        page = await person.sees(words, timeout_seconds)
        await person.tap(label, of=page)
    await person.sees(said.WARD, timeout_seconds)
    await person.say("o cho dua")
    page = await person.sees(said.GROUP, timeout_seconds)
    await person.tap(said.RESIDENT, of=page)
    await person.sees(said.READY, timeout_seconds)


def receipts_told(person: Person) -> list[tuple[str, str]]:
    """Every received receipt number with its title, oldest first."""
    return [
        (found[2], found[1])
        for message in person.messages
        if (found := _RECEIPT.search(message.text))
    ]


def asks_to_check(message: Seen, title: str) -> bool:
    """Whether a message asks if the activity of this title is right."""
    return f"{said.CHECK}\n{said.TITLE}{title}\n" in message.text


async def seen_when(
    telegram: TelegramEmulator,
    person: Person,
    true: Callable[[Seen], bool],
    timeout_seconds: float = 60,
) -> Seen:
    """Wait for a message that fulfils a condition; returns the newest."""

    def found() -> list[Seen]:
        return [message for message in person.messages if true(message)]

    if not await telegram.world.bell.until(lambda: bool(found()), timeout_seconds):
        there = [message.text for message in person.messages[-6:]]
        raise AssertionError(f"it did not come; the newest messages are {there}")
    return found()[-1]


async def asked_to_check(
    telegram: TelegramEmulator, person: Person, title: str, timeout_seconds: float = 60
) -> Seen:
    """Type an activity as one sentence; returns the message that asks to confirm it."""
    await person.say(f"hôm nay {title} 5 phút")
    return await seen_when(
        telegram,
        person,
        lambda message: asks_to_check(message, title),
        timeout_seconds,
    )


async def told_receipt(
    telegram: TelegramEmulator, person: Person, title: str, timeout_seconds: float = 60
) -> str:
    """Wait for the receipt number of a title and return it."""

    def told() -> list[str]:
        return [receipt for for_title, receipt in receipts_told(person) if for_title == title]

    if not await telegram.world.bell.until(lambda: bool(told()), timeout_seconds):
        there = [message.text for message in person.messages[-6:]]
        raise AssertionError(f"no receipt for {title!r}; the newest messages are {there}")
    return told()[-1]


async def record(
    telegram: TelegramEmulator, person: Person, title: str, timeout_seconds: float = 60
) -> str:
    """Record one activity; returns its receipt number."""
    check = await asked_to_check(telegram, person, title, timeout_seconds)
    await person.tap(said.RECORD, of=check)
    return await told_receipt(telegram, person, title, timeout_seconds)


async def joined(telegram: TelegramEmulator, *names: str) -> list[Person]:
    """People who have joined."""
    people = [telegram.person(name) for name in names]
    for person in people:
        await join(person)
    return people
