"""A resident on Telegram, through the strict emulator: by webhook and by long polling."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.service import Service, running
from tests.emulators.telegram import TOKEN, Person, TelegramEmulator


async def join(person: Person) -> None:
    """Join with everything agreed to."""
    await person.start()
    await person.hears()
    await person.tap("Tiếp tục")
    for _purpose in range(4):
        await person.hears()
        await person.tap("Đồng ý")
    await person.hears()
    await person.tap("Tiếng Việt")
    await person.hears()
    await person.say("o cho dua")
    await person.hears()
    await person.tap("Người dân, nông dân, hưu trí, nội trợ")
    await person.hears()
    await person.tap("Từ 60 trở lên")
    await person.sees("Sổ học tập đã sẵn sàng")


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_resident_joins_logs_corrects_and_cancels(
    tmp_path: Path, database_url: str, webhook: bool
) -> None:
    async with TelegramEmulator() as telegram:
        service = Service(tmp_path, database_url).with_telegram(
            TOKEN, telegram.base, webhook=webhook
        )
        async with running(service):
            person = telegram.person(name="Bà Sáu", language_code="vi")
            await telegram.called("setMyCommands", 3)
            await join(person)
            await person.say("hom nay doc sach 30 phut")
            await person.sees("Xin kiểm tra trước khi ghi")
            await person.tap("✔ Ghi vào sổ")
            told = await person.sees("Số biên nhận: HT-")
            await person.tap("Sửa hoặc hủy mục này")
            await person.sees("Mục HT-")
            await person.tap("Sửa")
            await person.sees("Cần sửa mục nào?")
            await person.tap("Thời gian học")
            await person.sees("Học trong bao lâu?")
            await person.say("1 tiếng rưỡi")
            await person.sees("1 giờ 30 phút")
            await person.tap("Hủy mục này")
            await person.sees("Vì sao?")
            await person.tap("Ghi nhầm")
            await person.sees("Mục này đã hủy")
            assert "HT-" in told.text
            took = await service.stop()
            assert took < 5
        telegram.assert_no_violations()
