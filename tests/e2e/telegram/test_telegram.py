"""A resident on Telegram, through the strict emulator: by webhook and by long polling."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.residents import join
from tests.e2e.service import Service, running
from tests.emulators.telegram import TOKEN, TelegramEmulator


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_resident_joins_logs_corrects_and_cancels(
    tmp_path: Path, database_url: str, webhook: bool
) -> None:
    # One of the four keeps the usual rate; its Telegram refuses faster calls.
    paced = webhook and database_url.startswith("sqlite")
    async with TelegramEmulator(flood_limits=paced) as telegram:
        rate = "30" if paced else "0"
        service = Service(tmp_path, database_url, BOT_TELEGRAM_RATE_PER_SECOND=rate)
        service.with_telegram(TOKEN, telegram.base, webhook=webhook)
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
            await person.tap("Thời lượng")
            await person.sees("Bạn học trong bao lâu?")
            await person.say("1 tiếng rưỡi")
            await person.sees("1 giờ 30 phút")
            await person.tap("Hủy mục này")
            await person.sees("Vì sao?")
            await person.tap("Ghi nhầm")
            await person.sees("Mục này đã hủy")
            assert "HT-" in told.text
            await service.stop()
        telegram.assert_no_violations()
