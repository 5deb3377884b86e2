"""A person goes through a self-check, on a channel with buttons or with numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.talk.events import RawPress
from bot.talk.messages import Message, unpack_press
from tests.applications import TestApplication, Visitor
from tests.handlers.every import REFERENCE_DATA

SHORT, FULL = REFERENCE_DATA.self_check.forms
SCALE = REFERENCE_DATA.self_check.scale
DISCLAIMER = REFERENCE_DATA.self_check.disclaimer


def press_of(message: Message, key: str) -> RawPress:
    """The press of the button with this key."""
    pressed = [unpack_press(button.data) for row in message.buttons for button in row]
    return RawPress(*next(found for found in pressed if found and found[1] == key))


async def presses(person: Visitor, key: str, of: Message | None = None) -> str:
    """Press the button with this key; returns the service's reply."""
    await person.does(press_of(of or person.last, key))
    return person.last.text


async def answers(person: Visitor, value: int | None) -> str:
    """Answer the open question by a button, or by the number of the choice."""
    if person.channel == "buttons":
        return await presses(person, "skip" if value is None else f"a:{value}")
    return await person.says("Bỏ qua" if value is None else str(value + 1))


async def begins(person: Visitor, form: str = "short") -> str:
    """Begin a form; returns its first question."""
    await person.says("/check")
    if person.channel == "buttons":
        return await presses(person, f"f:{form}")
    return await person.says(f"{'Phiếu ngắn' if form == 'short' else 'Phiếu đầy đủ'}:")


async def goes_through(person: Visitor, values: Iterable[int | None], form: str = "short") -> str:
    """Begin a form and answer it; returns the service's last reply."""
    await begins(person, form)
    for value in values:
        await answers(person, value)
    return person.last.text


async def checks_of(application: TestApplication) -> list[tuple[Any, ...]]:
    """Every stored self-check, oldest first."""
    return await application.rows(
        "SELECT form, state, points, answered, band FROM self_check ORDER BY id"
    )


async def answers_of(application: TestApplication) -> list[tuple[Any, ...]]:
    """Every stored answer, oldest first."""
    return await application.rows("SELECT item, nth, value FROM check_answer ORDER BY id")


async def change(application: TestApplication, sql: str) -> None:
    """Change the database directly, without the application."""
    url = application.application.settings.database_url.get_secret_value()
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(sql)
    finally:
        await engine.dispose()


async def picture_of(person: Visitor) -> Any:
    """The picture of the newest message, without a language; None when it has none."""
    said = await person.application.application.outbox.history(
        person.channel, person.address, 0, 1000
    )
    return said[-1].say.picture
