"""Past times that name no day: "hồi tháng 9", "hôm khai giảng", "cách đây 2 tuần", "năm 2024".

They are found so that the day is asked; without this a day that is not understood would be today.
"""

from __future__ import annotations

import re
from typing import Final

from bot.domain.quick_log.lexicon import TokenizedSentence
from bot.domain.text.number_words import SPELLED

_N: Final = rf"(?:[0-9]{{1,4}}|{SPELLED}|may|vai|nhieu|a|an|some|several|couple\ of|a\ few|few)"
_LONG_UNIT: Final = r"(?:tuan|thang|nam|quy|mua)"
_MONTH_NUMBER: Final = r"(?:1[0-2]|0?[1-9]|gieng|chap|muoi\ (?:mot|hai)|muoi|mot|hai|ba|tu|nam|sau|bay|tam|chin)"
_YEAR: Final = r"20[0-9]{2}"
_GONE: Final = r"(?:truoc(?!\ khi)(?:\ nua)?|roi|vua\ roi|vua\ qua|qua|ngoai|nay|nam\ (?:ngoai|truoc|nay))"
_EN_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_EN_TIME: Final = r"(?:week|month|year|summer|winter|spring|autumn|term|semester|holidays?|weekend)"
_TIMES_OF_LIFE: Final = (
    r"(?:tet|he|dich(?:\ (?:covid|benh))?|covid|nghi\ (?:he|le|tet|dich|mat|huu)|nho|tre|xua"
    r"|con\ (?:nho|tre|be|di\ (?:lam|hoc)|o|la))"
)
_EVENTS: Final = (
    r"(?:le(?!\ [0-9|])|noel|giang\ sinh|khai\ (?:giang|truong)|be\ giang|cuoi|gio|sinh\ nhat|hop\ lop|doc\ lap"
    r"|quoc\ khanh|nha\ giao|phu\ nu|thuong\ binh)"
)
_PAST: Final = re.compile(
    rf"""(?<!\w)(?:
      cach\ day\ (?:khoang\ |tam\ |hon\ |gan\ )?{_N}\ {_LONG_UNIT}
    | {_N}\ (?:ngay|hom|bua|tuan|thang)\ (?:nay|qua|gan\ day|vua\ qua|lien)\b
    | quy\ (?:[1-4]|iii?|iv|i)\b(?:\ {_GONE}\b)?
    | thang\ (?:gieng|chap)\b | ^(?:dip\ )?(?:noel|giang\ sinh|quoc\ khanh)\b
    | cach\ day\ (?:may|vai|lau|khong\ lau|it\ lau)(?:\ (?:ngay|hom|bua))?
    | {_N}\ (?:{_LONG_UNIT}|quarters?)\ (?:truoc(?!\ khi)(?:\ nua)?|roi(?=\ |$))
    | (?:tuan|thang|nam|hom|bua|dot|hoi|lan)\ truoc\ nua
    | (?:(?:about|around)\ )?{_N}\ (?:weeks?|months?|years?)\ (?:ago|earlier|back)
    | (?:(?:dau|giua|cuoi|hoi|vao|dip|trong|tu)\ ){{1,2}}thang\ {_MONTH_NUMBER}\b
      (?:\ (?:nam\ )?{_YEAR})?(?:\ {_GONE}\b)?
    | (?:(?:hoi|vao|trong|tu)\ )?(?:dau|giua|cuoi)\ {_LONG_UNIT}\b(?:\ {_GONE}\b)?
    | (?:hoi|vao|trong|tu)\ {_LONG_UNIT}\ {_GONE}\b
    | thang\ (?:(?:1[0-2]|0?[1-9])\b|{_MONTH_NUMBER}(?=\ (?:nam|{_GONE})\b))
      (?:\ (?:nam\ {_YEAR}|{_GONE})\b)?(?:\ nam\ (?:ngoai|truoc|nay))?
    | (?:hoi\ |vao\ |tu\ |trong\ |dau\ |giua\ |cuoi\ )*nam\ (?:hoc\ )?{_YEAR}
    | (?:hoi\ |vao\ |tu\ |trong\ |dau\ |giua\ |cuoi\ )+nam\ (?:ngoai|truoc|kia|nay|roi)
    | (?:hoi|vao)\ mua\ (?:he|dong|xuan|thu|ha|mua|gat)
    | mua\ (?:he|dong|xuan|thu|ha|mua|gat)\ (?:{_GONE}|{_YEAR})\b
    | he\ {_GONE}
    | (?:ra|truoc|sau|gan|an|hoi|hom|dip|ngay|may\ ngay|nghi)\ tet(?:\ (?:{_GONE}|nguyen\ dan|duong\ lich|am\ lich)\b)*
    | tet\ {_GONE}
    | hoi\ {_TIMES_OF_LIFE}\b(?:\ {_GONE}\b)?
    | (?:(?:hom|dip|dot|thoi|luc|khi|ngay|bua|mua)\ (?:{_TIMES_OF_LIFE}|{_EVENTS})|le\ {_EVENTS})\b(?:\ {_GONE}\b)?
    | (?:back\ )?(?:in|since|during)\ (?:early\ |late\ )?(?:{_EN_MONTHS}|{_YEAR}|(?:the\ )?{_EN_TIME}\b)(?:\ {_YEAR})?
    | last\ (?:{_EN_TIME}|{_EN_MONTHS})
    | {_EN_MONTHS}\ {_YEAR} | (?:on|at|over|around)\ (?:tet|christmas|new\ year)
    | when\ i\ was\ \w+(?:\ \w+)? | years\ ago
    )(?!\w)""",
    re.VERBOSE,
)
_HABIT: Final = re.compile(
    r"""(?<!\w)(?:(?:ngay|hom|toi|sang|chieu|tuan|bua|dem)\ nao\ cung | (?:moi|hang)\ ngay
      | daily | every\ ?day | every\ (?:morning|evening|night))(?!\w)""",
    re.VERBOSE,
)
_EVENT_WORD: Final = re.compile(r"(?<!\w)(?:(?:vao|nhan|tu) )?(?:hom|dip|hoi|bua)(?= )")
_KNOWN_AFTER: Final = (
    "nay", "qua", "kia", "ni", "te", "nao", "thu", "chu", "cn", "sau", "sang", "chieu", "trua",
    "toi", "dem", "mai", "hom", "ay", "do", "com", "an", "tiec",
)  # fmt: skip
"""After these words "hôm" or "bữa" tells a known day, or a meal."""
_PAST_HOI: Final = "\u0300\u0302"
"""The accents of "hồi"; "hỏi" and "hội" are other words."""
_MAX_EVENT: Final = 6
"""So many words at most tell of which day "hôm …" speaks."""
_ENDS_AN_EVENT: Final = ("me", "weak", "teach", "prep", "verb", "around", "online", "type", "plan")


