"""Files of results: every figure as it may be shown, no formula, nobody named."""

from __future__ import annotations

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook

from bot.application import LOCALES_DIR
from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import Answer
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.results import AnswerCount, ResultData
from bot.domain.campaigns.runs import ResultCount, Run, RunResult
from bot.exports.campaigns import ResultFiles
from bot.wording.catalog import Translator

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
WARDS = frozenset(("00070", "00190"))
COUNTS = (
    ResultCount("00070", "telegram", "sent", None, 40),
    ResultCount("00190", "web", "sent", None, 33),
    ResultCount("00190", "web", "skipped", "no_consent", 21),
    ResultCount("00190", "web", "skipped", "expired", 13),
    ResultCount("00190", "telegram", "cancelled", None, 2),
)
CAMPAIGN = Campaign(
    "c" * 20,
    None,
    CampaignContent(
        text_vi="Lớp học.",
        buttons=(Answer("=1+1"), Answer("Không")),
        audience=CampaignAudience(WARDS),
    ),
)
RUN = Run(1, "r1", CAMPAIGN.key, "once", "notice", None, WARDS, 1, "ended", NOW, NOW)
DATA = ResultData(
    CAMPAIGN,
    ((RUN, RunResult(109, COUNTS)),),
    (AnswerCount("00070", 0, 22), AnswerCount("00190", 1, 3)),
    None,
)


async def no_transaction(job: object, lane: str = "") -> None:
    """No result is read."""
    del job, lane


FILES = ResultFiles(no_transaction, Translator.load(LOCALES_DIR).line, lambda: NOW)


def rows_of_csv() -> list[list[str]]:
    written = FILES.written(DATA, "csv", "vi")
    assert isinstance(written, bytes)
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))


def test_the_csv_has_a_line_for_each_figure() -> None:
    heading, *rows = rows_of_csv()
    assert heading == ["Gửi từ", "Số liệu", "Mã phường, xã", "Phường, xã", "Mục", "Số người"]
    told = [row[1:] for row in rows]
    assert ["00070", "đã gửi", "40"] in [[row[1], *row[3:]] for row in told]
    assert ["Bỏ qua", "", "", "không còn đồng ý nhận", "20"] in told
    assert ["Bỏ qua", "", "", "đã hết hạn", "15"] in told
    assert ["Câu trả lời", "", "", "'=1+1", "20"] in told
    assert ["Câu trả lời", "", "", "Không", "dưới 8"] in told


def test_planned_is_the_sum_of_the_ends_in_the_sheet_of_wards() -> None:
    written = FILES.written(DATA, "xlsx", "vi")
    assert isinstance(written, bytes)
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    assert book.sheet_names == ["Theo phường, xã", "Số liệu"]
    rows = book.get_sheet_by_index(0).to_python()[1:3]
    assert [row[1] for row in rows] == ["00070", "00190"]
    for row in rows:
        numbers = [int(str(each).partition(".")[0]) for each in row[3:12]]
        assert numbers[0] == sum(numbers[1:])
    figures = [row[4:6] for row in book.get_sheet_by_index(1).to_python()]
    assert ["=1+1", 20.0] in figures
