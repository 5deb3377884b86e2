"""5,000 damaged updates to the webhook: no 5xx, and whoever comes next is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given

from bot.channels.telegram import CAPABILITIES
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.listen import SECRET_HEADER, TelegramListener
from tests.applications import open_application
from tests.databases import SqliteFiles
from tests.examples import examples
from tests.fuzz.damaging import Damaged, damaged_ones, damaged_text

PERSON = {"id": 1, "is_bot": False, "first_name": "Sáu", "language_code": "vi"}
CHAT = {"id": 1, "type": "private", "first_name": "Sáu"}
PHOTO = [{"file_id": "large", "file_unique_id": "L", "width": 9, "height": 9, "file_size": 99}]
SECRET = {SECRET_HEADER: "secret"}


def message(**content: Any) -> dict[str, Any]:
    """A message of the person."""
    return {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": PERSON, **content}


_OLD, _NEW = {"user": PERSON, "status": "member"}, {"user": PERSON, "status": "left"}
CHANGE = {
    "chat": CHAT, "from": PERSON, "date": 1, "old_chat_member": _OLD, "new_chat_member": _NEW,
}  # fmt: skip
PRESS = {
    "id": "4200", "from": PERSON, "chat_instance": "1", "data": "1:yes",
    "message": message(text="a"),
}  # fmt: skip
VALID: tuple[dict[str, Any], ...] = (
    {"message": message(text="hôm nay học excel 45 phút")},
    {"message": message(text="/start",
                        entities=[{"type": "bot_command", "offset": 0, "length": 6}])},
    {"message": message(photo=PHOTO, caption="lớp học", media_group_id="A")},
    {"message": message(document={"file_id": "F", "file_unique_id": "U"})},
    {"message": message(sticker={**PHOTO[0], "type": "regular", "is_animated": False,
                                 "is_video": False})},
    {"message": message(text="b", forward_origin={"type": "hidden_user", "date": 1,
                                                  "sender_user_name": "x"})},
    {"edited_message": message(text="khác", edit_date=1)},
    {"callback_query": PRESS},
    {"my_chat_member": CHANGE},
)  # fmt: skip


async def _fuzzed(url: str, batch: Sequence[Damaged]) -> tuple[set[int], int, str]:
    """The statuses that a batch got, that of the next one who comes, and what it was told."""
    async with open_application(url, channels={"telegram": CAPABILITIES}) as house:
        bot = Bot("123456:TEST")
        receive, clock = house.application.receive, house.clock
        albums = Albums(
            account=str(bot.id), parts=house.application.album_parts, receive=receive, clock=clock
        )
        listener = TelegramListener(
            receive=receive, bot=bot, albums=albums, clock=clock, count=lambda what: None
        )
        app = web.Application()
        app.router.add_post("/hook", listener.webhook("secret"))
        async with TestClient(TestServer(app)) as client:
            statuses = set()
            for number, each in enumerate(batch, 1):
                valid = [{"update_id": number, **update} for update in VALID]
                body = damaged_text(valid, each).encode()
                async with client.post("/hook", data=body, headers=SECRET) as response:
                    statuses.add(response.status)
            another = message(text="/help") | {"chat": {"id": 2, "type": "private"}}
            after = {"update_id": 10**6, "message": another}
            async with client.post("/hook", data=json.dumps(after), headers=SECRET) as response:
                last = response.status
        await house.worker.settled()
        await bot.session.close()
        said = house.recorder.said.get("2", [])
        return statuses, last, said[-1].text if said else ""


@examples(5)
@given(damaged_ones())
def test_damaged_updates_end_nothing_and_are_not_sent_again(
    sqlite_files: SqliteFiles, batch: list[Damaged]
) -> None:
    url = sqlite_files.fresh()
    statuses, last, said = asyncio.run(_fuzzed(url, batch))
    sqlite_files.drop(url)
    assert statuses <= {200}
    assert last == 200
    assert said
