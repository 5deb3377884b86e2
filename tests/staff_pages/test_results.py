"""What a sending came to, on a page: the parts are the whole, and small counts are not found."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaigns.runs import ResultCount, Run, RunResult
from bot.domain.small_counts import FEWEST_SHOWN
from bot.serving import LOCALES_DIR
from bot.staff_pages.results import ShownRun, shown_run
from bot.talk.text import Blank, Day
from bot.wording.catalog import Translator

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
TRANSLATOR = Translator.load(LOCALES_DIR)
RUN = Run(
    1, "a" * 20, "b" * 20, "once", "notice", 1, frozenset({"00190", "00199"}), 1, "ended", NOW, NOW
)


def said(blank: Blank) -> str:
    return TRANSLATOR.value(blank, "vi")


def shown(*counts: ResultCount) -> ShownRun:
    result = RunResult(sum(each.count for each in counts), counts)
    return shown_run(RUN, result, Day(NOW.date()), said)


COUNTS = st.lists(
    st.builds(
        ResultCount,
        st.sampled_from(["00190", "00199", ""]),
        st.sampled_from(["telegram", "web", ""]),
        st.sampled_from(
            ["planned", "claimed", "sent", "failed", "blocked", "unsure", "skipped", "cancelled"]
        ),
        st.none(),
        st.integers(1, 500),
    ),
    min_size=1,
    max_size=12,
)


@given(COUNTS)
def test_planned_is_the_sum_of_the_cells_of_the_wards(counts: list[ResultCount]) -> None:
    found = shown(*counts)
    wards = [row for row in found.by_ward.rows if row[0] != "Tổng cộng"]
    assert sum(int(cell) for _name, cells in wards for cell in cells) == found.planned
    if len(wards) > 1:
        total = found.by_ward.rows[-1]
        assert sum(map(int, total[1])) == found.planned


@given(COUNTS)
def test_a_small_count_of_a_channel_is_never_shown(counts: list[ResultCount]) -> None:
    names = {"telegram": "Telegram", "web": "trang web của sổ"}
    people = {
        told: sum(each.count for each in counts if each.channel == name)
        for name, told in names.items()
    }
    table = shown(*counts).by_channel
    told = dict(table.rows) if table is not None else {}
    assert all(
        list(cells) == ["dưới 8 người"]
        for name, cells in told.items()
        if people[name] < FEWEST_SHOWN
    )


@pytest.mark.parametrize(("web", "told"), [(3, "dưới 8 người"), (40, "40 người")])
def test_channels_are_told_as_they_may_be_shown(web: int, told: str) -> None:
    found = shown(
        ResultCount("00190", "telegram", "sent", None, 60),
        ResultCount("00190", "web", "sent", None, web),
    )
    assert found.by_channel is not None
    assert dict(found.by_channel.rows)["trang web của sổ"] == [told]
    assert (found.done, found.planned) == (60 + web, 60 + web)
