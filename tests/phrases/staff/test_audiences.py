"""The audience of a campaign as an officer reads it."""

from __future__ import annotations

import datetime as dt

from bot.domain.campaigns.audience import NO_BAND, NOT_CHOSEN, RULE_CODES, CampaignAudience
from bot.domain.campaigns.counting import LATER, AudienceCount, shown_audience
from bot.domain.campaigns.sending_time import SendingTime
from bot.phrases.staff.audience_counts import REASONS, audience_screen
from bot.phrases.staff.audiences import audience_lines
from bot.serving import LOCALES_DIR
from bot.talk.text import SayLine, plain
from bot.wording.catalog import Translator
from bot.wording.marked_text import in_words
from tests.applications import ZONE

TRANSLATOR = Translator.load(LOCALES_DIR)
AT = dt.datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
CAMPAIGNS = {"k": ("Lớp học VNeID", ("Tôi sẽ đến", "Tôi bận"))}


def said(lines: tuple[SayLine, ...], locale: str = "vi") -> list[str]:
    return in_words(lines, TRANSLATOR, locale).text.split("\n")


def test_a_rule_is_read_line_by_line() -> None:
    audience = CampaignAudience(
        frozenset({"00070"}), frozenset({"worker", "student"}), frozenset({"60+"}),
        frozenset({"I2"}), 30, "1", ("k", 0), "k", frozenset({"telegram", "web"}),
    )  # fmt: skip
    assert said(audience_lines(audience, {1: plain("Mức 1")}, CAMPAIGNS)) == [
        "Phường, xã: phường Hoàn Kiếm",
        "Nhóm: Công nhân, người lao động; Học sinh, sinh viên, học viên",
        "Nhóm tuổi: Từ 60 trở lên",
        "Đã ghi vào sổ: Tự học qua mạng, video",
        "Không ghi gì trong 30 ngày qua",
        "Kết quả tự kiểm tra gần nhất: Mức 1",
        "Đã trả lời “Tôi sẽ đến” cho chiến dịch “Lớp học VNeID”",
        "Đã nhận chiến dịch “Lớp học VNeID” mà chưa trả lời",
        "Kênh: Telegram; trang web của sổ",
    ]


def test_a_rule_names_few_wards_and_says_when_there_is_none() -> None:
    many = CampaignAudience(frozenset(f"{n:05}" for n in range(6)), check_band=NO_BAND)
    assert said(audience_lines(many, {}, {})) == [
        "Phường, xã: 6 phường, xã", "Chưa có kết quả tự kiểm tra nào",
    ]  # fmt: skip
    assert said(audience_lines(CampaignAudience(), {}, {})) == ["Phường, xã: chưa chọn nơi nào"]
    answered = CampaignAudience(frozenset({"00070"}), answered=("k", None))
    assert said(audience_lines(answered, {}, CAMPAIGNS))[1:] == [
        "Đã trả lời chiến dịch “Lớp học VNeID”"
    ]


COUNT = AudienceCount(
    reached=2_503,
    out={"other_ward": 0, "other_age": 6_000, "no_consent": 812, "blocked": 3, "not_joined": 40},
    later={"cap": 61},
    channels={"telegram": 2_400, "web": 103},
    sampled=2_000,
    kinds={"I2": 700, "I1": 300, "N1": 90, "F1": 12, "X": 3},
)
TIMES = {
    "telegram": SendingTime(AT, AT + dt.timedelta(seconds=80)),
    "web": SendingTime(AT, AT + dt.timedelta(seconds=4)),
}


def test_a_count_is_a_screen_without_small_numbers() -> None:
    assert said(audience_screen(shown_audience(COUNT), TIMES)) == [
        "Ai sẽ nhận được",
        "Sẽ nhận: 2505 người trong 9360, 27%",
        "Sẽ nhận muộn hơn",
        "• Đã nhận đủ số tin trong tuần hoặc trong ngày: 60 người",
        "Không nhận",
        "• Không thuộc đối tượng đã chọn: 6000 người",
        "• Chưa đồng ý nhận loại tin này: 810 người",
        "• Đã chặn tin nhắn của sổ: dưới 8 người",
        "• Chưa đăng ký xong: 40 người",
        "Hay ghi nhất: Tự học qua mạng, video; Đọc sách, báo, tạp chí; Lớp học, khóa ngắn hạn",
        "Theo kênh",
        "• Telegram: 2400 người, gửi trong khoảng 2 phút",
        "• trang web của sổ: 105 người, gửi xong trong một phút",
        "Số dưới 8 không hiện, các số khác làm tròn đến 5, nên cộng lại có thể không khớp.",
    ]


def test_a_long_sending_says_until_when_or_that_it_is_too_much() -> None:
    shown = shown_audience(AudienceCount(100, channels={"telegram": 60, "web": 40}))
    times = {
        "telegram": SendingTime(AT, AT + dt.timedelta(days=1, hours=2)),
        "web": SendingTime(AT, None),
    }
    lines = said(audience_screen(shown, times))
    assert lines[3:5] == [
        "• Telegram: 60 người, gửi xong lúc 11:00, thứ Bảy, 28/11/2026",
        "• trang web của sổ: 40 người, quá nhiều so với giới hạn của kênh này",
    ]


def test_few_and_nobody_are_told() -> None:
    assert "Sẽ nhận: dưới 8 người" in said(audience_screen(shown_audience(AudienceCount(3)), {}))
    assert "Sẽ nhận: 0 người" in said(audience_screen(shown_audience(AudienceCount(0)), {}))
    assert "Will get it: fewer than 8 people" in said(
        audience_screen(shown_audience(AudienceCount(3)), {}), "en"
    )


def test_every_reason_of_a_count_has_words() -> None:
    wanted = {*RULE_CODES, *LATER, "not_chosen"} - NOT_CHOSEN - {"has_it"}
    assert wanted == set(REASONS)