def find_unknown_past(
    note: TokenizedSentence, text: str, taken: frozenset[int]
) -> list[tuple[int, int]]:
    """The positions of past times without a day in the normalized sentence.

    `text` is the sentence with known days and lengths (the words `taken`) made unreadable.
    """
    found = [match.span() for pattern in (_PAST, _HABIT) for match in pattern.finditer(text)]
    for match in _EVENT_WORD.finditer(text):
        covered = any(start <= match.start() < end for start, end in found)
        if not covered and (end := _end_of_event(note, match, taken)):
            found.append((match.start(), end))
    return found


def _end_of_event(
    note: TokenizedSentence, match: re.Match[str], taken: frozenset[int]
) -> int | None:
    """Where the words after "hôm", "dịp" or "hồi" end; None when they tell a known day."""
    first = note.folded.count(" ", 0, match.end()) + 1
    said = note.words[first - 1]
    if said.folded == "hoi" and said.marks != _PAST_HOI:
        return None
    end = first
    while end < len(note.words) and end - first < _MAX_EVENT and end not in taken:
        word = note.words[end]
        in_a_year = end > first and note.words[end - 1].folded == "nam"  # "tổng kết năm học"
        if word.is_sign or (
            end > first and not in_a_year and note.from_here(end, *_ENDS_AN_EVENT)
        ):
            break
        if end == first and (word.folded in _KNOWN_AFTER or word.folded[0].isdigit()):
            return None
        end += 1
    if end == first or end in taken and note.words[end].folded[0].isdigit():  # "dịp lễ 2/9"
        return None
    return sum(len(word.folded) + 1 for word in note.words[:end]) - 1
