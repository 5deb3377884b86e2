"""The reference states of all charts, as people see them."""

from __future__ import annotations

import msgspec

from bot.talk.pictures import Drawing, DrawnSeries

DOMAINS = (
    "Khai thác dữ liệu và thông tin",
    "Giao tiếp và hợp tác",
    "Sáng tạo nội dung số",
    "An toàn",
    "Giải quyết vấn đề",
    "Ứng dụng trí tuệ nhân tạo",
)
ITEMS = (
    "Tìm thông tin",
    "Kiểm tra tin",
    "Gọi hình, nhắn tin",
    "Dịch vụ công",
    "Ứng xử trên mạng",
    "Soạn nội dung",
    "Khóa máy, cập nhật",
    "Tránh lừa đảo",
    "Sửa lỗi thường gặp",
    "Chọn ứng dụng",
    "Tự học thêm",
    "Dùng AI an toàn",
)
LONG_ITEMS = (
    "Tìm thông tin cần thiết trên mạng",
    "Kiểm tra xem một tin có đúng không",
    "Gọi hình và nhắn tin cho người thân",
    "Nộp hồ sơ trên Cổng Dịch vụ công",
    "Ứng xử lịch sự, đúng mực trên mạng",
    "Soạn văn bản, bảng tính, bài trình bày",
    "Khóa máy và cập nhật phần mềm",
    "Nhận ra và tránh các kiểu lừa đảo",
    "Tự sửa những lỗi thường gặp của máy",
    "Chọn ứng dụng hợp với việc cần làm",
    "Tự học thêm kỹ năng số mới",
    "Dùng trí tuệ nhân tạo một cách an toàn",
)
WEEKS = (
    "31/08", "07/09", "14/09", "21/09", "28/09", "05/10",
    "12/10", "19/10", "26/10", "02/11", "09/11", "16/11",
)  # fmt: skip
NOW, BEFORE = "Lần này (16/11/2026)", "Lần trước (31/08/2026)"
NOW_6 = (75.0, 58.0, 33.0, 83.0, 50.0, 25.0)
BEFORE_6 = (50.0, 58.0, 17.0, 42.0, 33.0, 8.0)
NOW_12 = (75.0, 50.0, 100.0, 58.0, 83.0, 33.0, 67.0, 92.0, 42.0, 75.0, 58.0, 25.0)
BEFORE_12 = (50.0, 42.0, 83.0, 33.0, 75.0, 8.0, 50.0, 58.0, 25.0, 58.0, 50.0, 0.0)
HOURS = (1.5, 2.0, 0.0, 3.0, 2.5, 3.5, 4.0, 2.0, 3.0, 4.5, 1.0, 3.5)

Values = tuple[float | None, ...]


def radar(labels: tuple[str, ...], now: Values, before: Values | None = None) -> Drawing:
    """The result of a self-check, with the earlier one."""
    series = [DrawnSeries(NOW, now)]
    if before is not None:
        series.append(DrawnSeries(BEFORE, before))
    title = "Kết quả tự đánh giá kỹ năng số"
    return Drawing("radar", title, labels, tuple(series), "%", most=100.0)


def weeks(hours: Values, goal: float | None = 3.0, labels: tuple[str, ...] = WEEKS) -> Drawing:
    """The hours of learning, week by week."""
    return Drawing(
        "weeks",
        "Giờ học mỗi tuần, 12 tuần gần đây",
        labels,
        (DrawnSeries("Giờ học", hours),),
        "giờ",
        goal=goal,
        goal_name="" if goal is None else f"Mục tiêu: {goal:g} giờ",
    )


HOURS_OF_DAY = ("09:30", "10:30", "11:30", "12:30", "13:30", "14:30", "15:30")


def growth(sent: Values, answered: Values | None, labels: tuple[str, ...]) -> Drawing:
    """What was sent and answered of a campaign."""
    series = [DrawnSeries("đã gửi", sent)]
    if answered is not None:
        series.append(DrawnSeries("đã trả lời", answered))
    return Drawing(
        "growth",
        "Đã gửi và đã trả lời, lần gửi thứ Sáu, 20/11/2026",
        labels,
        tuple(series),
        "số người, tính từ lúc bắt đầu gửi",
    )


STATES: dict[str, Drawing] = {
    "radar_domains": radar(DOMAINS, NOW_6),
    "radar_domains_before": radar(DOMAINS, NOW_6, BEFORE_6),
    "radar_domains_gaps": radar(
        DOMAINS, (75.0, None, 33.0, 83.0, None, 25.0), (50.0, 58.0, None, 42.0, 33.0, 8.0)
    ),
    "radar_domains_none": radar(DOMAINS, (None,) * 6),
    "radar_items": radar(ITEMS, NOW_12),
    "radar_items_before": radar(ITEMS, NOW_12, BEFORE_12),
    "radar_long_items_before": radar(LONG_ITEMS, NOW_12, BEFORE_12),
    "radar_two_axes": radar(DOMAINS[:2], (75.0, None), (50.0, 58.0)),
    "weeks_goal": weeks(HOURS),
    "weeks_goal_low": weeks(tuple(hour + 1 for hour in HOURS), goal=1.0),
    "weeks_goals_of_their_time": msgspec.structs.replace(
        weeks(HOURS),
        goal_name="Mục tiêu từng tuần, nay 3 giờ",
        goals=(None, None, 1.5, 1.5, 2.0, 2.0, 2.0, None, 2.5, 2.5, 3.0, 3.0),
    ),
    "weeks_no_goal": weeks(HOURS, goal=None),
    "weeks_nothing": weeks((0.0,) * 12),
    "weeks_minutes": Drawing(
        "weeks",
        "Phút học mỗi tuần",
        WEEKS[-6:],
        (DrawnSeries("Phút học", (90.0, 120.0, None, 180.0, 45.0, 210.0)),),
        "phút",
        goal=150.0,
        goal_name="Mục tiêu: 150 phút",
    ),
    "growth": growth(
        (0.0, 820.0, 1120.0, 1203.0, 1203.0, 1203.0, 1203.0),
        (0.0, None, 45.0, 140.0, 200.0, 225.0, 235.0),
        HOURS_OF_DAY,
    ),
    "growth_alike": growth((0.0, 30.0), (0.0, 30.0), HOURS_OF_DAY[:2]),
    "growth_no_answers": growth((0.0, 400_000.0, 1_000_000.0), None, ("20/11", "21/11", "22/11")),
    "growth_nothing": growth((0.0, 0.0), None, HOURS_OF_DAY[:2]),
}
"""The states by the name of their reference."""
