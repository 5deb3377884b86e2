"""Typed commands: the word that a person can type in place of a command, in each language.

A message without buttons names these words: nobody should need to know what `/remind` is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain.data_files.localized import LocalizedText

WORDS: Final[Mapping[str, LocalizedText]] = {
    "/start": LocalizedText("bắt đầu", "start"),
    "/menu": LocalizedText("danh mục", "menu"),
    "/help": LocalizedText("trợ giúp", "help"),
    "/log": LocalizedText("ghi", "record"),
    "/mylog": LocalizedText("sổ", "notebook"),
    "/months": LocalizedText("theo tháng", "by month"),
    "/find": LocalizedText("tìm", "find"),
    "/photos": LocalizedText("xem ảnh", "see photos"),
    "/check": LocalizedText("kỹ năng", "skills"),
    "/citizen": LocalizedText("công dân", "citizen"),
    "/progress": LocalizedText("tiến bộ", "progress"),
    "/goal": LocalizedText("đặt mục tiêu", "goal"),
    "/remind": LocalizedText("nhắc", "reminders"),
    "/week": LocalizedText("tuần lễ", "week"),
    "/notices": LocalizedText("thông báo", "notices"),
    "/data": LocalizedText("dữ liệu của tôi", "my data"),
    "/language": LocalizedText("ngôn ngữ", "language"),
    "/link": LocalizedText("nối", "link"),
    "/resume": LocalizedText("ghi tiếp", "continue"),
    "/stopnews": LocalizedText("ngừng nhận", "stop messages"),
    "/campaign": LocalizedText("chiến dịch", "campaign"),
    "/campaigns": LocalizedText("các chiến dịch", "campaigns"),
    "/outcome": LocalizedText("kết quả chiến dịch", "campaign result"),
    "/staff": LocalizedText("cán bộ", "staff"),
    "/audit": LocalizedText("nhật ký cán bộ", "audit"),
    "/pages": LocalizedText("trang cán bộ", "pages"),
    "/wardrequests": LocalizedText("yêu cầu của dân", "ward requests"),
    "/invitation": LocalizedText("lời mời", "invitation"),
    "/cancel": LocalizedText("dừng", "stop"),
}
"""By the command; a command that is not here is shown as it is."""


def typed_word(command: str, locale: str) -> str:
    """What to type for a command, in quotation marks where it is a word."""
    word = WORDS.get(command)
    return command if word is None else f"“{word.within(locale)}”"
