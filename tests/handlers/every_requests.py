"""Strategies of the open requests that an admin sees: each with a number of its own."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from bot.domain.privacy.requests import DataRequest, WaitingRequest
from handlers.admins import requests
from tests.applications import FRIDAY

_numbers = st.integers(1000, 9999).map(lambda number: f"YC-{number}-A")
_requests = st.builds(
    DataRequest,
    _numbers,
    st.sampled_from(("ask", "correct", "copy", "withdraw", "erase")),
    st.just(FRIDAY),
    st.just(FRIDAY),
    st.dates(dt.date(2026, 11, 1), dt.date(2026, 12, 31)),
    person=st.none() | st.integers(1, 9),
    wish=st.none() | st.just("Xin sửa giúp năm sinh của tôi."),
)
waiting = st.builds(
    requests.Facts,
    st.lists(
        st.builds(WaitingRequest, _requests, st.none() | st.just("00190")),
        max_size=9,
        unique_by=lambda each: each.request.number,
    ).map(tuple),
    st.just(FRIDAY),
)
