"""The clock of counts: a question that cannot be answered keeps back no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.counting import AudienceCount, CampaignLimits
from bot.domain.people.persons import Purpose
from bot.regular_work import audience_clock
from bot.schedule.audience_clock import AudienceClock
from bot.services.ports.reading import ReadingFailed, SnapshotExpired
from bot.storage.campaigns.count_readings import StoredCountsAsked
from tests.applications import TestApplication
from tests.handlers.officers.staffing import officer
from tests.handlers.officers.test_campaign import completes
from tests.handlers.officers.test_campaigns import looks


class Broken:
    """A reading side that fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def count(
        self,
        audience: CampaignAudience,
        purpose: Purpose,
        *,
        own_wards: frozenset[str] | None,
        runs: Mapping[str, Sequence[str]],
        at: dt.datetime,
        limits: CampaignLimits,
    ) -> AudienceCount:
        """Fail."""
        del audience, purpose, own_wards, runs, at, limits
        raise self._error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ReadingFailed("gone"), "Xin bấm “Đếm lại”"),
        (SnapshotExpired("late"), "Xin bấm “Đếm lại”"),
        (RuntimeError("a fault"), "Đang đếm"),
    ],
    ids=["not reached", "expired", "a fault"],
)
async def test_a_count_that_fails_is_told_and_not_tried_for_ever(
    sqlite_house: TestApplication, error: Exception, told: str
) -> None:
    application = sqlite_house.application
    hoa = await officer(sqlite_house, "1", "Nguyễn Thị Hoa", "write")
    await completes(hoa)
    await hoa.taps("bao nhiêu người")
    asked = StoredCountsAsked(application.database)
    assert len(await asked()) == 1
    clock = AudienceClock(
        transact=application.database.transact,
        asked=asked,
        counting=Broken(error),
        data=lambda: application.data.reference_data,
        paces={},
        clock=application.clock,
        told=application.look,
    )
    await clock.answer()
    await looks(sqlite_house)
    assert told in hoa.messages[-1].text
    assert await asked() == []
    await hoa.taps("Đếm lại")
    async with audience_clock(application) as working:
        await working.answer()
    await looks(sqlite_house)
    assert "Sẽ nhận" in hoa.messages[-1].text
