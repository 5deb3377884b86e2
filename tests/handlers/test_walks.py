"""Random walks through the whole application: every event is answered, every button works."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.services.ports.messages import Incoming
from bot.talk.conversations import Interrupted, Turn
from bot.talk.events import Pressed, RawPress, Said, Sent, SentOther
from bot.talk.messages import unpack_press
from bot.talk.steps import Step
from bot.talk.text import Text
from handlers.residents import menu
from tests.applications import TestApplication, Visitor, open_application
from tests.databases import SqliteFiles
from tests.examples import examples
from tests.handlers.every import REGISTRY, lines_of, texts

APOLOGY = ("trục trặc", "went wrong")

pressing = st.integers(0, 11)
doing = st.one_of(
    *[pressing] * 6,
    st.sampled_from(
        (
            "/log",
            "/mylog",
            "/menu",
            "/check",
            "/citizen",
            "/progress",
            "/remind",
            "nhắc",
            "/help",
            "/language",
            "hủy",
            "ngôn ngữ",
            "/start",
        )
    ),
    st.sampled_from(("Ô Chợ Dừa", "hôm qua đọc sách 45 phút", "16 giờ", "3 phút", "thứ bảy")),
    st.sampled_from(("hằng ngày lúc 19:30", "thứ 2, 4, 6", "20:15")),
    st.just(Sent("photo", "numbers:abc", "đọc sách 30 phút")),
    st.just(SentOther("sticker")),
    texts.map(Said),
)


@examples(15)
@given(
    st.lists(doing, min_size=20, max_size=30),
    st.sampled_from(("buttons", "numbers")),
    st.booleans(),
    st.integers(0, 40),
)
def test_every_button_does_something_and_everybody_is_answered(
    sqlite_files: SqliteFiles, doings: list[Any], channel: str, joined: bool, days: int
) -> None:
    asyncio.run(walk(sqlite_files.fresh(), doings, channel, joined, days))


async def walk(url: str, doings: list[Any], channel: str, joined: bool, days: int) -> None:
    async with open_application(url) as application:
        person = application.visitor("1", channel)
        if joined:
            await fill_a_notebook(person)
            await person.says("/mylog")
            await check_offered(application, channel)
        await person.says("/start")
        for n, what in enumerate(doings):
            await check_offered(application, channel)
            before = len(person.messages)
            await does(person, what)
            said = person.messages[before:]
            assert said, what
            assert not any(word in message.text for message in said for word in APOLOGY), what
            if n == len(doings) // 2:
                application.clock.move(days=days)
        assert not await application.rows("SELECT id FROM outbox WHERE state <> 'sent'")
        full = "SELECT day FROM activity WHERE voided_ms IS NULL GROUP BY day, person_id"
        assert not await application.rows(f"{full} HAVING SUM(minutes) > 960")


async def fill_a_notebook(person: Visitor) -> None:
    """Join and record seven activities in one week and two in another, all by typing."""
    await person.says("/start")
    for label in ("Tiếp tục", *["Đồng ý"] * 4, "Tiếng Việt", "Ô Chợ Dừa", "Người dân", "Từ 60"):
        await person.says(label)
    for what in (*["hôm nay đọc sách 20 phút"] * 7, *["ngày 2/11 đọc báo 20 phút"] * 2):
        await person.says(what)
        assert "Số biên nhận" in await person.says("Ghi vào sổ")


async def does(person: Visitor, what: Any) -> None:
    """Press, type or send; without buttons a press is a typed number."""
    if isinstance(what, str):
        await person.says(what)
    elif not isinstance(what, int):
        await person.does(what)
    elif buttons := [button for row in person.last.buttons for button in row]:
        turn, key = unpack_press(buttons[what % len(buttons)].data) or (0, "")
        await person.does(RawPress(turn, key))
    else:
        await person.says(str(what + 1))


async def check_offered(application: TestApplication, channel: str) -> None:
    """Each choice of the open prompt is decided differently from an invented key."""

    async def job(work: Any) -> None:
        now = application.clock()
        dialog = await work.dialogs.open_dialog(Incoming(channel, "1", "look", Said(""), "vi"), now)
        conversation = REGISTRY.named(dialog.name) or REGISTRY.home
        state = REGISTRY.load(conversation, dialog.state) if dialog.state else menu.Idle()
        paused = REGISTRY.named(dialog.paused_name)

        async def pressed(key: str) -> Step[Any]:
            turn = Turn(
                dialog.person,
                now,
                state,
                Pressed(key),
                "fresh",
                application.application.data.reference_data,
                REGISTRY.commands,
                None if paused is None else Interrupted(paused.draft),
            )
            step: Step[Any] = conversation.decide(
                state, Pressed(key), await conversation.gather(work, turn)
            )
            return step

        strange = await pressed("never:offered")
        for choice in dialog.prompt:
            if choice.key.startswith("/"):
                assert REGISTRY.opened_by(choice.key.split()[0]), choice.key
                continue
            step = await pressed(choice.key)
            assert step != strange, (conversation.name, choice.key)
            msgids = {line.msgid for line in lines_of(step.says) if isinstance(line, Text)}
            assert "I did not understand: {typed}" not in msgids

    await application.application.database.transact(job)
