"""What an operator asks of a run at the command line is seen in the chat and in the audit trail."""

from __future__ import annotations

import pytest

from bot.regular_work import campaign_clock
from bot.schedule.campaign_orders import lay_order, orders_dir
from bot.services.campaigns.sending import OrderedAct
from tests.applications import TestApplication, Visitor
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_sending import approved, residents


@pytest.fixture
async def minh(sqlite_house: TestApplication) -> Visitor:
    """An officer who approves."""
    return await officer(sqlite_house, "2", "Trần Văn Minh", "approve")


@pytest.mark.parametrize(
    ("act", "stage", "button"),
    [("pause", "paused", "Gửi tiếp"), ("cancel", "cancelled", "Kết quả")],
)
async def test_an_order_is_seen_in_the_chat_and_in_the_audit_trail(
    sqlite_house: TestApplication, minh: Visitor, act: OrderedAct, stage: str, button: str
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 1)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    ((run,),) = await sqlite_house.rows("SELECT run_key FROM campaign_run")
    lay_order(orders_dir(sqlite_house.application.settings.files_dir), act, run)
    clock = campaign_clock(sqlite_house.application)
    await clock.take_orders()
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [(stage,)]
    newest = "SELECT action, facts FROM audit ORDER BY id DESC LIMIT 1"
    ((action, facts),) = await sqlite_house.rows(newest)
    assert action == f"campaign_{stage}"
    assert key in facts
    await hoa.says(f"/campaigns {key}")
    assert button in " ".join(hoa.labels)


async def test_what_an_operator_paused_goes_on_from_the_chat(
    sqlite_house: TestApplication, minh: Visitor
) -> None:
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await residents(sqlite_house, 1)
    key = await approved(hoa, minh)
    await hoa.says(f"/campaigns {key}")
    await hoa.taps("Gửi ngay")
    await hoa.taps("gửi ngay")
    ((run,),) = await sqlite_house.rows("SELECT run_key FROM campaign_run")
    lay_order(orders_dir(sqlite_house.application.settings.files_dir), "pause", run)
    await campaign_clock(sqlite_house.application).take_orders()
    await hoa.says(f"/campaigns {key}")
    assert "Đang gửi tiếp" in await hoa.taps("Gửi tiếp")
    assert await sqlite_house.rows("SELECT stage FROM campaign") == [("sending",)]
