"""A week is named as people name it: this one, the last one, or by its days."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.learning.progress import monday_of
from bot.phrases.weeks import week_said
from bot.serving import LOCALES_DIR
from bot.wording.catalog import Translator

TRANSLATOR = Translator.load(LOCALES_DIR)


@pytest.mark.parametrize(
    ("day", "today", "vi", "en"),
    [
        ("2026-11-28", "2026-11-28", "Tuần này (23–29/11)", "This week (23–29/11)"),
        ("2026-11-23", "2026-11-29", "Tuần này (23–29/11)", "This week (23–29/11)"),
        ("2026-11-22", "2026-11-23", "Tuần trước (16–22/11)", "Last week (16–22/11)"),
        ("2026-11-09", "2026-11-28", "Tuần 9–15/11", "Week 9–15/11"),
        ("2026-12-02", "2026-12-03", "Tuần này (30/11–6/12)", "This week (30/11–6/12)"),
        ("2026-12-31", "2027-01-01", "Tuần này (28/12/2026–3/1/2027)",
         "This week (28/12/2026–3/1/2027)"),
        ("2025-11-26", "2026-11-28", "Tuần 24–30/11/2025", "Week 24–30/11/2025"),
        ("2025-10-01", "2026-01-10", "Tuần 29/9–5/10/2025", "Week 29/9–5/10/2025"),
        ("2026-12-07", "2026-11-28", "Tuần 7–13/12", "Week 7–13/12"),
    ],
)  # fmt: skip
def test_a_week_has_its_name(day: str, today: str, vi: str, en: str) -> None:
    said = week_said(monday_of(dt.date.fromisoformat(day)), dt.date.fromisoformat(today))
    assert (TRANSLATOR.line(said, "vi"), TRANSLATOR.line(said, "en")) == (vi, en)
