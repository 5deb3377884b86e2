"""A plan to learn is told from what was learnt, and from other talk."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.notifications.plans import read_plan
from bot.domain.quick_log.splitting import read_quick_logs

FRIDAY = dt.date(2026, 11, 20)
MORNING = dt.time(8, 0)


@pytest.mark.parametrize(
    ("typed", "topic", "day", "minutes"),
    [
        ("mai học excel", "học excel", 21, ()),
        ("mai học excel lúc 8h tối", "học excel", 21, (1200,)),
        ("ngày mai tôi sẽ đi học lớp vi tính lúc 8h", "đi học lớp vi tính", 21, (480,)),
        ("tối nay đọc sách", "đọc sách", 20, (1140, 1170, 1200, 1260)),
        ("thứ 7 này học nấu ăn", "học nấu ăn", 21, ()),
        ("thứ 3 tuần sau dự tập huấn chuyển đổi số", "dự tập huấn chuyển đổi số", 24, ()),
        ("tôi sẽ học tiếng Anh", "học tiếng Anh", None, ()),
        ("định học excel", "học excel", None, ()),
        ("cuối tuần này học may", "học may", 21, ()),
        ("mai học excel 2 giờ", "học excel", 21, ()),
        ("tomorrow I will learn excel", "learn excel", 21, ()),
    ],
)
def test_a_plan_is_read_with_what_shall_be_learnt(
    typed: str, topic: str, day: int | None, minutes: tuple[int, ...]
) -> None:
    plan = read_plan(typed, FRIDAY, MORNING)
    assert plan is not None
    assert (plan.topic, plan.minutes) == (topic, minutes)
    assert (plan.once.day.day if plan.once else None) == day
    logs = read_quick_logs(typed, FRIDAY, MORNING)
    assert all((each.day, each.minutes) == (None, None) for each in logs)


@pytest.mark.parametrize(
    "typed",
    ["hôm nay học excel 45 phút", "học excel", "mai", "mai gặp nhé", "mai tôi đi chợ",
     "mai học gì", "mai học ở đâu?", "mai không học nữa", "mai con tôi học toán",
     "hôm qua học excel", "cảm ơn", "mai 7h", "cuối tuần học may", "sáng nay học excel",
     "thứ 3 học excel 30 phút", "tôi sẽ", ""],
)  # fmt: skip
def test_other_sentences_are_no_plan(typed: str) -> None:
    assert read_plan(typed, FRIDAY, MORNING) is None


@pytest.mark.parametrize(("hour", "plans"), [(8, True), (16, True), (17, False), (22, False)])
def test_this_evening_is_a_plan_until_it_begins(hour: int, plans: bool) -> None:
    plan = read_plan("tối nay đọc sách", FRIDAY, dt.time(hour))
    assert (plan is not None) == plans
