"""The picture of a sending: sent and answered grow up to what they came to; few are not told."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.results import Growth, GrowthCount, cumulative
from bot.domain.campaigns.runs import Run
from bot.phrases.staff.growth import growth_picture

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
RUN = Run(1, "r1", "c1", "once", "notice", None, frozenset(("00070",)), 1, "ended", NOW, NOW)
HOUR = dt.timedelta(hours=1)

counts = st.lists(
    st.builds(
        GrowthCount,
        st.sampled_from(("00070", "00190")),
        st.integers(0, 7),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    max_size=8,
)


@given(counts)
def test_the_lines_only_grow_and_end_at_the_whole(found: list[GrowthCount]) -> None:
    grown = cumulative(Growth(HOUR, tuple(found)), None)
    assert grown == sorted(grown)
    if grown:
        assert grown[-1] == (sum(g.sent for g in found), sum(g.answered for g in found))
    else:
        assert not any(each.sent for each in found)


def test_only_the_wards_that_may_be_read_are_drawn() -> None:
    growth = Growth(HOUR, (GrowthCount("00070", 0, 9), GrowthCount("00190", 1, 30)))
    assert cumulative(growth, frozenset(("00070",))) == [(9, 0)]
    assert growth_picture(RUN, growth, frozenset(("00004",)), NOW.tzinfo) is None


def test_few_answers_are_no_point_of_the_line() -> None:
    growth = Growth(HOUR, (GrowthCount("00070", 0, 90, 3), GrowthCount("00070", 1, 0, 19)))
    picture = growth_picture(RUN, growth, None, NOW.tzinfo)
    assert picture is not None
    assert [each.values for each in picture.series] == [(0.0, 90.0, 90.0), (0.0, None, 20.0)]
    assert len(picture.labels) == 3
    assert len(picture.facts) == 2
