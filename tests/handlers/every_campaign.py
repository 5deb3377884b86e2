"""Facts of the conversations about campaigns: any campaign, any roles, any history."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.campaigns.audience import NO_BAND, CampaignAudience
from bot.domain.campaigns.buttons import Answer, OpenLink, TellMore
from bot.domain.campaigns.campaign import STAGES, Campaign
from bot.domain.campaigns.content import CampaignContent, CampaignFile
from bot.domain.campaigns.results import AnswerCount, Growth, GrowthCount, UnsureRow
from bot.domain.campaigns.runs import RUN_STATES, ResultCount, Run, RunResult
from bot.domain.campaigns.timing import AtMoment, Weekly, WhenTold
from bot.domain.people.persons import AGE_BANDS, GROUPS
from bot.domain.people.wards import HANOI
from bot.domain.staff.roles import Role, StaffRoles
from bot.phrases.staff.audience_view import AudienceNames
from bot.services.ports.campaigns.drafts import CampaignEvent
from bot.talk.messages import Message
from bot.talk.text import plain
from handlers.admins.takeover import conversation as takeover
from handlers.campaign_words import ShownPreview
from handlers.officers.audience import conversation as audience
from handlers.officers.campaign import states
from handlers.officers.campaigns import screens
from handlers.officers.results import states as outcome
from handlers.residents.reply import conversation as reply

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ME = 1
WARDS = ("00190", "00199", "00070")

_words = st.sampled_from(("Lớp học miễn phí.", "<b>{ward}</b> 🙏", "a" * 3000, "Dòng một\nhai"))
_days = st.dates(dt.date(2026, 11, 1), dt.date(2027, 3, 1))
_keys = st.text("0123456789abcdef", min_size=20, max_size=20)
_wards = st.frozensets(st.sampled_from(WARDS))
_buttons = st.sampled_from(
    (
        (),
        (Answer("Tôi sẽ đi"), OpenLink("Đăng ký", "https://xn--ngk-noa0a7f.vn/")),
        (Answer("Có"), Answer("Không"), TellMore("Xem thêm", "Mang theo điện thoại.")),
    )
)
_timings = st.one_of(
    st.just(WhenTold()),
    st.builds(AtMoment, _days, st.integers(420, 1319)),
    st.builds(Weekly, st.integers(0, 6), st.integers(420, 1319), _days),
)
contents = st.builds(
    CampaignContent,
    st.sampled_from(("notice", "promotion", "emergency", "correction")),
    st.just("") | _words,
    st.just("") | st.just("A free class in {ward}."),
    _buttons,
    st.none() | st.just(CampaignFile("photo", "telegram:AgAC")),
    st.builds(
        CampaignAudience,
        _wards,
        st.frozensets(st.sampled_from(GROUPS)),
        st.frozensets(st.sampled_from(AGE_BANDS)),
        st.frozensets(st.sampled_from(("I1", "O"))),
        st.sampled_from((None, 30)),
        st.sampled_from((None, "1", NO_BAND)),
        st.sampled_from((None, ("f" * 20, None), ("f" * 20, 1))),
        st.sampled_from((None, "e" * 20)),
        st.frozensets(st.sampled_from(("telegram", "web"))),
    ),
    _timings,
    st.none() | _days,
)
campaigns = st.builds(
    Campaign,
    key=_keys,
    author=st.sampled_from((None, 1, 2)),
    content=contents,
    stage=st.sampled_from(STAGES),
    version=st.integers(1, 99),
    writers=st.frozensets(st.integers(1, 4)),
    approvers=st.frozensets(st.integers(1, 4)),
)
_roles = st.builds(
    Role,
    st.just(1),
    st.just(ME),
    st.sampled_from(("officer", "admin")),
    st.none() | _wards,
    st.frozensets(st.sampled_from(("write", "approve", "read"))),
    st.just(NOW - dt.timedelta(days=9)),
)
roles = st.lists(_roles, max_size=2).map(lambda each: StaffRoles(tuple(each)))
_previews = st.just(()) | st.just(
    (ShownPreview(("telegram", "web"), "vi", (Message("Lớp học."), Message("Phần hai."))),)
)
writing = st.builds(
    states.Facts,
    st.just(ME),
    st.just(NOW),
    _keys,
    roles,
    st.just(HANOI),
    st.none() | campaigns | campaigns.map(lambda it: replace(it, stage="draft")),
    st.lists(campaigns, max_size=3, unique_by=lambda each: each.key).map(tuple),
    st.just("") | st.just("Xin ghi rõ giờ học."),
    _previews,
    st.lists(campaigns, max_size=2, unique_by=lambda each: each.key).map(tuple),
    st.just(((0, plain("Chưa biết")), (1, plain("Cơ bản")))),
    st.just(("telegram", "web")),
)
_events = st.builds(
    CampaignEvent,
    st.sampled_from(("written", "changed", "submitted", "approved", "returned", "tried")),
    st.integers(1, 9),
    st.just(NOW),
    st.none() | st.integers(1, 4),
    st.just("") | st.just("Xin ghi rõ."),
)
seeing = st.builds(
    screens.Facts,
    st.just(ME),
    st.just(NOW),
    _keys,
    roles,
    st.lists(campaigns, max_size=6, unique_by=lambda each: each.key).map(tuple),
    st.integers(0, 9),
    st.booleans(),
    st.none() | campaigns,
    st.lists(_events, max_size=9).map(tuple),
    st.just({1: "Nguyễn Thị Hoa", 2: "Trần Văn Minh"}),
    _previews,
)
showing_audiences = st.builds(
    audience.Facts,
    st.none() | campaigns,
    st.just(AudienceNames({1: plain("Cơ bản")}, {"f" * 20: ("Lớp học", ("Có", "Không"))})),
    st.booleans(),
)
taking_over = st.builds(takeover.Facts, st.none() | campaigns)
_runs = st.builds(
    Run,
    st.integers(1, 9),
    _keys,
    _keys,
    st.just("once"),
    st.just("notice"),
    st.none() | st.integers(1, 4),
    _wards,
    st.integers(1, 9),
    st.sampled_from(RUN_STATES),
    st.just(NOW),
    st.just(NOW),
)
_counts = st.builds(
    ResultCount,
    st.sampled_from(("", *WARDS)),
    st.sampled_from(("", "telegram", "web")),
    st.sampled_from(("planned", "sent", "failed", "unsure", "skipped", "cancelled", "erased")),
    st.none() | st.just("no_consent"),
    st.integers(1, 900),
)
_results = st.tuples(st.lists(_counts, max_size=6).map(tuple), st.none() | st.just(NOW)).map(
    lambda each: RunResult(sum(count.count for count in each[0]), each[0], each[1])
)
_answers = st.builds(AnswerCount, st.sampled_from(WARDS), st.integers(0, 2), st.integers(1, 99))
_growth = st.builds(
    GrowthCount, st.sampled_from(WARDS), st.integers(0, 7), st.integers(0, 99), st.integers(0, 99)
)
_unsure = st.builds(
    UnsureRow, st.integers(1, 99), st.sampled_from(WARDS), st.just("telegram"), st.just(NOW)
)


def _differ(campaign: Campaign | None, correction: Campaign | None) -> bool:
    """A correction is a campaign of its own."""
    return campaign is None or correction is None or campaign.key != correction.key


results = st.builds(
    outcome.Facts,
    st.just(ME),
    st.just(NOW),
    _keys,
    roles,
    st.none() | campaigns,
    st.none() | _wards,
    st.lists(st.builds(outcome.RunFacts, _runs, _results), max_size=3).map(tuple),
    st.lists(_answers, max_size=3).map(tuple),
    st.lists(_unsure, max_size=6, unique_by=lambda each: each.row).map(tuple),
    st.none() | campaigns,
    st.none() | st.builds(Growth, st.just(dt.timedelta(hours=3)), st.lists(_growth).map(tuple)),
    st.just("https://so.example"),
    st.booleans(),
).filter(lambda facts: _differ(facts.campaign, facts.correction))
replying = st.builds(
    reply.Facts,
    st.sampled_from((None, Answer("Tôi sẽ đi"), TellMore("Xem thêm", "Mang theo điện thoại."))),
)
