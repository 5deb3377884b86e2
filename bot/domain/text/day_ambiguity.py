"""Ambiguous days: when the words of a day in a sentence may be a quantity or another word."""

import re
from typing import Final

from bot.domain.text.duration_forms import TIME_UNIT
from bot.domain.text.number_words import SPELLED

# "15 trang" is a quantity; "bài 3" after a day is not, since its number follows.
_COUNTED: Final = r"""(?:(?:trang|bai|cau(?!\ long)|chuong(?!\ trinh)|video|clip|lan|nguoi|phan|cuon
    |quyen|diem|k|km|kg|lit|the|of|pages?|words?|books?|lessons?|chapters?|questions?|points?
    |times?)(?!\w) | %)(?!\ [0-9])"""
_TIME_AFTER: Final = re.compile(rf"\ ?{TIME_UNIT}", re.VERBOSE)
_COUNTED_AFTER: Final = re.compile(rf"\ ?{_COUNTED}", re.VERBOSE)
_QUANTITY_BEFORE: Final = re.compile(
    r"""(?<!\w)(?:diem|dat|duoc|trang|bai|chuong|cau|so|phan|lop|nha|ngo|hem|phong|duong
        |page|lesson|chapter|score|scored)\ $""",
    re.VERBOSE,
)
_EACH_DAY_BEFORE: Final = re.compile(
    rf"(?<!\w)(?:moi|hang|tung|nhieu|may|[0-9]+|{SPELLED})\ $", re.VERBOSE
)
_RANGE_BEFORE: Final = re.compile(
    r"""(?:[0-9]/[0-9]+|(?:tu|from)\ (?:ngay\ )?[0-9]+)
        (?:\ ?[–-]\ ?|\ (?:den|toi|to)\ (?:ngay\ )?)$""",
    re.VERBOSE,
)
_RANGE_AFTER: Final = re.compile(
    r"(?:\ ?[–-]\ ?|\ (?:den|toi|to)\ (?:ngay\ )?)[0-9]{1,2}(?:/[0-9]|\ thang)", re.VERBOSE
)
_LUNAR_AFTER: Final = re.compile(r" (?:am lich|tet|(?:thang )?(?:gieng|chap))\b")
_IN_A_ROW_BEFORE: Final = re.compile(
    r"""(?<!\w)(?:bai|lan|chuong|nguoi|phan|tap|cuon|quyen|ky|nam|tuan|thang|lop|video|tiet|khoa
        |doan|mon|cap|con|buoi|vong|giai|hang|muc|y)\ $""",
    re.VERBOSE,
)
_LETTERS_BEFORE: Final = re.compile(r"(?<!\w)(?:hinh|hoc|viet|doc|luyen|tap|bang|on) $")
_PLACE_AFTER: Final = re.compile(
    r" (?:nha|cho|ben|lop|zalo|trung tam|day|do|thu vien|truong|mang|app|youtube|facebook)\b"
)
_UNTIL_BEFORE: Final = re.compile(r"(?<!\w)(?:tu|truoc|den|cho) $")
_OTHER_WORDS: Final = ("may", "sep")  # "máy 15", "sếp 15"


def is_ambiguous(match: re.Match[str], before: str, after: str) -> bool:
    """True when a day pattern that matched in a sentence may mean something else.

    `before` and `after` are the normalized text around it; the match's groups name the form.
    """
    groups = match.groupdict()
    if "sunday" in groups:
        return _is_other_than_weekday(match, before, after)
    if "day" in groups:
        return _is_other_than_date(groups, match.group(), before, after)
    if "ago" in groups:
        return after.startswith(" khi") or _EACH_DAY_BEFORE.search(before) is not None
    said = match.group()
    return (said == "toi nay" and _UNTIL_BEFORE.search(before) is not None) or (
        said in ("toi qua", "sang qua", "dem qua") and _PLACE_AFTER.match(after) is not None
    )


def _is_other_than_weekday(match: re.Match[str], before: str, after: str) -> bool:
    if match["english"]:
        return not match["english"].endswith(("day", "tues", "thurs"))  # "môn", "sắt", "sun"
    if match["sunday"]:  # "hình chữ nhật", "học chữ Nhật"
        return match.group() == "chu nhat" and _LETTERS_BEFORE.search(before) is not None
    glued = re.match(r"(?:\w+ )?t[2-7]", match.group())  # "ôn bài t4": Wednesday, no ordinal
    in_a_row = glued is None and _IN_A_ROW_BEFORE.search(before) is not None
    return in_a_row or _is_quantity(after)


def _is_other_than_date(groups: dict[str, str | None], said: str, before: str, after: str) -> bool:
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after) or _LUNAR_AFTER.match(after):
        return True
    called = groups.get("called") or groups.get("day_called")
    if called and _EACH_DAY_BEFORE.search(before):
        return True
    if groups.get("year"):
        return False
    if "sign" in groups:
        return _TIME_AFTER.match(after) is not None or (
            not called and _is_other_than_written_date(groups, said, before, after)
        )
    if _is_quantity(after):
        return True
    if "day_called" in groups:
        return not (groups["day"] or "").isdigit() and not said.endswith(("nay", "truoc", "roi"))
    return not called and groups["month"] in _OTHER_WORDS and not groups["ordinal"]


def _is_other_than_written_date(
    groups: dict[str, str | None], said: str, before: str, after: str
) -> bool:
    if groups["sign"] != "/" or " " in said or said == "24/7":
        return True
    # "1/2 cuốn" and "8/10 điểm" are shares; "15/11 chương trình" cannot be one.
    share = int(groups["day"] or 0) <= int(groups["month"] or 0)
    return _QUANTITY_BEFORE.search(before) is not None or (share and _is_quantity(after))


def _is_quantity(after: str) -> bool:
    return _TIME_AFTER.match(after) is not None or _COUNTED_AFTER.match(after) is not None
